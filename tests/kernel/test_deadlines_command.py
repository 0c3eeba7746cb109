"""Does `portal clock` tell agreement from mismatch from bad input, by its words and its exit code?"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from tortoise import Tortoise
from typer.testing import CliRunner

from portal.cli.clock import app
from portal.kernel.holidays import HolidayRow, declare
from portal.settings import Settings, settings, tortoise_config
from tests.cast import NOW
from tests.postgres import sqlite_only

SHEET = Path(__file__).parent / "data" / "deadlines.csv"
HEADER = "id,received_at,rule,paused_intervals,extension,due_at,why"
GOOD = "A1,2026-03-10T09:00:00+09:00,WH:3,,,2026-03-10T12:00:00+09:00,"


@pytest.fixture(autouse=True)
def no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A machine without a database: the packaged holidays are used."""
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


def sheet(folder: Path, *lines: str) -> str:
    path = folder / "sheet.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_the_fifty_five_cases_agree():
    result = run("check", str(SHEET))
    assert (result.exit_code, result.output) == (0, "55 of 55\n")


def test_a_mismatch_is_named_and_fails(tmp_path: Path):
    wrong = "A2,2026-03-10T09:00:00+09:00,WH:3,,,2026-03-10T13:00:00+09:00,"
    result = run("check", sheet(tmp_path, HEADER, GOOD, wrong))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "A2: WH:3 기대 2026-03-10T13:00:00+09:00, 계산 2026-03-10T12:00:00+09:00",
        "1 of 2",
    ]


def test_a_case_beyond_the_holiday_table_is_a_mismatch_that_says_so(tmp_path: Path):
    beyond = "A3,2028-03-10T09:00:00+09:00,WH:3,,,2028-03-10T12:00:00+09:00,"
    result = run("check", sheet(tmp_path, HEADER, GOOD, beyond))
    assert result.exit_code == 1
    assert "A3: WH:3" in result.output
    assert "2028년의 공휴일이 아직 등록되지 않아" in result.output


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("B,2026-03-10T09:00:00,WH:3,,,2026-03-10T12:00:00+09:00,", "received_at"),
        ("B,2026-03-10T09:00:00+09:00,ZZ:3,,,2026-03-10T12:00:00+09:00,", "rule"),
        ("B,2026-03-10T09:00:00+09:00,WH:3,[1],,2026-03-10T12:00:00+09:00,", "paused_intervals"),
        ("B,2026-03-10T09:00:00+09:00,WH:3,{,,2026-03-10T12:00:00+09:00,", "paused_intervals"),
        ("B,2026-03-10T09:00:00+09:00,WH:3,,7+x,2026-03-10T12:00:00+09:00,", "extension"),
        ("B,2026-03-10T09:00:00+09:00,WH:3,,0,2026-03-10T12:00:00+09:00,", "extension"),
        ("B,2026-03-10T09:00:00+09:00,WH:3,,,soon,", "due_at"),
        ("B,2026-03-10T09:00:00+09:00", "칸의 수"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_line_and_column(tmp_path: Path, row: str, named: str):
    result = run("check", sheet(tmp_path, HEADER, GOOD, row))
    assert result.exit_code == 2
    assert "sheet.csv 3행" in result.output
    assert named in result.output


@pytest.mark.parametrize("lines", [(), (HEADER,), ("id,rule", "A,WH:3")], ids=["empty", "no row", "columns"])
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, lines: tuple[str, ...]):
    result = run("check", sheet(tmp_path, *lines))
    assert result.exit_code == 2
    assert "sheet.csv 1행" in result.output


def test_a_missing_file_is_refused(tmp_path: Path):
    assert run("check", str(tmp_path / "nothing.csv")).exit_code == 2


def test_a_due_date_is_explained_day_by_day():
    result = run(
        "explain", "--rule", "N6:7", "--accepted-at", "2026-03-10T10:00:00+09:00", "--extend", "7",
        "--pause", "2026-03-11T15:00:00+09:00/2026-03-13T10:00:00+09:00/supplement",
    )  # fmt: skip
    assert result.exit_code == 0
    assert "2026-03-12(목)  멈춤  1일   보완 기간" in result.output
    assert "행정절차법 시행령 제11조제1호" in result.output
    assert "처리기한 2026-04-01T23:59:59+09:00" in result.output


def test_hours_are_explained_by_their_intervals():
    result = run("explain", "--rule", "D5:1", "--accepted-at", "2026-03-10T14:30:00+09:00")
    assert "2026-03-10(화) 14:30-18:00  3시간 30분  3시간 30분  근무시간" in result.output
    assert "처리기한 2026-03-11T14:30:00+09:00" in result.output


def test_the_table_of_the_database_goes_before_the_packaged_one(var: Settings):
    """A day designated by the cabinet (관공서의 공휴일에 관한 규정 2조 11호) moves what is explained."""
    asyncio.run(_designate(HolidayRow(date(2026, 3, 11), "임시공휴일", "temporary")))
    result = run("explain", "--rule", "N6:7", "--accepted-at", "2026-03-10T10:00:00+09:00")
    assert "2026-03-11(수)  뺌   1일   공휴일(임시공휴일)" in result.output
    assert "처리기한 2026-03-19T23:59:59+09:00" in result.output


@sqlite_only
def test_a_database_without_tables_leaves_the_packaged_holidays(var: Settings):
    var.database_path.unlink()
    var.database_path.touch()
    assert run("check", str(SHEET)).output == "55 of 55\n"


async def _designate(row: HolidayRow) -> None:
    await Tortoise.init(config=tortoise_config())
    await declare(row, "국무회의 의결", by="tests", now=NOW)
    await Tortoise.close_connections()


def test_a_standing_pause_is_explained_without_a_due_date():
    result = run(
        "explain", "--rule", "M:1", "--accepted-at", "2026-03-10T10:00:00+09:00",
        "--pause", "2026-03-11T15:00:00+09:00//hearing",
    )  # fmt: skip
    assert result.exit_code == 0
    assert "처리기한 멈춰 있음" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--rule", "N6:5", "--accepted-at", "2026-03-10T10:00:00+09:00"),
        ("--rule", "N6:7", "--accepted-at", "2026-03-10T10:00:00"),
        ("--rule", "N6:7", "--accepted-at", "2027-12-30T10:00:00+09:00"),
        ("--rule", "N6:7", "--accepted-at", "2026-03-10T10:00:00+09:00", "--pause", "x/y/z"),
        ("--rule", "N6:7", "--accepted-at", "2026-03-10T10:00:00+09:00", "--pause", "x//hearing"),
        ("--rule", "N6:7", "--accepted-at", "2026-03-10T10:00:00+09:00", "--extend", "0"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_a_sentence(arguments: tuple[str, ...]):
    result = run("explain", *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.output.strip().endswith(("7", "1", "다.", "investigation"))
