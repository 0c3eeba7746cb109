"""Who may put a day into the table of public holidays or take it out, and what stays on record?

Each change is a row of its own (HolidayChange): what, on which legal basis, by whom; the worker re-dates the open
cases from it (`kernel.cases.redating`). A file says which days a year has, but never undoes what staff edited: a day
they declared stays, one they took back stays out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from portal.database.transactions import transaction
from portal.kernel.deadlines import korean
from portal.kernel.holidays.files import NAME_LENGTH, HolidayRow, read_holidays
from portal.kernel.holidays.table import ADDED, REMOVED, current_calendar, rows_of, stored_holidays, write
from portal.kernel.models import Case, Holiday, HolidayChange
from portal.kernel.privacy import check_no_resident_number
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

DECLARE: Final = "declare"
WITHDRAW: Final = "withdraw"
LOAD: Final = "load"
PENDING: Final = "pending"
DONE: Final = "done"
FILE: Final = "file"
STAFF: Final = "staff"
KIND_NAMES: Final = {
    "temporary": N_("임시공휴일"),
    "substitute": N_("대체공휴일"),
    "election": N_("선거일"),
}
"""What staff declare and take back: what the cabinet designates (2조 11호, 3조) and elections (2조 10호의2)."""
OTHER_KINDS: Final = {
    "labor": N_("노동절"),
    "newyear": N_("1월 1일"),
    "seollal": N_("설날 연휴"),
    "national": N_("국경일"),
    "buddha": N_("부처님 오신 날"),
    "children": N_("어린이날"),
    "memorial": N_("현충일"),
    "chuseok": N_("추석 연휴"),
    "christmas": N_("기독탄신일"),
}
"""What comes each year by the decree itself; only a file changes these."""
WARN_DAYS: Final = 120
"""How many days before the table ends somebody must hear of it."""
_BACK: Final = timedelta(days=366)
_AHEAD: Final = timedelta(days=3 * 366)
_LONGEST_BASIS: Final = 255


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


class BadHoliday(Refusal):
    """What was written can't be a declared holiday; `fields` says where."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(N_("공휴일을 다시 적어 주세요."), fields=fields)


class HolidayHere(Refusal):
    """A day that has come can't be taken back: nobody worked on it, and periods were counted by it."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "오늘이나 지나간 공휴일은 되돌릴 수 없습니다. 그날을 쉬는 날로 알린 기한이 이미 지났을 수 있습니다."
            )
        )


class YearlyHoliday(Refusal):
    """A day of the decree itself is changed by a file only."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_("해마다 있는 공휴일은 여기서 되돌리지 않습니다. 서버에서 portal holidays load로 바꿉니다.")
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What a file did to the table; `kept` are edits of staff that it would have undone."""

    added: tuple[HolidayRow, ...] = ()
    removed: tuple[HolidayRow, ...] = ()
    kept: tuple[HolidayRow, ...] = ()


async def declare(row: HolidayRow, basis: str, *, by: str, now: datetime) -> HolidayChange:
    """Put a designated day into the table; `by` is a login. Raises BadHoliday, HolidayStands, ResidentNumberFound."""
    check_declared(row, basis, now)
    async with transaction():
        if await Holiday.exists(date=row.date, name=row.name):
            raise HolidayStands()
        await write({row}, set(), source=STAFF, basis=basis, by=by)
        return await _record(DECLARE, [row], [], basis=basis, by=by, now=now)


def check_declared(row: HolidayRow, basis: str, now: datetime) -> None:
    """Raises BadHoliday unless staff may declare this, ResidentNumberFound for a number that must not stand here."""
    check_no_resident_number({"name": row.name, "basis": basis})
    today, wrong = korean(now).date(), {}
    if not today - _BACK <= row.date <= today + _AHEAD:
        wrong["date"] = N_("1년 전부터 3년 뒤까지의 날짜를 적어 주세요.")
    if not 0 < len(row.name) <= NAME_LENGTH:
        wrong["name"] = N_("이름은 1자에서 64자까지여야 합니다.")
    if row.kind not in KIND_NAMES:
        wrong["kind"] = N_("종류를 골라 주세요.")
    if not 0 < len(basis) <= _LONGEST_BASIS:
        wrong["basis"] = N_("근거를 255자 안으로 적어 주세요. 예: 국무회의 의결, 관보 제21234호")
    if wrong:
        raise BadHoliday(wrong)


async def withdraw(day: date, name: str, basis: str, *, by: str, now: datetime) -> HolidayChange:
    """Take a designated day out of the table before it comes.

    Raises BadHoliday (no basis), UnknownHoliday, YearlyHoliday, HolidayHere, ResidentNumberFound.
    """
    check_no_resident_number({"basis": basis})
    if not 0 < len(basis) <= _LONGEST_BASIS:
        raise BadHoliday({"basis": N_("되돌리는 까닭을 255자 안으로 적어 주세요.")})
    async with transaction():
        row = await withdrawable(day, name, now)
        await write(set(), {row})
        return await _record(WITHDRAW, [], [row], basis=basis, by=by, now=now)


async def withdrawable(day: date, name: str, now: datetime) -> HolidayRow:
    """The row of a day that may be taken back. Raises UnknownHoliday, YearlyHoliday, HolidayHere.

    Only a day that has not come: then no period that was counted by it can be over at once (each ends on that day
    or later), whatever it becomes.
    """
    found = await Holiday.get_or_none(date=day, name=name)
    if found is None:
        raise UnknownHoliday()
    if found.kind not in KIND_NAMES:
        raise YearlyHoliday()
    if found.date <= korean(now).date():
        raise HolidayHere()
    return HolidayRow(found.date, found.name, found.kind)


async def load_holidays(path: Path, *, now: datetime, by: str = "file") -> Change:
    """Make the table agree with a file, for the years that the file names, in one transaction; staff's edits stay.

    Other years stay as they are; the same file again changes nothing. Raises BadHolidayFile.
    """
    rows = set(read_holidays(path))
    years = {row.date.year for row in rows}
    async with transaction():
        stored = {row for row in await stored_holidays() if row.date.year in years}
        theirs, gone = await _edited()
        kept = {row for row in stored - rows if (row.date, row.name) in theirs}
        kept |= {row for row in rows - stored if (row.date, row.name) in gone}
        added, removed = rows - stored - kept, stored - rows - kept
        if added or removed:
            await write(added, removed, source=FILE, by=by)
            await _record(LOAD, sorted(added), sorted(removed), basis=path.name, by=by, now=now)
        return Change(tuple(sorted(added)), tuple(sorted(removed)), tuple(sorted(kept)))


async def _edited() -> tuple[set[tuple[date, str]], set[tuple[date, str]]]:
    """The days that staff declared, and those that staff took back and nobody declared again."""
    theirs = {(one.date, one.name) for one in await Holiday.filter(source=STAFF)}
    gone: set[tuple[date, str]] = set()
    for change in await HolidayChange.filter(action__in=(DECLARE, WITHDRAW)).order_by("id"):
        gone -= {(row.date, row.name) for row in rows_of(change, ADDED)}
        gone |= {(row.date, row.name) for row in rows_of(change, REMOVED)}
    return theirs, gone


async def _record(
    action: str,
    added: Iterable[HolidayRow],
    removed: Iterable[HolidayRow],
    *,
    basis: str,
    by: str,
    now: datetime,
) -> HolidayChange:
    """Keep what was changed, for the worker to re-date by. Before the first case nothing is left to do."""
    days = [
        {"date": row.date.isoformat(), "name": row.name, "kind": row.kind, "to": to}
        for to, rows in ((ADDED, added), (REMOVED, removed))
        for row in rows
    ]
    # A new year lets dates be told that could not be reckoned before, wherever they stand.
    first = date(1970, 1, 1) if action == LOAD else min(date.fromisoformat(day["date"]) for day in days)
    nothing = not await Case.exists()
    return await HolidayChange.create(
        action=action,
        days=days,
        first_day=first,
        basis=basis[:_LONGEST_BASIS],
        by=by,
        at=now,
        state=DONE if nothing else PENDING,
        done_at=now if nothing else None,
    )


async def ends_soon(today: date) -> date | None:
    """The last day of the table if it comes within 120 days (or has passed), else None."""
    years = (await current_calendar()).years
    year = today.year
    while year in years:
        year += 1
    last = date(year - 1, 12, 31)
    return last if (last - today).days < WARN_DAYS else None


async def changes(limit: int = 20) -> list[HolidayChange]:
    """What was changed, the newest first."""
    return await HolidayChange.all().order_by("-id").limit(limit)
