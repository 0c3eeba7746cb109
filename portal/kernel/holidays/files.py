"""How is a file of public holidays read? Whole, or refused whole with its line.

A year counts as known only if it holds every yearly kind (관공서의 공휴일에 관한 규정 2조); a year with one designated
day in it is not known, and reckoning into it is refused rather than guessed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message

PACKAGED: Final = Path(__file__).parent.parent / "data" / "holidays_2024_2027.csv"
COLUMNS: Final = ("date", "dow", "name_ko", "kind")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEARLY: Final = {
    "newyear": 1, "seollal": 3, "national": 4, "buddha": 1, "children": 1,
    "memorial": 1, "chuseok": 3, "christmas": 1,
}  # fmt: skip
KINDS: Final = frozenset(YEARLY) | {"labor", "substitute", "election", "temporary"}
NAME_LENGTH: Final = 64


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
    if not 0 < len(name) <= NAME_LENGTH:
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


def packaged_rows() -> Sequence[HolidayRow]:
    """The holidays that come with the program: 2024 to 2027."""
    return read_holidays(PACKAGED)
