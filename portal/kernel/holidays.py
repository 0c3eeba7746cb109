"""Which days are public holidays, and how does a changed table reach every process?

A file is read whole or refused whole. The table is edited by staff, since the cabinet designates days weeks ahead
(관공서의 공휴일에 관한 규정 2조 11호). A year counts as known only if it holds every yearly kind; a year with one
designated day in it is not known, and reckoning into it is refused rather than guessed.
"""

from __future__ import annotations

import csv
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from portal.database.rows import counted
from portal.database.transactions import transaction
from portal.kernel.deadlines import Calendar
from portal.kernel.models import Counter, Holiday
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message

PACKAGED: Final = Path(__file__).parent / "data" / "holidays_2024_2027.csv"
COLUMNS: Final = ("date", "dow", "name_ko", "kind")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEARLY: Final = {
    "newyear": 1, "seollal": 3, "national": 4, "buddha": 1, "children": 1,
    "memorial": 1, "chuseok": 3, "christmas": 1,
}  # fmt: skip
KINDS: Final = frozenset(YEARLY) | {"labor", "substitute", "election", "temporary"}
_NAME_LENGTH: Final = 64
_GENERATION: Final = "holidays"


class UnknownHoliday(Refusal):
    """The table holds no such day."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("공휴일 표에 그런 날이 없습니다."))


class HolidayStands(Refusal):
    """The table already holds this day under this name."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("공휴일 표에 이미 있는 날입니다."))


class BadHolidayFile(Refusal):
    """A holiday file with an error: refused whole, with the file, the line and the reason."""

    def __init__(self, path: Path, line: int, reason: str, **params: object) -> None:
        self.line = line
        said = str(Message(reason, params))
        super().__init__(N_("%(file)s %(line)s행: %(reason)s"), file=str(path), line=line, reason=said)


@dataclass(frozen=True, slots=True, order=True)
class HolidayRow:
    """One public holiday: the Korean date, its name, its kind. One date may hold two."""

    date: date
    name: str
    kind: str


def read_holidays(path: Path) -> tuple[HolidayRow, ...]:
    """The rows of a holiday file (UTF-8 CSV: date, dow, name_ko, kind), in order. Raises BadHolidayFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(path, csv.DictReader(file, strict=True))
    except OSError as error:
        raise BadHolidayFile(path, 0, N_("파일을 읽지 못했습니다.")) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadHolidayFile(path, 0, N_("UTF-8로 된 CSV 파일이 아닙니다.")) from error


def _read(path: Path, reader: csv.DictReader[str]) -> tuple[HolidayRow, ...]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadHolidayFile(path, 1, N_("'%(column)s' 열이 없습니다."), column=missing[0])
    rows: dict[tuple[date, str], HolidayRow] = {}
    lines: dict[int, int] = {}
    for cells in reader:
        row = _row(path, reader.line_num, cells)
        if (row.date, row.name) in rows:
            raise BadHolidayFile(
                path, reader.line_num, N_("%(date)s '%(name)s'이(가) 두 번 나옵니다."),
                date=row.date.isoformat(), name=row.name,
            )  # fmt: skip
        rows[row.date, row.name] = row
        lines[row.date.year] = reader.line_num
    if not rows:
        raise BadHolidayFile(path, 1, N_("공휴일이 한 줄도 없습니다."))
    for year in sorted(lines.keys() - complete_years(rows.values())):
        raise BadHolidayFile(
            path, lines[year], N_("%(year)s년에 해마다 있는 공휴일이 빠져 있습니다."), year=str(year)
        )
    return tuple(rows.values())


def _row(path: Path, line: int, cells: dict[str, str]) -> HolidayRow:
    """One checked line. A surplus or missing cell shows as a None key or value."""
    if None in cells or None in cells.values():
        raise BadHolidayFile(path, line, N_("칸의 수가 맞지 않습니다."))
    text, weekday, name, kind = (cells[column].strip() for column in COLUMNS)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadHolidayFile(path, line, N_("'%(date)s'은(는) 날짜가 아닙니다."), date=text) from error
    if weekday != WEEKDAYS[day.weekday()]:
        raise BadHolidayFile(
            path, line, N_("%(date)s의 요일은 %(right)s인데 '%(dow)s'(으)로 적혀 있습니다."),
            date=text, right=WEEKDAYS[day.weekday()], dow=weekday,
        )  # fmt: skip
    if kind not in KINDS:
        raise BadHolidayFile(path, line, N_("'%(kind)s'은(는) 모르는 종류입니다."), kind=kind)
    if not 0 < len(name) <= _NAME_LENGTH:
        raise BadHolidayFile(path, line, N_("이름은 1자에서 64자까지여야 합니다."))
    return HolidayRow(day, name, kind)


def complete_years(rows: Iterable[HolidayRow]) -> frozenset[int]:
    """The years that hold every kind of holiday that comes each year, as often as it comes."""
    counts: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        counts[row.date.year][row.kind] += 1
    return frozenset(
        year for year, kinds in counts.items() if all(kinds[kind] >= least for kind, least in YEARLY.items())
    )


def calendar_from_rows(rows: Iterable[HolidayRow]) -> Calendar:
    """The calendar of these rows; it knows the complete years only. Two names of a date are joined by ' · '."""
    ordered = sorted(rows)
    names: dict[date, str] = {}
    for row in ordered:
        names[row.date] = f"{names[row.date]} · {row.name}" if row.date in names else row.name
    return Calendar(names, complete_years(ordered))


def packaged_calendar() -> Calendar:
    """The calendar that comes with the program, for work without a database."""
    return calendar_from_rows(packaged_rows())


def packaged_rows() -> Sequence[HolidayRow]:
    """The holidays that come with the program: 2024 to 2027."""
    return read_holidays(PACKAGED)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did to the table; empty on both sides if it said nothing new."""

    added: tuple[HolidayRow, ...] = ()
    removed: tuple[HolidayRow, ...] = ()


async def load_holidays(path: Path) -> Change:
    """Make the table agree with a file, for the years that the file names, in one transaction.

    Other years stay as they are; the same file again changes nothing. Raises BadHolidayFile.
    """
    rows = set(read_holidays(path))
    years = {row.date.year for row in rows}
    async with transaction():
        stored = {row for row in await stored_holidays() if row.date.year in years}
        return await _change(rows - stored, stored - rows)


async def add_holiday(row: HolidayRow) -> Change:
    """Put a day designated by the cabinet into the table (2조 11호). Raises HolidayStands."""
    if row.kind not in KINDS:
        raise ValueError(f"unknown kind of holiday: {row.kind}")
    async with transaction():
        if await Holiday.exists(date=row.date, name=row.name):
            raise HolidayStands()
        return await _change({row}, set())


async def remove_holiday(day: date, name: str) -> Change:
    """Take a day out of the table. Raises UnknownHoliday."""
    async with transaction():
        found = await Holiday.get_or_none(date=day, name=name)
        if found is None:
            raise UnknownHoliday()
        return await _change(set(), {HolidayRow(found.date, found.name, found.kind)})


async def stored_holidays() -> tuple[HolidayRow, ...]:
    """The rows of the table, by date."""
    found = await Holiday.all().order_by("date", "name").values_list("date", "name", "kind")
    return tuple(HolidayRow(*cells) for cells in found)


async def current_calendar() -> Calendar:
    """The calendar of the table, kept in this process until any process changes the table.

    One small query a call. Whoever writes holidays does it by this module, which moves the generation.
    """
    global _kept
    generation = await _generation()
    if _kept is None or _kept[0] != generation or generation == 0:
        _kept = (generation, calendar_from_rows(await stored_holidays()))
    return _kept[1]


_kept: tuple[int, Calendar] | None = None


async def _generation() -> int:
    return await counted("counter", _GENERATION)


async def _change(added: set[HolidayRow], removed: set[HolidayRow]) -> Change:
    """Write a change and move the generation; inside a transaction."""
    if added or removed:
        for row in removed:
            await Holiday.filter(date=row.date, name=row.name).delete()
        await Holiday.bulk_create(
            Holiday(date=row.date, name=row.name, kind=row.kind) for row in sorted(added)
        )
        await _next_generation()
    return Change(tuple(sorted(added)), tuple(sorted(removed)))


async def _next_generation() -> None:
    """A greater number whose low half is a checksum of the rows.

    A rolled-back change and the next one would share a plain count; the checksum keeps their calendars apart.
    """
    checksum = zlib.crc32(repr(await stored_holidays()).encode())
    value = ((await _generation() >> 32) + 1 << 32) | checksum
    await Counter.update_or_create(defaults={"value": value}, name=_GENERATION)
