"""Is this what is to be filed? All answers on one page, consent, who will see it, and the handing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import answers, receipts
from portal.kernel.cases import find_filed
from portal.kernel.models import Case
from portal.kernel.privacy import ResidentNumberFound
from portal.kernel.public.alike import asks_place
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.filing import actions, forms
from portal.rooms.filing.definition import CHECK, CONTACT, FILE_BY_ADDRESS, FILE_BY_BROWSER
from portal.rooms.filing.pages import alike, shared
from portal.rooms.filing.queries import DraftNotFound, OpenDraft, promise
from portal.web import clock, holding, i18n, limits, preferences, render, session
from portal.web import forms as web_forms
from portal.web.errors import STATUSES

# 공공기록물 관리에 관한 법률 시행령 26조: how long the closed case is kept.
KEPT = {
    "permanent": N_("영구 보존"),
    "semi_permanent": N_("준영구 보존"),
    "y30": N_("처리를 마친 다음 해부터 30년"),
    "y10": N_("처리를 마친 다음 해부터 10년"),
    "y5": N_("처리를 마친 다음 해부터 5년"),
    "y3": N_("처리를 마친 다음 해부터 3년"),
    "y1": N_("처리를 마친 다음 해부터 1년"),
}


async def check(request: Request) -> Response:
    """GET /services/{code}/apply/{draft}/check: what was answered, each with a way to change it."""
    try:
        _, opened = await shared.opened_draft(request)
    except DraftNotFound:
        return await _to_receipt(request)
    return await _draw(request, opened)


async def submit(request: Request) -> Response:
    """POST …/submit: file it. Pressed twice, or after the answer was lost, it leads to the same receipt."""
    if request.method != "POST":
        return render.redirect(
            request, "filing:check", code=request.path_params["code"], draft=request.path_params["draft"]
        )
    form = await web_forms.read(request)
    try:
        browser, opened = await shared.opened_draft(request)
    except DraftNotFound:
        return await _to_receipt(request, form.get("key"))
    await limits.count(request, FILE_BY_ADDRESS)
    await limits.count(request, FILE_BY_BROWSER, opened.row.session_id)
    now, lang = clock.now(request), preferences.of(request.scope).lang
    consent = form.get(actions.CONSENT).lower() in forms.TRUE
    try:
        filed = await actions.hand_in(opened, consent=consent, lang=lang, now=now)
    except answers.StaleForm as refusal:
        await actions.adopt(opened, now)
        return await _draw(request, opened, refusal, consent=consent)
    except (actions.Incomplete, actions.ConsentMissing, ResidentNumberFound) as refusal:
        return await _draw(request, opened, refusal, consent=consent)
    await shared.grant(browser, filed.case, pin=not opened.email_proved, now=now)
    return _receipt_of(request, filed.case)


async def _to_receipt(request: Request, given: str = "") -> Response:
    """The draft is gone: if it was filed by this browser, its receipt. Raises DraftNotFound."""
    browser = await session.load(request)
    draft: UUID = request.path_params["draft"]
    key = shared.key_of_draft(browser, draft)
    if key and given not in {"", key}:
        raise DraftNotFound
    case = await find_filed(key or given) if key or given else None
    # Who signed in again meanwhile has a new session: that the case is in their account proves as much as the key.
    if case is None or not (key or holding.opens(browser, case)):
        raise DraftNotFound
    if not holding.opens(browser, case):
        # The answer was lost before the session knew of the case: the key in the session is its proof.
        await shared.grant(browser, case, pin=True, now=clock.now(request))
    return _receipt_of(request, case)


def _receipt_of(request: Request, case: Case) -> Response:
    return render.redirect(request, "filing:receipt", no=case.receipt_no)


async def _draw(
    request: Request, opened: OpenDraft, refusal: Refusal | None = None, *, consent: bool = False
) -> Response:
    words = i18n.of(request)
    found = answers.check(opened.service, opened.raw)
    who = answers.check_petitioner(opened.content.petitioner)
    base = f"/services/{opened.service.code}/apply/{opened.row.id}"
    rows = answers.rows(opened.service, found.answers, words.lang)
    names = {str(file.id): file.name for file in opened.files}
    context: dict[str, Any] = {
        "service": opened.service,
        "alike": await alike.found(request, opened),
        "asks_place": asks_place(opened.service),
        "followed": receipts.read(request.query_params.get(alike.FOLLOWED, "")),
        "draft": opened.row,
        "base": base,
        "place": shared.place_of(request, opened, CHECK),
        "groups": [
            (group, [_shown(opened, row, names) for row in rows if row.group == group.code])
            for group in opened.service.groups
        ],
        "who": answers.petitioner_rows(who.answers, words.lang),
        "contact": f"{base}/{CONTACT}",
        "email_proved": opened.email_proved,
        "consent": consent,
        "kept": KEPT[opened.service.retention_class],
        "errors": _summary(opened, refusal, base, words),
        "consent_error": refusal.fields.get(actions.CONSENT) if refusal else None,
        "refusal": refusal.message if refusal else None,
        "changed": opened.changed,
        "left_over": list(opened.content.left_over.values()),
        "promise": await promise(clock.now(request), opened.service.period.rule),
    }
    status = STATUSES[refusal.kind] if refusal else 200
    return await render.page(request, "filing/check.html", context, status=status)


def _shown(opened: OpenDraft, row: answers.Row, names: dict[str, str]) -> tuple[str, str]:
    """Label and words; a wrong answer as it was typed, so that its writer recognises it."""
    if row.files:
        return row.label, ", ".join(names.get(file, "") for file in row.files)
    field = opened.service.field(row.name)
    inputs = answers.inputs_of(field) if field else ()
    typed = ", ".join(text for name in inputs if (text := opened.content.answers.get(name, "").strip()))
    return row.label, row.value or typed


def _summary(
    opened: OpenDraft, refusal: Refusal | None, base: str, words: i18n.Words
) -> list[tuple[str, str]]:
    """(address, sentence) of each error: the place where it can be put right."""
    if refusal is None:
        return []
    errors: dict[str, Message] = refusal.fields
    lines = [
        (f"{base}/{step}?from=check#f-{name}", words(message))
        for step, name, message in forms.missing_by_step(opened, errors, CONTACT)
    ]
    if actions.CONSENT in errors:
        lines.append((f"#f-{actions.CONSENT}", words(errors[actions.CONSENT])))
    return lines or [("", words(refusal.message))]
