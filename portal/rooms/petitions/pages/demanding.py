"""What can a petitioner do about a date that was missed (민원령 18), and where is what was granted fetched (25④)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import permissions
from portal.kernel.models import Case
from portal.kernel.policies import MoveNotOpen
from portal.kernel.refusals import Refusal
from portal.kernel.words import Message
from portal.rooms.petitions import actions, forms
from portal.rooms.petitions.pages import telling
from portal.rooms.petitions.pages.own import access
from portal.rooms.petitions.pages.shared import may, said, words_page
from portal.rooms.petitions.queries import Opened, dates_of
from portal.rooms.petitions.rules import AGAIN_AFTER, LAST, is_late
from portal.web import casework, clock, dates, errors, i18n, limits, render
from portal.web.forms import read as read_form
from portal.web.i18n import Words

TIMES: Final = 10
SECONDS: Final = 3600
DEMAND: Final = "petitions/demand.html"


@dataclass(frozen=True)
class Fetch:
    """A paper that waits: where, and until which day in words."""

    place: str
    until: str


def fetch(opened: Opened, words: Words) -> Fetch | None:
    """What waits for the petitioner, until somebody has it or it was given up."""
    kept, event = opened.case.clock, opened.last("offer")
    if event is None or kept.get("handed_out") or opened.case.stage != "notified":
        return None
    until = dates.day(datetime.fromisoformat(str(kept["fetch_by"])), words.lang)
    return Fetch(str((event.body or {}).get("place", "")), until)


def is_open(case: Case, now: datetime) -> bool:
    """Whether correction can be demanded now: a date was missed, and the last demand is a week old."""
    last = case.clock.get(LAST["demand"])
    said = last is not None and now < datetime.fromisoformat(str(last)) + AGAIN_AFTER
    return casework.stage_of(case).open and is_late(dates_of(case), now) and not said


async def demand(request: Request) -> Response:
    """GET and POST /cases/{no}/demand: what was promised, who will hear of it, and the petitioner's own words."""
    mine = await access(request)
    case, now = mine.case, clock.now(request)
    if not may(mine, "demand"):
        raise permissions.NotAllowed()
    if not is_open(case, now):
        # Demanded a moment ago by the same press, or answered meanwhile: the case's page says which.
        return render.redirect(request, f"/cases/{case.receipt_no}")
    if request.method != "POST":
        return await _demanding(request, case, "")
    await limits.limit(request, "demand", per=str(case.id), times=TIMES, seconds=SECONDS)
    typed = forms.text_of(await read_form(request), forms.DEMAND)
    try:
        await actions.demand(case, typed, mine.actor, now)
    except MoveNotOpen:
        return render.redirect(request, f"/cases/{case.receipt_no}")
    except Refusal as refusal:
        return await _demanding(request, case, typed, *said(refusal), status=errors.STATUSES[refusal.kind])
    return render.redirect(request, f"/cases/{case.receipt_no}")


async def _demanding(
    request: Request,
    case: Case,
    typed: str,
    wrong: Mapping[str, Message] | None = None,
    masks: bool = False,
    status: int = 200,
) -> Response:
    late = telling.lateness(case, i18n.of(request), clock.now(request))
    return await words_page(request, DEMAND, case, typed, wrong, masks, status=status, late=late)
