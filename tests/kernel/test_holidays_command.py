"""`portal holidays load`: the operator's way to the holiday table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from portal.cli import main
from portal.kernel import holidays


def load(*words):
    return CliRunner().invoke(main, ["holidays", "load", *map(str, words)])


def test_the_packaged_table_is_there_already_and_nothing_changes(var):
    done = load()
    assert done.exit_code == 0
    assert done.output == "더한 날 0 · 뺀 날 0\n"


def test_a_day_that_is_new_in_the_file_is_added_and_named(var, tmp_path):
    file = tmp_path / "holidays.csv"
    file.write_text(
        holidays.PACKAGED.read_text("utf-8").rstrip() + "\n2026-03-20,Fri,임시공휴일,temporary\n", "utf-8"
    )
    done = load(file)
    assert done.exit_code == 0, done.output
    assert done.output == "+ 2026-03-20 임시공휴일\n더한 날 1 · 뺀 날 0\n"


@pytest.mark.parametrize("line", ["2026-03-20,Mon,임시공휴일,temporary", "2026-13-01,Fri,없는 날,temporary"])
def test_a_file_with_an_error_is_refused_whole_with_its_line(line, var, tmp_path):
    file = tmp_path / "holidays.csv"
    text = holidays.PACKAGED.read_text("utf-8").rstrip() + f"\n{line}\n"
    file.write_text(text, "utf-8")
    refused = load(file)
    assert refused.exit_code == 1
    assert f"{len(text.splitlines())}행" in refused.output


def run(*words):
    return CliRunner().invoke(main, ["holidays", *map(str, words)])


def test_a_day_is_declared_listed_and_taken_back(var):
    day = f"{datetime.now(UTC).date() + timedelta(days=20)}"
    tried = run("declare", day, "임시공휴일", "--basis", "관보 제21234호", "--check")
    assert tried.exit_code == 0, tried.output
    assert tried.output == "날짜가 옮겨질 민원 0건\n"
    assert "operator:" not in run("list").output
    done = run("declare", day, "임시공휴일", "--basis", "관보 제21234호")
    assert done.output.endswith(f"정했습니다: {day} 임시공휴일\n"), done.output
    listed = run("list").output
    assert f"{day} 임시공휴일 (temporary)" in listed
    assert "declare" in listed
    assert run("declare", day, "임시공휴일", "--basis", "관보").exit_code == 1
    back = run("withdraw", day, "임시공휴일", "--basis", "의결이 취소됨")
    assert back.output.endswith(f"되돌렸습니다: {day} 임시공휴일\n"), back.output
    assert f"{day} 임시공휴일 (temporary)" not in run("list").output


def test_what_can_not_be_declared_is_told_in_a_sentence(var):
    refused = run("declare", "1999-01-01", "임시공휴일", "--basis", "관보")
    assert refused.exit_code == 1
    assert "공휴일을 다시 적어 주세요." in refused.output
