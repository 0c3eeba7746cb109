"""Is the front desk open now? Monday to Friday, 09:00 to 18:00 Korean time, not on public holidays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.kernel.deadlines import KST, korean

OPENS = time(9)
CLOSES = time(18)
SATURDAY = 5
LONGEST_BREAK = 15
REFRESH = timedelta(minutes=1)

Holidays = Callable[[], Awaitable[Collection[date]]]


async def no_holidays() -> Collection[date]:
    """The holidays of a house that was given none."""
    return ()


@dataclass(frozen=True)
class Hours:
    """The front desk's state: while `open`, `until` is when it closes; else `until` is when it opens next."""

    open: bool
    until: datetime


def front_desk(now: datetime, holidays: Collection[date]) -> Hours:
    """The state at `now` (aware); `holidays` are the public holidays of the coming weeks."""
    here = korean(now)
    works_today = _works(here.date(), holidays)
    if works_today and OPENS <= here.time() < CLOSES:
        return Hours(True, datetime.combine(here.date(), CLOSES, KST))
    day = here.date() if works_today and here.time() < OPENS else here.date() + timedelta(days=1)
    for _ in range(LONGEST_BREAK):
        if _works(day, holidays):
            break
        day += timedelta(days=1)
    return Hours(False, datetime.combine(day, OPENS, KST))


def _works(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


class FrontDesk:
    """The front desk's hours; it asks for the holidays once a minute at most and remembers them."""

    def __init__(self, holidays: Holidays = no_holidays) -> None:
        self._ask = holidays
        self._known: Collection[date] = ()
        self._asked: datetime | None = None

    async def refresh(self, now: datetime) -> None:
        """Ask for the holidays if the last answer is old."""
        if self._asked is None or abs(now - self._asked) >= REFRESH:
            self._known = await self._ask()
            self._asked = now

    def state(self, now: datetime) -> Hours:
        """The state at `now` by the holidays last heard of; needs no database."""
        return front_desk(now, self._known)
