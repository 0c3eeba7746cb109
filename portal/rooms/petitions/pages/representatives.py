"""Who speaks for those who filed it together? Up to three people, named by whoever filed (민원령 8)."""

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
from portal.rooms.petitions import actions, forms
from portal.rooms.petitions.pages.groups import choosing
from portal.rooms.petitions.pages.own import access
from portal.rooms.petitions.pages.shared import may, said, shown
from portal.rooms.petitions.rules import PLACES
from portal.web import casework, clock, errors, i18n, limits, render
from portal.web.forms import read as read_form

TIMES: Final = 30
SECONDS: Final = 3600


async def representatives(request: Request) -> Response:
    """GET and POST /cases/{no}/representatives: names and phones of those whom the co-signers chose."""
    mine = await access(request)
    case = mine.case
    if not may(mine, "name_representatives"):
        raise permissions.NotAllowed()
    if not choosing(case, mine.actor):
        # Named a moment ago by the same press, or the office goes on without: the case's page says which.
        return render.redirect(request, f"/cases/{case.receipt_no}")
    if request.method != "POST":
        return await _show(request, case, {})
    await limits.limit(request, "representatives", per=str(case.id), times=TIMES, seconds=SECONDS)
    typed = forms.representatives(await read_form(request))
    try:
        await actions.name_representatives(case, typed, mine.actor, clock.now(request))
    except MoveNotOpen:
        return render.redirect(request, f"/cases/{case.receipt_no}")
    except Refusal as refusal:
        wrong, _ = said(refusal)
        return await _show(request, case, typed, wrong, status=errors.STATUSES[refusal.kind])
    return render.redirect(request, f"/cases/{case.receipt_no}")


async def _show(
    request: Request,
    case: Case,
    typed: Mapping[str, str],
    wrong: Mapping[str, Message] | None = None,
    status: int = 200,
) -> Response:
    words = i18n.of(request)
    context = {
        "case": case,
        "title": casework.title_of(case, words),
        "contact": await casework.contact(case, words),
        "places": PLACES,
        "typed": typed,
        **shown(wrong, request),
    }
    return await render.page(request, "petitions/representatives.html", context, status=status)
