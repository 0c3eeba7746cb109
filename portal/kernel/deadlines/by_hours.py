"""When do n working hours end? 즉시, certificates, periods of 1 to 5 days (민원법 19①, 민원령 19).

The clock runs in [09:00,12:00) and [13:00,18:00) of working days, to the microsecond. One that reaches zero at
12:00 or 18:00 is due at that instant, not at the next slot. Paused days are out as whole days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from portal.kernel.deadlines import articles
from portal.kernel.deadlines.days import ONE_DAY, SLOTS, Calendar, at, korean
from portal.kernel.deadlines.reckoning import NOTHING, Code
from portal.kernel.deadlines.tally import AFTER_HOURS, Question, Tally
from portal.kernel.words import N_, Message

A_DAY_OF_WORK = timedelta(hours=8)
_WORKED = Message(N_("근무시간"))
_EXTENDED = Message(N_("근무시간(연장)"))


def count_hours(question: Question, tally: Tally) -> datetime | None:
    """The due instant (UTC), or None while a pause stands. Raises UnknownYear."""
    base = question.rule.working_hours
    total = base + sum(question.extensions) * A_DAY_OF_WORK
    day = question.accepted.date()
    while tally.running < total:
        if not tally.day_is_out(day):
            _count_day(day, base, total, tally)
        if tally.stopped_by:
            return None
        day += ONE_DAY
    return tally.steps[-1].ends


def _count_day(day: date, base: timedelta, total: timedelta, tally: Tally) -> None:
    """Count the hours of a working day, those of the period (up to `base`) apart from the extension's."""
    slots = list(_open(day, tally.question.accepted))
    if not slots:
        tally.leave_out((day, day), Code.AFTER_HOURS, AFTER_HOURS, articles.OFFICE_HOURS)
    for begins, ends in slots:
        cursor = begins
        while cursor < ends and tally.running < total:
            extended = tally.running >= base
            taken = min(ends - cursor, (total if extended else base) - tally.running)
            reason = _EXTENDED if extended else _WORKED
            tally.count((day, day), taken, reason, extended=extended, interval=(cursor, cursor + taken))
            cursor += taken


def _open(day: date, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The working intervals of a working day that lie after `since`."""
    for opens, closes in SLOTS:
        begins, ends = max(at(day, opens), since.astimezone(UTC)), at(day, closes)
        if begins < ends:
            yield begins, ends


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """The working time in [start, end); zero if `end` is not after `start`. Raises UnknownYear."""
    worked = NOTHING
    day, last = korean(start).date(), korean(end).date()
    while day <= last:
        if calendar.is_working_day(day):
            spans = (min(closes, end) - opens for opens, closes in _open(day, start))
            worked += sum((span for span in spans if span > NOTHING), NOTHING)
        day += ONE_DAY
    return worked
