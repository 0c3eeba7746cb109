"""Whom must the clock tell how far a petition is? Its petitioner, every 30 days (민원령 23)."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Final

from portal.kernel import cases, holidays
from portal.kernel.models import Case
from portal.kernel.moves import SYSTEM
from portal.kernel.refusals import Refusal
from portal.rooms.petitions.definition import DEFINITION, UNDER_WAY
from portal.rooms.petitions.rules import progress_is_due

# No period of 30 days is over sooner, whatever the time of day it began.
_SOONEST: Final = timedelta(days=30)


async def tell_progress(now: datetime) -> bool:
    """Tell each petitioner once whose 30 days have passed; False, since all are done in one batch.

    The move itself asks again in its transaction, so that of two workers only one tells.
    """
    calendar = await holidays.current_calendar()
    old = Case.filter(room=DEFINITION.room, stage__in=UNDER_WAY, accepted_at__lt=now - _SOONEST)
    for case in await old.order_by("accepted_at", "id").only("id", "clock", "accepted_at"):
        if progress_is_due(case.clock, case.accepted_at, now, calendar):
            # Told by the other worker, or closed, a moment ago.
            with contextlib.suppress(Refusal):
                await cases.move(case.id, "tell_progress", actor=SYSTEM, now=now)
    return False
