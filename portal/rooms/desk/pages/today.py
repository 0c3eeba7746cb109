"""What is to be done today, and where is the case that somebody asks about?"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import holidays, permissions, receipts
from portal.kernel.deadlines import Calendar, korean
from portal.kernel.ids import new_token
from portal.kernel.models import Case, Person
from portal.kernel.words import N_
from portal.rooms.desk.definition import lists
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.time_left import Left, left_of
from portal.rooms.desk.queries import contents, delivery, finding
from portal.rooms.desk.queries import lists as reads
from portal.rooms.desk.rules import read_search
from portal.web import casework, forms, limits, paging, render, session

READERS = tuple(sorted(permissions.CONTENT_ROLES))


@dataclass(frozen=True)
class Item:
    """One line of the menu. `tone` colours the count: late, wait, new or nothing."""

    href: str
    label: str
    count: int | None
    tone: str
    current: bool


@dataclass(frozen=True)
class Line:
    """One case in a list."""

    href: str
    number: str
    title: str
    note: str
    left: Left
    label: str
    tone: str


async def today(request: Request) -> Response:
    """GET /desk?view=&page=&found=: a list of the day's work, or what a search found."""
    desk = await enter(request)
    if not desk.has(*READERS):
        return _elsewhere(request, desk)
    asked = request.query_params
    found = await _remembered(request, asked.get("found", ""))
    if found is not None:
        rows = await finding.by_person(*found, desk.actor, paging.asked(request))
        return await _show(desk, rows, "", found=asked["found"], how=found[0])
    view = asked.get("view", "") if asked.get("view") in lists.VIEWS else _first_view(desk)
    rows = await reads.listed(view, desk.actor, desk.now, paging.asked(request))
    return await _show(desk, rows, view)


async def search(request: Request) -> Response:
    """POST /desk/search: a receipt number leads to its case, a person to a list.

    What was typed goes into no address: the session keeps its keyed hash, the log how it was searched.
    """
    desk = await enter(request, *READERS)
    typed = (await forms.read(request)).get("q")
    asked = read_search(typed, receipts.read(typed))
    if asked.kind in {"number", "short_number"}:
        case = await finding.by_number(asked, desk.actor, desk.now)
        if case is not None:
            return render.redirect(request, f"/desk/cases/{case.receipt_no}")
    elif asked.kind in lists.HOW_SEARCHED:
        await limits.count(request, lists.SEARCH_BY_PERSON, per=desk.person.login)
        await desk.note("person_searched", why=asked.kind)
        found = await _remember(request, asked.kind, finding.hash_of(asked))
        return render.redirect(request, "/desk", query={"found": found})
    elif not typed.strip():
        return render.redirect(request, "/desk")
    return await _show(desk, reads.Listed([], 0), "", typed=typed, status=404)


def _elsewhere(request: Request, desk: Desk) -> Response:
    """Who may read no contents has another first page."""
    if desk.has(permissions.AUDITOR):
        return render.redirect(request, "/desk/log")
    if desk.has(permissions.RECORDS):
        return render.redirect(request, "/desk/retention")
    permissions.check_role(desk.actor, permissions.ADMINISTRATOR)
    return render.redirect(request, "/desk/staff")


def _first_view(desk: Desk) -> str:
    return lists.WAITING if desk.has(permissions.FRONT_DESK) else lists.OFFICE


async def _remember(request: Request, kind: str, hashed: str) -> str:
    browser = await session.load(request)
    name = new_token()[:12]
    before = browser.data.get("searches")
    kept = [str(one) for one in before] if isinstance(before, list) else []
    browser.data["searches"] = [*kept, f"{name} {kind} {hashed}"][-lists.REMEMBERED_SEARCHES :]
    await browser.save()
    return name


async def _remembered(request: Request, name: str) -> tuple[str, str] | None:
    """The kind and the keyed hash of a search of this session."""
    kept = (await session.load(request)).data.get("searches")
    for line in kept if isinstance(kept, list) and name else []:
        known, kind, hashed = str(line).split(" ")
        if known == name:
            return kind, hashed
    return None


async def _show(
    desk: Desk,
    rows: reads.Listed,
    view: str,
    *,
    status: int = 200,
    typed: str = "",
    how: str = "",
    **address: str,
) -> Response:
    names = await _officers(rows.cases)
    calendar = await holidays.current_calendar()
    return await desk.show(
        "desk/today.html",
        {
            "menu": await menu(desk, view),
            "view": lists.VIEWS.get(view, N_("찾은 민원")),
            "empty": lists.EMPTY.get(view, ""),
            "typed": typed,
            "how": lists.HOW_SEARCHED.get(how, ""),
            "total": rows.total,
            "lines": [_line(desk, case, calendar, names) for case in rows.cases],
            "pages": paging.pages(
                paging.asked(desk.request),
                total=rows.total,
                size=lists.PAGE,
                path="/desk",
                chosen={"view": view, **address},
            ),
        },
        status=status,
    )


async def menu(desk: Desk, view: str = "") -> list[Item]:
    """The lists with their counts, and what could not be delivered."""
    counts = await reads.counts(desk.actor, desk.now)
    wide = desk.has(permissions.FRONT_DESK)
    items = []
    for name, label in lists.VIEWS.items():
        if name == lists.MINE and not desk.has(*permissions.DEPARTMENT_ROLES):
            continue
        text = N_("모든 부서") if name == lists.OFFICE and wide else label
        tone = {lists.DUE_TODAY: "wait", lists.LATE: "late", lists.WAITING: "new"}.get(name, "")
        count = counts.get(name)
        items.append(Item(f"/desk?view={name}", text, count, tone if count else "", name == view))
    stuck = await delivery.count(desk.departments)
    path = desk.request.url.path
    old = await contents.to_review(desk.actor, korean(desk.now).date())
    if old:
        items.append(Item("/desk/contents?due=yes", N_("확인할 안내"), old, "wait", path == "/desk/contents"))
    items.append(
        Item("/desk/delivery", N_("알림과 전달"), stuck, "late" if stuck else "", path == "/desk/delivery")
    )
    return items


def _line(desk: Desk, case: Case, calendar: Calendar, names: dict[str, str]) -> Line:
    stage, words = casework.stage_of(case), desk.words
    left = left_of(case, calendar, desk.now, words)
    label = words(stage.label)
    if left.late:
        label = words(N_("접수 지연")) if case.accepted_at is None else words(N_("지연"))
    officer = names.get(str(case.officer_id), "")
    hops = int(str(case.clock.get("hops", 0)))
    moved = words(N_("%(hops)s번 옮김"), hops=hops) if hops else ""
    notes = [moved, casework.department_of(case, words), officer or case.officer_name]
    return Line(
        href=f"/desk/cases/{case.receipt_no}",
        number=case.receipt_no,
        title=casework.title_of(case, words),
        note=" · ".join(note for note in notes if note),
        left=left,
        label=label,
        tone="late" if left.late else stage.tone,
    )


async def _officers(cases: list[Case]) -> dict[str, str]:
    ids = {case.officer_id for case in cases if case.officer_id}
    return {str(person.id): person.name for person in await Person.filter(id__in=list(ids))} if ids else {}
