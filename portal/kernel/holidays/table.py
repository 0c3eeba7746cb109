"""Which days are public holidays now, and how does a changed table reach every process?

The table is edited by staff (`changing`), since the cabinet designates days weeks ahead (관공서의 공휴일에 관한 규정
2조 11호). Each process keeps the calendar until the generation of the table moves.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from portal.database.rows import count_up, counted
from portal.kernel import receipts
from portal.kernel.deadlines import Calendar
from portal.kernel.holidays.files import HolidayRow, complete_years, packaged_rows
from portal.kernel.models import Holiday, HolidayChange

ADDED: Final = "added"
REMOVED: Final = "removed"
_GENERATION: Final = "holidays"


def calendar_from_rows(
    rows: Iterable[HolidayRow], taken_back: Mapping[date, tuple[datetime, str]] | None = None
) -> Calendar:
    """The calendar of these rows; it knows the complete years only. Two names of a date are joined by ' · '."""
    ordered = sorted(rows)
    names: dict[date, str] = {}
    for row in ordered:
        names[row.date] = f"{names[row.date]} · {row.name}" if row.date in names else row.name
    return Calendar(names, complete_years(ordered), taken_back or {})


def packaged_calendar() -> Calendar:
    """The calendar that comes with the program, for work without a database."""
    return calendar_from_rows(packaged_rows())


def altered(calendar: Calendar, row: HolidayRow, to: str, at: datetime | None = None) -> Calendar:
    """The calendar as it would be with one day `added` or `removed`; the years it knows stay.

    A day removed `at` an instant was told until then; without it, it would never have been a holiday.
    """
    names = dict(calendar.holidays)
    if to == ADDED:
        names.setdefault(row.date, row.name)
    else:
        others = [name for name in names.get(row.date, "").split(" · ") if name != row.name]
        names.pop(row.date, None)
        if any(others):
            names[row.date] = " · ".join(others)
    told = {row.date: (at, row.name)} if at is not None and to == REMOVED else {}
    return replace(calendar, holidays=names, taken_back={**calendar.taken_back, **told})


async def stored_holidays() -> tuple[HolidayRow, ...]:
    """The rows of the table, by date."""
    found = await Holiday.all().order_by("date", "name").values_list("date", "name", "kind")
    return tuple(HolidayRow(*cells) for cells in found)


async def current_calendar() -> Calendar:
    """The calendar of the table, kept in this process until any process changes the table.

    One small query a call. Whoever writes holidays does it by this package, which moves the generation. What is
    written to a case is reckoned with a calendar that was asked for inside the same transaction: a holiday that is
    declared later then finds the case as it re-dates, and one that was declared before is counted.
    """
    global _kept
    now = await generation()
    if _kept is None or _kept[0] != now or now == 0:
        _kept = (now, calendar_from_rows(await stored_holidays(), await _taken_back()))
    return _kept[1]


_kept: tuple[int, Calendar] | None = None


async def generation() -> int:
    """A number that differs whenever the table does."""
    return await counted("counter", _GENERATION)


async def write(added: set[HolidayRow], removed: set[HolidayRow], **facts: str) -> None:
    """Write a change and move the generation; inside a transaction. `facts`: `source`, `basis`, `by` of what is new."""
    for row in removed:
        await Holiday.filter(date=row.date, name=row.name).delete()
    await Holiday.bulk_create(
        Holiday(date=row.date, name=row.name, kind=row.kind, **facts) for row in sorted(added)
    )
    await _move_on()


async def _taken_back() -> dict[date, tuple[datetime, str]]:
    """The days that were holidays until somebody took them back: when that was, and what they were called."""
    found: dict[date, tuple[datetime, str]] = {}
    for change in await HolidayChange.all().order_by("id"):
        for row in rows_of(change, REMOVED):
            found[row.date] = (change.at, row.name)
    return found


def rows_of(change: HolidayChange, to: str) -> list[HolidayRow]:
    """The days that a change `added` or `removed`."""
    return [
        HolidayRow(date.fromisoformat(day["date"]), day["name"], day["kind"])
        for day in change.days
        if day["to"] == to
    ]


async def _move_on() -> None:
    """A greater number whose low half is a checksum of the rows; public pages tell of holidays and grow as well.

    A rolled-back change and the next one would share a plain count; the checksum keeps their calendars apart.
    """
    checksum = zlib.crc32(repr(await stored_holidays()).encode())
    before = await generation()
    await count_up("counter", _GENERATION, by=((before >> 32) + 1 << 32 | checksum) - before)
    await receipts.grow("public")
