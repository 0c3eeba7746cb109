"""What does the desk read of the holidays: the table, its changes with their progress, and what a change would move?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.kernel import holidays
from portal.kernel.cases import redating
from portal.kernel.holidays import KIND_NAMES, HolidayRow
from portal.kernel.models import Holiday, HolidayChange

SHOWN = 100
"""How many cases a preview lists; all are counted."""


@dataclass(frozen=True)
class Progress:
    """One change, and how many open cases it has still to be looked at for."""

    change: HolidayChange
    waiting: int


@dataclass
class Preview:
    """What a change would move: how many cases, the first of them, how many can't be reckoned."""

    number: int = 0
    stuck: int = 0
    first: list[redating.Moved] = field(default_factory=list)


async def years() -> list[int]:
    """The years that the table holds a day of."""
    return sorted({row.date.year for row in await holidays.stored_holidays()})


async def of_year(year: int) -> list[Holiday]:
    """The days of one year, by date."""
    within = Holiday.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))
    return await within.order_by("date", "name")


def may_withdraw(day: Holiday, today: date) -> bool:
    """Whether this day may be taken back: designated, and not come yet."""
    return day.kind in KIND_NAMES and day.date > today


async def progress() -> list[Progress]:
    """The last changes, the newest first."""
    return [Progress(change, await redating.left(change)) for change in await holidays.changes()]


async def preview(row: HolidayRow, to: str, now: datetime) -> Preview:
    """What would move if this day were added or removed now."""
    found = Preview()
    async for moved in redating.preview(row, to, now):
        if moved.stuck:
            found.stuck += 1
            continue
        found.number += 1
        if len(found.first) < SHOWN:
            found.first.append(moved)
    return found
