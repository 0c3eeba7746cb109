"""Whom in the office must the clock remind of a date, and has it done so? (민원령 6⑦, 13②, 28)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tortoise.expressions import Q

from portal.database.transactions import transaction
from portal.kernel import holidays, staff_notices
from portal.kernel.deadlines import Calendar, UnknownYear, korean
from portal.kernel.models import Case, Person, StaffNotice
from portal.rooms.petitions.definition import DEFINITION, OPEN
from portal.rooms.petitions.queries import dates_of
from portal.rooms.petitions.rules import Reminder, is_late, reminders_of

# No working day lies farther back than the longest row of holidays.
_AHEAD: Final = timedelta(days=14)
_OPENING: Final = 9
_DATES: Final = ("id", "clock", "accept_by", "accepted_at", "due_at")
Told = set[tuple[UUID | None, str, str]]


async def remind(now: datetime) -> bool:
    """Tell officers and supervisors what they have not been told yet; False, since all is done in one batch."""
    calendar = await holidays.current_calendar()
    near = Q(due_at__lt=now + _AHEAD) | Q(accepted_at=None)
    found = Case.filter(near, room=DEFINITION.room, stage__in=OPEN).order_by("submitted_at", "id")
    cases = await found.only(*_DATES)
    waiting = [(case, reminders_of(dates_of(case), now, calendar)) for case in cases]
    told = await _told([case.id for case, reminders in waiting if reminders])
    for case, reminders in waiting:
        if any(_name(case, reminder) not in told for reminder in reminders):
            await _remind(case.id, now, calendar)
    return False


async def _told(cases: Sequence[UUID]) -> Told:
    found: Told = set()
    for start in range(0, len(cases), 500):
        rows = StaffNotice.filter(case_id__in=cases[start : start + 500])
        found |= {(row[0], row[1], row[2]) for row in await rows.values_list("case_id", "topic", "of")}
    return found


def _name(case: Case, reminder: Reminder) -> tuple[UUID, str, str]:
    return case.id, reminder.topic, staff_notices.occurrence(reminder.of)


async def _remind(case_id: UUID, now: datetime, calendar: Calendar) -> None:
    """Decide and tell in one transaction, from the case as it stands there: of two workers one tells."""
    async with transaction():
        case = await Case.get(id=case_id)
        if case.stage not in OPEN:
            return
        for reminder in reminders_of(dates_of(case), now, calendar):
            of = staff_notices.occurrence(reminder.of)
            if not await staff_notices.told(reminder.topic, of, case):
                people = await _people(case, reminder)
                await staff_notices.tell(people, reminder.topic, now, of=of, case=case)


async def _people(case: Case, reminder: Reminder) -> Sequence[Person]:
    if reminder.whom == "officer":
        return await staff_notices.officer_or_above(case)
    return await staff_notices.supervisors_of(case.department)


async def show_late(now: datetime) -> bool:
    """Tell the auditors on each working day that petitions are late, if some are (민원령 28②)."""
    here = korean(now)
    calendar = await holidays.current_calendar()
    try:
        open_now = calendar.is_working_day(here.date()) and here.hour >= _OPENING
    except UnknownYear:
        open_now = False
    day = here.date().isoformat()
    if not open_now or await staff_notices.told("late_list", day) or not await _some_late(now):
        return False
    async with transaction():
        if not await staff_notices.told("late_list", day):
            await staff_notices.tell(await staff_notices.auditors(), "late_list", now, of=day)
    return False


async def _some_late(now: datetime) -> bool:
    passed = Q(due_at__lt=now) | Q(accepted_at=None, accept_by__lt=now)
    cases = await Case.filter(passed, room=DEFINITION.room, stage__in=OPEN).only(*_DATES)
    return any(is_late(dates_of(case), now) for case in cases)
