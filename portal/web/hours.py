"""Is the front desk open now? Its week, except on public holidays and on days that say otherwise.

These are the hours of a door. The law's working hours, by which deadlines run, stand in `kernel.deadlines` and do
not move when the door closes early.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portal.kernel.contents import Closure, Span
from portal.kernel.deadlines import KST, korean

WORKING_DAY = Span(opens=time(9), closes=time(18))
"""민원처리법 시행령 8조의3: 09:00 to 18:00, unless an ordinance says otherwise."""
LONGEST_BREAK = 60
REFRESH = timedelta(minutes=1)

Week = tuple[Span | None, ...]
USUAL_WEEK: Week = (WORKING_DAY,) * 5 + (None, None)


@dataclass(frozen=True)
class Timetable:
    """When the front desk is open: its week (Monday first), public holidays, and days with hours of their own."""

    week: Week = USUAL_WEEK
    holidays: Collection[date] = ()
    exceptions: Mapping[date, Closure] = field(default_factory=dict)

    def on(self, day: date) -> Span | None:
        """The hours of a day, None if closed. What was said of the very day counts most, even on a holiday."""
        if day in self.exceptions:
            return self.exceptions[day].hours
        return None if day in self.holidays else self.week[day.weekday()]


Ask = Callable[[], Awaitable[Timetable]]


async def usual() -> Timetable:
    """The timetable of a house that was given none."""
    return Timetable()


@dataclass(frozen=True)
class Hours:
    """The front desk's state: while `open`, `until` is when it closes; else when it opens next, if that is known.

    `today` is what makes today different, if anything.
    """

    open: bool
    until: datetime | None
    today: Closure | None = None


def front_desk(now: datetime, timetable: Timetable) -> Hours:
    """The state at `now` (aware) by a timetable that knows the coming weeks."""
    here = korean(now)
    today = here.date()
    exception, span = timetable.exceptions.get(today), timetable.on(today)
    if span and span.opens <= here.time() < span.closes:
        return Hours(True, datetime.combine(today, span.closes, KST), exception)
    days = (today + timedelta(days=ahead) for ahead in range(LONGEST_BREAK))
    starts = (datetime.combine(day, span.opens, KST) for day in days if (span := timetable.on(day)))
    return Hours(False, next((start for start in starts if start > here), None), exception)


class FrontDesk:
    """The front desk's hours; it asks for the timetable once a minute at most and remembers it."""

    def __init__(self, ask: Ask = usual) -> None:
        self._ask = ask
        self._known = Timetable()
        self._asked: datetime | None = None

    async def refresh(self, now: datetime, *, anew: bool = False) -> None:
        """Ask for the timetable if the last answer is old, or `anew` in any case."""
        if anew or self._asked is None or abs(now - self._asked) >= REFRESH:
            self._known = await self._ask()
            self._asked = now

    @property
    def timetable(self) -> Timetable:
        """The timetable last heard of."""
        return self._known

    def state(self, now: datetime) -> Hours:
        """The state at `now` by the timetable last heard of; needs no database."""
        return front_desk(now, self._known)
