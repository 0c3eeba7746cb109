"""Which closed cases have stood their time, and what becomes of them? For the records officer; no contents.

One records officer decides (기록물법 시행령 43조), another carries a destruction out.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, permissions, retention
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.kernel.retention import CLASSES, DESTROY, KEEP, Filter
from portal.kernel.words import N_
from portal.rooms.desk.forms import disposal as typed
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import casework, dates, forms, paging, render
from portal.web.errors import STATUSES

PATH = "/desk/retention"
PAGE = 50
STATES = {
    "due": N_("결정할 민원"),
    "decided": N_("파기할 민원"),
    "kept": N_("더 보관하는 민원"),
    "destroyed": N_("파기한 민원"),
}
DECISIONS = (
    (DESTROY, N_("파기"), N_("내용, 파일, 연락처를 되살릴 수 없게 지웁니다. 다른 담당자가 실행합니다.")),
    (KEEP, N_("더 보관"), N_("정한 날까지 보관하고 그 뒤에 다시 정합니다.")),
)
NO_PROBLEMS = dict.fromkeys(("case", "decision", "keep_until", "reason", "count"), "")


async def listed(request: Request) -> Response:
    """GET and POST /desk/retention: what is due, decided, kept, destroyed; POST puts a decision on record."""
    desk = await enter(request, permissions.RECORDS)
    if request.method != "POST":
        return await _list(desk, _asked(request))
    form = await forms.read(request)
    asked = Filter(department=form.get("department"), retention_class=form.get("class"))
    try:
        ids = typed.chosen(form)
        decided = typed.decision(form)
        await retention.decide(ids, decided, actor=desk.actor, login=desk.person.login, now=desk.now)
    except Refusal as refusal:
        return await _list(desk, asked, form, refusal)
    await desk.note("disposal_decided", why=f"{decided.decision} {len(ids)}")
    return render.redirect(request, PATH, query=_query(asked))


async def destroy(request: Request) -> Response:
    """POST /desk/retention/destroy: asks for the number of cases, then destroys them for good."""
    desk = await enter(request, permissions.RECORDS)
    form = await forms.read(request)
    try:
        ids = typed.chosen(form)
    except Refusal as refusal:
        return await _list(desk, Filter(state="decided"), form, refusal)
    if form.get("do") != "destroy":
        return await _confirm(desk, ids)
    try:
        typed.check_count(form, len(ids))
        carried = await retention.carry_out(ids, actor=desk.actor, login=desk.person.login, now=desk.now)
    except Refusal as refusal:
        return await _confirm(desk, ids, form.get("count"), refusal)
    await desk.note("disposal_executed", why=str(carried.done))
    context = {"done": carried.done, "refused": [desk.words(one.message) for one in carried.refused]}
    return await desk.show("desk/retention_done.html", context)


async def _list(
    desk: Desk, asked: Filter, form: forms.Form | None = None, refusal: Refusal | None = None
) -> Response:
    page = paging.asked(desk.request)
    found, total = await retention.listed(asked, desk.now, offset=(page - 1) * PAGE, limit=PAGE)
    context = {
        "asked": asked,
        "states": [(f"{PATH}?state={state}", text, state == asked.state) for state, text in STATES.items()],
        "departments": [
            (one.code, one.title.get(desk.words.lang)) for one in catalogue.current().departments
        ],
        "classes": [(code, desk.words(CLASSES[code])) for code in retention.YEARS],
        "decisions": [(code, desk.words(text), desk.words(hint)) for code, text, hint in DECISIONS],
        "options": [_option(desk, case) for case in found if not _own(desk, case)],
        "own": [_option(desk, case) for case in found if _own(desk, case)],
        "ticked": _ticked(desk, found, form),
        "all": desk.request.url.include_query_params(all="1").query,
        "typed": {name: form.get(name) if form else "" for name in ("decision", "reason", "keep_until")},
        "total": total,
        "pages": paging.pages(page, total=total, size=PAGE, path=PATH, chosen=_query(asked)),
        **_errors(desk, refusal),
    }
    status = STATUSES[refusal.kind] if refusal else 200
    return await desk.show("desk/retention.html", context, status=status)


async def _confirm(
    desk: Desk, ids: tuple[UUID, ...], count: str = "", refusal: Refusal | None = None
) -> Response:
    cases = await Case.filter(id__in=list(ids)).order_by("closed_at", "id").prefetch_related("disposal")
    context = {
        "options": [_option(desk, case) for case in cases],
        "number": len(cases),
        "count": count,
        **_errors(desk, refusal),
    }
    status = STATUSES[refusal.kind] if refusal else 200
    return await desk.show("desk/retention_confirm.html", context, status=status)


def _option(desk: Desk, case: Case) -> tuple[str, str, str]:
    """A case as a box to tick: its id, its number and service, and the dates that count."""
    words, lang = desk.words, desk.words.lang
    department = catalogue.current().department(case.department)
    due = retention.due_on(case)
    facts = [
        department.title.get(lang) if department else case.department,
        words(N_("보존 %(period)s"), period=words(CLASSES[case.retention_class])),
        words(N_("%(day)s 끝남"), day=dates.date(case.closed_at, lang)) if case.closed_at else "",
        words(N_("%(day)s부터 처분 대상"), day=dates.date(due, lang)) if due else "",
        *_decided(desk, case),
    ]
    said = " · ".join(fact for fact in facts if fact)
    return str(case.id), f"{case.receipt_no} {casework.title_of(case, words)}", said


def _decided(desk: Desk, case: Case) -> list[str]:
    """What was decided, by whom and why."""
    made, words, lang = retention.disposal_of(case), desk.words, desk.words.lang
    if made is None:
        return []
    when = words(N_("%(day)s %(who)s 정함"), day=dates.date(made.decided_at, lang), who=made.decided_by)
    until = words(N_("%(day)s까지 보관"), day=dates.date(made.keep_until, lang)) if made.keep_until else ""
    gone = words(N_("%(day)s 파기"), day=dates.date(made.destroyed_at, lang)) if made.destroyed_at else ""
    return [when, made.reason, until, gone]


def _own(desk: Desk, case: Case) -> bool:
    """Whether this person decided to destroy it: somebody else must carry that out."""
    made = retention.disposal_of(case)
    waits = made is not None and made.decision == DESTROY and made.destroyed_at is None
    return waits and made is not None and made.decided_by == desk.person.login


def _ticked(desk: Desk, found: list[Case], form: forms.Form | None) -> list[str]:
    if form is not None:
        return form.all("case")
    return [str(case.id) for case in found] if desk.request.query_params.get("all") else []


def _errors(desk: Desk, refusal: Refusal | None) -> Mapping[str, object]:
    if refusal is None:
        return {"problems": NO_PROBLEMS}
    fields = {name: desk.words(text) for name, text in refusal.fields.items()}
    summary = [(f"f-{name}", text) for name, text in fields.items()] or [("", desk.words(refusal.message))]
    return {"problems": {**NO_PROBLEMS, **fields}, "errors": summary}


def _asked(request: Request) -> Filter:
    asked = request.query_params
    state = asked.get("state", "due")
    return Filter(
        state=state if state in STATES else "due",
        department=asked.get("department", ""),
        retention_class=asked.get("class", ""),
    )


def _query(asked: Filter) -> dict[str, str]:
    said = {"state": asked.state, "department": asked.department, "class": asked.retention_class}
    return {name: text for name, text in said.items() if text}
