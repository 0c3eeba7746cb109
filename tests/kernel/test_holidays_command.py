"""`portal holidays load`: the operator's way to the holiday table."""

from __future__ import annotations

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
