"""How many working minutes before or after an instant is when? The office's hours of `kernel.deadlines`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from portal.kernel.deadlines import Calendar, korean
from portal.kernel.deadlines.days import ONE_DAY, SLOTS, at

Slot = tuple[datetime, datetime]


def later(calendar: Calendar, since: datetime, minutes: float) -> datetime:
    """The instant (UTC) so many working minutes after `since`; inside working hours. Raises UnknownYear."""
    left = timedelta(minutes=minutes)
    day = korean(since).date()
    while True:
        for begins, ends in _slots(calendar, day):
            start = max(begins, since)
            if start < ends and left < ends - start:
                return start + left
            left -= max(ends - start, timedelta(0))
        day += ONE_DAY


def before(calendar: Calendar, until: datetime, minutes: float) -> datetime:
    """The instant (UTC) so many working minutes before `until`. Raises UnknownYear."""
    left = timedelta(minutes=minutes)
    day = korean(until).date()
    while True:
        for begins, ends in reversed(list(_slots(calendar, day))):
            end = min(ends, until)
            if begins < end and left < end - begins:
                return end - left
            left -= max(end - begins, timedelta(0))
        day -= ONE_DAY


def _slots(calendar: Calendar, day: date) -> Iterator[Slot]:
    if calendar.is_working_day(day):
        for begins, ends in SLOTS:
            yield at(day, begins), at(day, ends)
