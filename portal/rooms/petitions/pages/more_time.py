"""Who gets more time? The petitioner answers the office's question (민원령 21①), or asks for days (민원령 24②)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import permissions
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.kernel.words import Message
from portal.rooms.petitions import actions, forms, queries
from portal.rooms.petitions.pages import asking
from portal.rooms.petitions.pages.own import access
from portal.rooms.petitions.pages.shared import may, said, shown
from portal.rooms.petitions.rules import LONGEST_REQUEST_DAYS, LONGEST_WORDS
from portal.web import casework, clock, errors, i18n, limits, render
from portal.web.forms import read as read_form

TIMES: Final = 30
SECONDS: Final = 3600


async def extension(request: Request) -> Response:
    """GET and POST /cases/{no}/extension: why the office needs still more time, until when; yes or no."""
    mine = await access(request)
    if not may(mine, "consent_extension"):
        raise permissions.NotAllowed()
    case, words, now = mine.case, i18n.of(request), clock.now(request)
    question = asking.extension(await queries.opened(case), words, now)
    if question is None:
        # Answered a moment ago by the same press, or the office was faster: the case's page says which.
        return render.redirect(request, f"/cases/{case.receipt_no}")
    status = 200
    if request.method == "POST":
        answer = (await read_form(request)).get("do")
        if answer in {"yes", "no"}:
            await actions.answer_extension(case, answer == "yes", mine.actor, now)
            return render.redirect(request, f"/cases/{case.receipt_no}")
        status = 422
    context = {
        "case": case,
        "title": casework.title_of(case, words),
        "question": question,
        "contact": await casework.contact(case, words),
    }
    return await render.page(request, "petitions/extension.html", context, status=status)


async def longer(request: Request) -> Response:
    """GET and POST /cases/{no}/longer: how many days more for the papers, and why."""
    mine = await access(request)
    if not may(mine, "ask_longer"):
        raise permissions.NotAllowed()
    case, now = mine.case, clock.now(request)
    if not asking.may_ask_longer(case, now):
        return render.redirect(request, f"/cases/{case.receipt_no}")
    if request.method != "POST":
        return await _longer(request, case)
    await limits.limit(request, "longer", per=str(case.id), times=TIMES, seconds=SECONDS)
    form = await read_form(request)
    days, reason = form.get("days").strip()[:8], forms.text_of(form, forms.REASON)
    try:
        await actions.ask_longer(case, days, reason, mine.actor, now)
    except Refusal as refusal:
        status = errors.STATUSES[refusal.kind]
        return await _longer(request, case, days, reason, *said(refusal), status=status)
    return render.redirect(request, f"/cases/{case.receipt_no}")


async def _longer(
    request: Request,
    case: Case,
    days: str = "",
    reason: str = "",
    wrong: Mapping[str, Message] | None = None,
    masks: bool = False,
    status: int = 200,
) -> Response:
    words, now = i18n.of(request), clock.now(request)
    opened = await queries.opened(case)
    context = {
        "case": case,
        "title": opened.service.title.get(words.lang),
        "asked": asking.asked(opened, words, now),
        "contact": await casework.contact(case, words),
        "days": days,
        "most": LONGEST_REQUEST_DAYS,
        "reason": reason,
        "longest": LONGEST_WORDS,
        "masks": masks,
        **shown(wrong, request),
    }
    return await render.page(request, "petitions/longer.html", context, status=status)
