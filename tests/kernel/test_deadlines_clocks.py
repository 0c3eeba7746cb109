"""Do the parts around the count refuse what they must, and tell late from in time to the instant?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel.deadlines import (
    KST,
    BadExtension,
    BadPause,
    BadRule,
    Calendar,
    Code,
    ExtensionTooLong,
    NaiveTime,
    NoMoreExtensions,
    Pause,
    Rule,
    UnknownYear,
    accept_by,
    acceptance_reckoning,
    check_extensions,
    dispose_after,
    extensions_allowed,
    is_overdue,
    latest_promise,
    longest_extension,
    reckon,
    working_time_left,
)
from portal.kernel.holidays import packaged_calendar

CALENDAR = packaged_calendar()
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)


def kst(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


CODES = ["WH:3", "D5:3", "N6:7", "W:2", "M:1", "Y:1", "FOI:10", "FOIOBJ:7", "FOI20:20", "CIV:30", "PASS:15"]


@pytest.mark.parametrize("code", CODES)
def test_a_rule_is_read_from_its_code_and_written_back(code: str):
    assert str(Rule.parse(code)) == code


@pytest.mark.parametrize(
    "code", ["", "N6", "N6:", ":7", "N6:0", "N6:-7", "N6:07", "N6:5", "D5:6", "X:3", "n6:7", "N6:7 ", "N6:٧", "M:9999"]
)  # fmt: skip
def test_a_code_that_names_no_period_of_the_law_is_refused(code: str):
    with pytest.raises(BadRule):
        Rule.parse(code)


@pytest.mark.parametrize(
    ("rule", "accepted"),
    [("WH:3", "2027-12-31T17:00"), ("N6:7", "2027-12-27T10:00"), ("M:1", "2027-12-10T10:00"),
     ("CIV:30", "2027-12-10T10:00"), ("WH:1", "2023-12-29T10:00"), ("W:1", "2023-12-29T10:00")],
)  # fmt: skip
def test_a_year_without_a_holiday_table_is_never_taken_for_one_without_holidays(rule: str, accepted: str):
    with pytest.raises(UnknownYear, match="공휴일이 아직 등록되지 않아"):
        reckon(Rule.parse(rule), kst(accepted), CALENDAR)


def test_a_calendar_made_of_nothing_knows_no_year():
    with pytest.raises(UnknownYear):
        Calendar({}).is_working_day(date(2026, 3, 10))


def test_days_that_merely_pass_need_no_holidays():
    assert reckon(Rule.parse("PASS:15"), kst("2030-01-01T10:00"), Calendar({})).due_at == kst(
        "2030-01-17T00:00"
    )


def test_a_time_without_a_zone_is_an_error():
    naive = datetime(2026, 3, 10, 10)  # noqa: DTZ001
    with pytest.raises(NaiveTime):
        reckon(Rule.parse("N6:7"), naive, CALENDAR)
    with pytest.raises(NaiveTime):
        Pause(naive, None)


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadPause):
        Pause(kst("2026-03-11T10:00"), kst("2026-03-11T09:59"))


def test_a_due_instant_is_utc_and_keeps_the_microseconds_of_an_hour_rule():
    found = reckon(Rule.parse("WH:3"), kst("2026-03-10T09:00:00.000007"), CALENDAR).due_at
    assert found == kst("2026-03-10T13:00:00.000007")
    assert found.tzinfo is UTC


def test_a_day_rule_is_late_from_midnight_in_korea_on():
    rule, due_at = Rule.parse("N6:7"), kst("2026-03-18T23:59:59")
    midnight = datetime(2026, 3, 18, 15, tzinfo=UTC)
    assert not is_overdue(midnight - MICROSECOND, due_at, rule)
    assert is_overdue(midnight, due_at, rule)


def test_an_hour_rule_is_kept_at_its_very_instant_and_late_right_after():
    rule, due_at = Rule.parse("WH:3"), kst("2026-03-10T12:00")
    assert not is_overdue(due_at, due_at, rule)
    assert is_overdue(due_at + MICROSECOND, due_at, rule)


def test_a_duty_that_begins_when_days_have_passed_begins_at_the_instant():
    rule, due_at = Rule.parse("PASS:15"), kst("2026-04-03T00:00")
    assert not is_overdue(due_at - MICROSECOND, due_at, rule)
    assert is_overdue(due_at, due_at, rule)


def test_a_clock_that_stands_still_is_never_overdue():
    assert not is_overdue(kst("2099-01-01T00:00"), None, Rule.parse("N6:7"))


def test_a_filing_at_night_must_be_accepted_by_the_end_of_the_next_working_day():
    """민원령 6⑦: eight working hours."""
    assert accept_by(kst("2026-03-13T22:00"), CALENDAR) == kst("2026-03-16T18:00")
    assert acceptance_reckoning(kst("2026-03-13T22:00"), CALENDAR).article.endswith("제6조제7항")


def test_the_promise_counts_from_the_latest_acceptance():
    promise = latest_promise(kst("2026-03-10T10:00"), Rule.parse("N6:7"), CALENDAR)
    assert promise.accepted_at == kst("2026-03-11T10:00")
    assert promise.due_at == kst("2026-03-19T23:59:59")


def test_an_acceptance_at_closing_time_is_counted_from_the_next_working_day():
    """The latest acceptance of a filing from before opening is 18:00 sharp: the next day is day one."""
    promise = latest_promise(kst("2026-03-10T08:00"), Rule.parse("N6:7"), CALENDAR)
    assert promise.due_at == kst("2026-03-19T23:59:59")


def test_the_work_left_counts_working_hours_only():
    friday, monday = kst("2026-03-13T16:00"), kst("2026-03-16T14:00")
    assert working_time_left(friday, monday, CALENDAR) == timedelta(hours=6)
    assert working_time_left(monday, friday, CALENDAR) == timedelta(hours=-6)
    assert working_time_left(friday, friday, CALENDAR) == timedelta()


def test_a_case_is_kept_from_the_first_of_january_after_it_closed():
    """기록령 26⑤, by the year on Korean calendars."""
    closed = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert closed.astimezone(KST).year == 2027
    assert dispose_after(closed, "y5") == date(2032, 12, 31)
    assert dispose_after(closed - timedelta(hours=1), "y1") == date(2027, 12, 31)
    assert dispose_after(closed, "permanent") is None
    assert dispose_after(closed, "semi_permanent") is None
    with pytest.raises(ValueError, match="y7"):
        dispose_after(closed, "y7")


@pytest.mark.parametrize(
    ("rule", "most", "times"),
    [("N6:7", 7, 2), ("D5:3", 3, 2), ("W:2", 14, 2), ("M:1", 28, 2), ("Y:1", 365, 2), ("WH:3", 0, 0),
     ("WH:16", 2, 2), ("FOI:10", 10, 1), ("FOIOBJ:7", 7, 1), ("CIV:10", 10, 1), ("FOI20:20", 0, 0), ("PASS:15", 0, 0)],
)  # fmt: skip
def test_an_extension_has_the_length_and_number_that_the_law_allows(rule: str, most: int, times: int):
    """민원령 21, 정보법 11②, 18③, 민원법 35②."""
    parsed = Rule.parse(rule)
    assert (longest_extension(parsed), extensions_allowed(parsed)) == (most, times)
    check_extensions(parsed, [most] * times)
    with pytest.raises(NoMoreExtensions):
        check_extensions(parsed, [1] * (times + 1))
    if times:
        with pytest.raises(ExtensionTooLong):
            check_extensions(parsed, [most + 1])


def test_an_extension_by_nothing_or_less_is_refused():
    with pytest.raises(BadExtension):
        reckon(Rule.parse("N6:7"), kst("2026-03-10T10:00"), CALENDAR, extensions=[0])


@pytest.mark.parametrize("rule", ["WH:3", "D5:3", "N6:7", "W:2"])
def test_an_acceptance_at_six_sharp_is_told_to_have_come_after_hours(rule: str):
    steps = reckon(Rule.parse(rule), kst("2026-03-10T18:00"), CALENDAR).steps
    assert (steps[0].code, steps[0].first, steps[0].counted) == (Code.AFTER_HOURS, date(2026, 3, 10), False)
    assert steps[1].first == date(2026, 3, 11)
