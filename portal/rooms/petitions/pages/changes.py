"""How does the petitioner complete a petition, or take it back? Both ask once more before anything changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import permissions
from portal.kernel.models import Case
from portal.kernel.policies import MoveNotOpen
from portal.kernel.refusals import Refusal
from portal.kernel.words import Message
from portal.rooms.petitions import actions, forms, queries
from portal.rooms.petitions.pages import asking
from portal.rooms.petitions.pages.own import access
from portal.rooms.petitions.pages.shared import may, said, shown, words_page
from portal.rooms.petitions.rules import LONGEST_WORDS
from portal.web import casework, clock, errors, i18n, limits, render
from portal.web.forms import read as read_form

WAITING: Final = "awaiting_supplement"
TIMES: Final = 30
SECONDS: Final = 3600
WITHDRAW: Final = "petitions/withdraw.html"


async def supplement(request: Request) -> Response:
    """What is asked for and until when; words and files that bring it."""
    mine = await access(request)
    case = mine.case
    if not may(mine, "supplement"):
        raise permissions.NotAllowed()
    if request.method != "POST":
        if case.stage != WAITING:
            return render.redirect(request, f"/cases/{case.receipt_no}")
        return await _asking(request, case, "")
    await limits.limit(request, "supplement", per=str(case.id), times=TIMES, seconds=SECONDS)
    sent = forms.supplement(await read_form(request, strict=False))
    if await _came_already(case, sent.seen):
        return render.redirect(request, f"/cases/{case.receipt_no}")
    if sent.problems:
        return await _asking(request, case, sent.words, sent.problems, status=413)
    try:
        await actions.send_supplement(case, sent.words, sent.uploads, mine.actor, clock.now(request))
    except MoveNotOpen as refusal:
        return await _asking(request, case, sent.words, {"": refusal.message}, status=409)
    except Refusal as refusal:
        return await _asking(request, case, sent.words, *said(refusal), status=errors.STATUSES[refusal.kind])
    return render.redirect(request, f"/cases/{case.receipt_no}")


async def _came_already(case: Case, seen: int) -> bool:
    """Whether the button was pressed twice: the supplement that followed that page is this one."""
    if case.stage == WAITING:
        return False
    last = (await queries.opened(case)).last("supplement")
    return last is not None and last.actor_kind in {"petitioner", "agent"} and last.seq > seen > 0


async def _asking(
    request: Request,
    case: Case,
    typed: str,
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
        "typed": typed,
        "longest": LONGEST_WORDS,
        "masks": masks,
        **shown(wrong, request),
    }
    return await render.page(request, "petitions/supplement.html", context, status=status)


async def withdraw(request: Request) -> Response:
    """What withdrawing means, a reason if one likes, and the button that does it."""
    mine = await access(request)
    case = mine.case
    if not may(mine, "withdraw"):
        raise permissions.NotAllowed()
    if request.method != "POST":
        if not casework.stage_of(case).open:
            return render.redirect(request, f"/cases/{case.receipt_no}")
        return await words_page(request, WITHDRAW, case, "")
    form = await read_form(request)
    reason = forms.text_of(form, forms.REASON)
    try:
        await actions.withdraw(case, reason, mine.actor, clock.now(request))
    except MoveNotOpen:
        # Withdrawn a moment ago by the same press, or answered meanwhile: the case's page says which.
        return render.redirect(request, f"/cases/{case.receipt_no}")
    except Refusal as refusal:
        return await words_page(
            request, WITHDRAW, case, reason, *said(refusal), status=errors.STATUSES[refusal.kind]
        )
    return render.redirect(request, f"/cases/{case.receipt_no}")
