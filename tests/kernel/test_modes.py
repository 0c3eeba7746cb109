"""Is the mode of the house what its file says, at once, and unharmed by a file written badly?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from portal.kernel import modes
from portal.settings import Settings
from tests.cast import NOW


def test_without_a_file_the_house_is_as_ever(var: Settings):
    assert modes.current() == modes.NORMAL
    assert modes.current().takes_changes
    assert not modes.current().closed


def test_a_mode_holds_at_once_and_is_told_with_its_words_and_its_end(var: Settings):
    until = NOW + timedelta(hours=2)
    modes.set_mode("maintenance", now=NOW, by="minsu", until=until, text=" 서버를 옮깁니다. ")
    mode = modes.current()
    assert (mode.name, mode.since, mode.until, mode.by) == ("maintenance", NOW, until, "minsu")
    assert (mode.text.ko, mode.text.en) == ("서버를 옮깁니다.", "서버를 옮깁니다.")
    assert mode.closed
    assert not mode.takes_changes
    assert (var.var / "mode.json").stat().st_mode & 0o777 == 0o600
    modes.set_mode("normal", now=NOW, by="minsu")
    assert modes.current() == modes.NORMAL


def test_each_setting_has_another_mark(var: Settings):
    marks = {modes.current().mark}
    marks.add(modes.set_mode("degraded", now=NOW, by="a").mark)
    marks.add(modes.set_mode("degraded", now=NOW, by="a", text="늦어집니다.").mark)
    marks.add(modes.set_mode("degraded", now=NOW + timedelta(seconds=1), by="a").mark)
    assert len(marks) == 4
    assert modes.current().takes_changes


@pytest.mark.parametrize(
    "written",
    [
        "{",
        "[]",
        '{"mode": "closed"}',
        '{"until": null}',
        '{"mode": "read_only", "until": "2026-03-10T12:00"}',
        '{"mode": "read_only", "until": 7}',
    ],
)
def test_a_file_written_badly_is_named_and_changes_nothing(var: Settings, written: str):
    path = var.var / modes.FILE
    path.write_text(written)
    assert modes.current() == modes.NORMAL
    with pytest.raises(modes.BadMode, match=r"mode\.json"):
        modes.read()
    modes.set_mode("read_only", now=NOW, by="a")
    assert modes.current().name == "read_only"
    path.write_text(written)
    assert modes.current().name == "read_only"


def test_a_file_written_by_hand_needs_only_the_mode(var: Settings):
    (var.var / modes.FILE).write_text(json.dumps({"mode": "maintenance"}))
    mode = modes.current()
    assert (mode.name, mode.until, mode.text.ko) == ("maintenance", None, "")


def test_it_is_worth_coming_again_when_the_end_was_told(var: Settings):
    def left(until: timedelta | None) -> int:
        mode = modes.Mode("maintenance", until=None if until is None else NOW + until)
        return mode.seconds_left(NOW)

    assert left(timedelta(minutes=30)) == 1800
    assert left(None) == modes.RETRY_SECONDS
    assert left(-timedelta(hours=1)) == modes.RETRY_SECONDS  # over time: nobody knows
    assert left(timedelta(seconds=5)) == 60
    assert left(timedelta(days=9)) == 86400
