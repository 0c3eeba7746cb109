"""Is a holiday file taken whole or refused whole, and does a changed table reach the clock at once?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.database.rows import counted
from portal.database.transactions import transaction
from portal.kernel import holidays
from portal.kernel.deadlines import UnknownYear
from portal.kernel.holiday_names import NAMES
from portal.kernel.holidays import (
    PACKAGED,
    BadHoliday,
    BadHolidayFile,
    HolidayHere,
    HolidayRow,
    HolidayStands,
    UnknownHoliday,
    YearlyHoliday,
    calendar_from_rows,
    current_calendar,
    declare,
    load_holidays,
    read_holidays,
    stored_holidays,
    withdraw,
)
from tests.cast import NOW

LINES = PACKAGED.read_text(encoding="utf-8").splitlines()
DESIGNATED = HolidayRow(date(2026, 3, 11), "임시공휴일", "temporary")


def test_the_packaged_table_holds_four_whole_years():
    rows = holidays.packaged_rows()
    assert len(rows) == 85
    assert calendar_from_rows(rows).years == {2024, 2025, 2026, 2027}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2026, 5, 1), False, id="노동절 from 2026"),
        pytest.param(date(2025, 5, 1), True, id="no 노동절 in 2025"),
        pytest.param(date(2026, 7, 17), False, id="제헌절 from 2026"),
        pytest.param(date(2025, 7, 17), True, id="no 제헌절 in 2025"),
        pytest.param(date(2027, 2, 9), False, id="substitute for Seollal on a Sunday"),
        pytest.param(date(2026, 3, 14), False, id="a Saturday"),
        pytest.param(date(2026, 3, 15), False, id="a Sunday"),
        pytest.param(date(2026, 3, 13), True, id="a plain Friday"),
    ],
)
def test_the_packaged_calendar_knows_when_the_office_works(day: date, works: bool):
    """관공서의 공휴일에 관한 규정 2, 3조."""
    assert holidays.packaged_calendar().is_working_day(day) is works


def test_two_holidays_on_one_date_are_both_named():
    assert holidays.packaged_calendar().holidays[date(2025, 5, 5)] == "부처님 오신 날 · 어린이날"


def test_every_holiday_of_the_packaged_calendar_is_marked_for_translation():
    assert set(holidays.packaged_calendar().holidays.values()) <= NAMES


def test_a_closed_day_is_named_in_the_readers_language():
    english = {"공휴일(%(name)s)": "Public holiday (%(name)s)", "설날": "Seollal"}
    why = holidays.packaged_calendar().why_closed(date(2026, 2, 17))
    assert why is not None
    assert (str(why), why.say(english.__getitem__, "en")) == ("공휴일(설날)", "Public holiday (Seollal)")


def test_a_year_with_a_single_designated_day_is_not_known():
    rows = [*holidays.packaged_rows(), HolidayRow(date(2028, 1, 27), "임시공휴일", "temporary")]
    with pytest.raises(UnknownYear):
        calendar_from_rows(rows).is_working_day(date(2028, 3, 10))


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        pytest.param(5, "2024-02-32,Mon,설날,seollal", "날짜가 아닙니다", id="bad date"),
        pytest.param(5, "2024-02-12,Tue,설날,seollal", "요일은 Mon인데 'Tue'", id="wrong weekday"),
        pytest.param(5, LINES[3], "두 번 나옵니다", id="duplicate"),
        pytest.param(5, "2024-02-12,Mon,대체공휴일,holiday", "모르는 종류", id="unknown kind"),
        pytest.param(5, "2024-02-12,Mon,,substitute", "이름은 1자에서", id="no name"),
        pytest.param(5, "2024-02-12,Mon,대체공휴일", "칸의 수", id="too few cells"),
        pytest.param(5, "2024-02-12,Mon,대체공휴일,substitute,x", "칸의 수", id="too many cells"),
        pytest.param(1, "date,dow,kind", "'name_ko' 열이 없습니다", id="missing column"),
    ],
)
def test_a_file_with_an_error_is_refused_with_its_line_and_reason(tmp_path, line, text, reason):
    lines = [*LINES[: line - 1], text, *LINES[line:]]
    path = written(tmp_path / "holidays.csv", lines)
    with pytest.raises(BadHolidayFile, match=reason) as refusal:
        read_holidays(path)
    assert refusal.value.line == line
    assert f"{path} {line}행" in str(refusal.value)


@pytest.mark.parametrize("lines", [[], [LINES[0]]], ids=["nothing at all", "a header only"])
def test_an_empty_file_is_refused(tmp_path: Path, lines: list[str]):
    with pytest.raises(BadHolidayFile):
        read_holidays(written(tmp_path / "holidays.csv", lines))


def test_a_file_that_lacks_a_yearly_holiday_is_refused(tmp_path: Path):
    lines = [line for line in LINES if "2026-09-25" not in line]
    with pytest.raises(BadHolidayFile, match="2026년에 해마다 있는 공휴일이 빠져"):
        read_holidays(written(tmp_path / "holidays.csv", lines))


def test_a_file_in_another_encoding_or_none_at_all_is_refused(tmp_path: Path):
    path = tmp_path / "holidays.csv"
    with pytest.raises(BadHolidayFile, match="읽지 못했습니다"):
        read_holidays(path)
    path.write_bytes("\n".join(LINES).encode("cp949"))
    with pytest.raises(BadHolidayFile, match="UTF-8"):
        read_holidays(path)


def test_a_file_from_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path: Path):
    path = tmp_path / "holidays.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(LINES).encode())
    assert len(read_holidays(path)) == 85


async def test_the_stored_table_gives_the_packaged_calendar(house):
    stored = await current_calendar()
    assert stored == holidays.packaged_calendar()


async def test_the_same_file_again_changes_nothing_and_keeps_the_calendar(house):
    before = await current_calendar()
    assert await load_holidays(PACKAGED, now=NOW) == holidays.Change()
    assert await current_calendar() is before


async def declared(row: HolidayRow = DESIGNATED) -> None:
    await declare(row, "국무회의 의결", by="admin", now=NOW)


async def withdrawn(row: HolidayRow = DESIGNATED) -> None:
    await withdraw(row.date, row.name, "의결이 취소됨", by="admin", now=NOW)


async def test_a_designated_day_reaches_the_calendar_at_once_and_leaves_it_again(house):
    assert (await current_calendar()).is_working_day(DESIGNATED.date)
    await declared()
    assert not (await current_calendar()).is_working_day(DESIGNATED.date)
    await withdrawn()
    assert (await current_calendar()).is_working_day(DESIGNATED.date)


async def test_a_change_keeps_what_who_why_and_when(house):
    await declared()
    await withdrawn()
    back, added, _ = await holidays.changes()
    assert (added.action, added.basis, added.by, added.at) == ("declare", "국무회의 의결", "admin", NOW)
    assert holidays.rows_of(added, holidays.ADDED) == [DESIGNATED]
    assert (back.action, holidays.rows_of(back, holidays.REMOVED)) == ("withdraw", [DESIGNATED])


async def test_public_pages_are_made_anew_after_a_change(house):
    before = await counted("counter", "public")
    await declared()
    assert await counted("counter", "public") > before


async def test_a_day_can_be_designated_once_and_removed_once(house):
    await declared()
    with pytest.raises(HolidayStands):
        await declared()
    await withdrawn()
    with pytest.raises(UnknownHoliday):
        await withdrawn()


async def test_a_change_that_is_rolled_back_leaves_no_trace_in_the_calendar(house):
    async def broken_off() -> None:
        async with transaction():
            await declared()
            assert not (await current_calendar()).is_working_day(DESIGNATED.date)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken_off()
    assert (await current_calendar()).is_working_day(DESIGNATED.date)
    other = HolidayRow(date(2026, 3, 12), "임시공휴일", "temporary")
    await declared(other)
    assert (await current_calendar()).is_working_day(DESIGNATED.date)
    assert not (await current_calendar()).is_working_day(other.date)


@pytest.mark.parametrize(
    ("row", "basis", "field"),
    [
        (HolidayRow(date(2021, 3, 11), "임시공휴일", "temporary"), "관보", "date"),
        (HolidayRow(date(2030, 3, 11), "임시공휴일", "temporary"), "관보", "date"),
        (HolidayRow(date(2026, 3, 11), "", "temporary"), "관보", "name"),
        (HolidayRow(date(2026, 3, 11), "가" * 65, "temporary"), "관보", "name"),
        (HolidayRow(date(2026, 3, 11), "설날", "seollal"), "관보", "kind"),
        (HolidayRow(date(2026, 3, 11), "임시공휴일", "temporary"), "", "basis"),
        (HolidayRow(date(2026, 3, 11), "임시공휴일", "temporary"), "가" * 256, "basis"),
    ],
)
async def test_what_is_no_designated_holiday_is_refused_beside_its_field(house, row, basis, field):
    with pytest.raises(BadHoliday) as refused:
        await declare(row, basis, by="admin", now=NOW)
    assert set(refused.value.fields) == {field}
    assert await holidays.changes() == [] or (await holidays.changes())[0].action == "load"


async def test_a_day_that_has_come_is_not_taken_back(house):
    today = HolidayRow(date(2026, 3, 10), "임시공휴일", "temporary")
    await declared(today)
    with pytest.raises(HolidayHere):
        await withdrawn(today)


async def test_a_yearly_holiday_is_not_taken_back_at_the_desk(house):
    with pytest.raises(YearlyHoliday):
        await withdrawn(HolidayRow(date(2026, 5, 5), "어린이날", "children"))


async def test_a_file_replaces_what_a_file_brought_in_the_years_it_names_and_no_others(house, tmp_path: Path):
    more = [*LINES, "2026-03-20,Fri,임시공휴일,temporary"]
    change = await load_holidays(written(tmp_path / "more.csv", more), now=NOW)
    added = HolidayRow(date(2026, 3, 20), "임시공휴일", "temporary")
    assert change == holidays.Change(added=(added,))
    only_2026 = [LINES[0], *(line for line in LINES if line.startswith("2026"))]
    change = await load_holidays(written(tmp_path / "2026.csv", only_2026), now=NOW)
    assert change == holidays.Change(removed=(added,))
    assert len(await stored_holidays()) == 85


async def test_a_file_never_undoes_what_staff_declared_or_took_back(house):
    gone = next(row for row in await stored_holidays() if row.kind == "substitute" and row.date > NOW.date())
    await declared()
    await withdrawn(gone)
    assert await load_holidays(PACKAGED, now=NOW) == holidays.Change(kept=(DESIGNATED, gone))
    calendar = await current_calendar()
    assert not calendar.is_working_day(DESIGNATED.date)
    assert calendar.is_working_day(gone.date)


async def test_what_staff_declared_again_a_file_may_hold(house):
    gone = next(row for row in await stored_holidays() if row.kind == "substitute" and row.date > NOW.date())
    await withdrawn(gone)
    await declared(gone)
    assert await load_holidays(PACKAGED, now=NOW) == holidays.Change()


async def test_a_refused_file_changes_nothing(house, tmp_path: Path):
    broken = [*LINES, "2027-12-28,Mon,임시공휴일,temporary"]
    with pytest.raises(BadHolidayFile):
        await load_holidays(written(tmp_path / "broken.csv", broken), now=NOW)
    assert len(await stored_holidays()) == 85


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 9, 2), None),
        (date(2027, 9, 3), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2027, 12, 31)),
    ],
)
async def test_it_is_said_120_days_before_the_table_ends(house, today, said):
    assert await holidays.ends_soon(today) == said
