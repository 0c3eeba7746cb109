"""What holds for every acceptance, period, pause, extension and holiday? And do two clocks agree?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.deadlines import (
    Calendar,
    Ground,
    Pause,
    Rule,
    accept_by,
    korean,
    latest_promise,
    reckon,
    working_time_left,
)
from portal.kernel.holidays import packaged_calendar
from tests.kernel.slow_clock import SEOUL, slow_due

CALENDAR = packaged_calendar()
NEVER = datetime.max.replace(tzinfo=UTC)
DAYS = ("N6", "FOI", "FOIOBJ", "FOI20")

# Acceptances leave two years to the end of the table.
START = datetime(2024, 1, 1, tzinfo=SEOUL)
minutes = st.integers(0, 2 * 365 * 24 * 60)
accepted = minutes.map(lambda minute: START + timedelta(minutes=minute))
hour_rules = st.one_of(
    st.integers(1, 60).map(lambda n: f"WH:{n}"),
    st.integers(1, 5).map(lambda n: f"D5:{n}"),
)
day_rules = st.one_of(
    st.integers(6, 60).map(lambda n: f"N6:{n}"),
    st.tuples(st.sampled_from(DAYS[1:]), st.integers(1, 30)).map(lambda pair: f"{pair[0]}:{pair[1]}"),
)
calendar_rules = st.one_of(
    st.integers(1, 12).map(lambda n: f"W:{n}"),
    st.integers(1, 8).map(lambda n: f"M:{n}"),
    st.just("Y:1"),
)
civil_rules = st.one_of(
    st.integers(1, 90).map(lambda n: f"CIV:{n}"),
    st.integers(1, 90).map(lambda n: f"PASS:{n}"),
)
rules = st.one_of(hour_rules, day_rules, calendar_rules, civil_rules)
extensions = st.lists(st.integers(1, 14), max_size=2).map(tuple)
spans = st.tuples(st.integers(0, 40 * 24 * 60), st.integers(0, 12 * 24 * 60), st.booleans())
span_lists = st.lists(spans, max_size=3)
holidays = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def pauses_at(start: datetime, chosen: list[tuple[int, int, bool]], *, may_stand: bool = True) -> list[Pause]:
    """Pauses after `start`: each begins some minutes later and lasts some, or stands (rarely, only the last)."""
    pauses = []
    for place, (after, length, stands) in enumerate(sorted(chosen)):
        begun = start + timedelta(minutes=after)
        last = place == len(chosen) - 1
        end = None if stands and last and may_stand else begun + timedelta(minutes=length)
        pauses.append(Pause(begun, end, Ground.SUPPLEMENT))
    return pauses


def due(rule: str, start: datetime, pauses=(), extend=(), calendar: Calendar = CALENDAR) -> datetime:
    """The due instant; a clock that stands still is due later than anything."""
    return reckon(Rule.parse(rule), start, calendar, pauses, extend).due_at or NEVER


@settings(max_examples=400, deadline=None, derandomize=True)
@given(rules, accepted, span_lists, extensions)
def test_the_fast_and_the_slow_clock_agree(rule, start, chosen, extend):
    pauses = pauses_at(start, chosen)
    intervals = [(pause.start, pause.end) for pause in pauses]
    slow = slow_due(rule, start, frozenset(CALENDAR.holidays), intervals, extend)
    assert reckon(Rule.parse(rule), start, CALENDAR, pauses, extend).due_at == slow


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(day_rules, calendar_rules), accepted, span_lists, extensions)
def test_day_week_and_month_periods_never_end_on_a_saturday_or_holiday(rule, start, chosen, extend):
    reckoning = reckon(Rule.parse(rule), start, CALENDAR, pauses_at(start, chosen, may_stand=False), extend)
    assert reckoning.due_at is not None
    assert CALENDAR.is_working_day(korean(reckoning.due_at).date())
    assert f"{korean(reckoning.due_at):%H:%M:%S.%f}" == "23:59:59.000000"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(hour_rules, accepted, span_lists, extensions)
def test_hour_periods_end_within_the_working_hours_of_a_working_day(rule, start, chosen, extend):
    found = due(rule, start, pauses_at(start, chosen, may_stand=False), extend)
    clock = korean(found).strftime("%H:%M")
    assert CALENDAR.is_working_day(korean(found).date())
    assert "09:00" < clock <= "12:00" or "13:00" < clock <= "18:00"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(rules, accepted, span_lists, spans, extensions)
def test_one_more_pause_never_makes_it_earlier(rule, start, chosen, one_more, extend):
    pauses = pauses_at(start, chosen)
    more = [*pauses, *pauses_at(start, [one_more])]
    assert due(rule, start, more, extend) >= due(rule, start, pauses, extend)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(rules, accepted, span_lists, extensions, st.lists(holidays, min_size=1, max_size=4), st.data())
def test_one_more_holiday_never_makes_it_earlier(rule, start, chosen, extend, days, data):
    # A holiday somewhere in four years seldom matters: most are put near the acceptance.
    near = data.draw(st.lists(st.integers(0, 45), max_size=3))
    days += [korean(start).date() + timedelta(days=after) for after in near]
    fuller = Calendar({**CALENDAR.holidays, **dict.fromkeys(days, "임시공휴일")}, CALENDAR.years)
    pauses = pauses_at(start, chosen)
    assert due(rule, start, pauses, extend, fuller) >= due(rule, start, pauses, extend)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rules, accepted, st.integers(0, 10 * 24 * 60))
def test_a_later_acceptance_is_never_due_earlier(rule, start, later):
    assert due(rule, start + timedelta(minutes=later), ()) >= due(rule, start, ())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rules, accepted, st.integers(0, 5 * 24 * 60))
def test_no_acceptance_in_time_is_due_after_the_latest_promise(rule, start, wait):
    latest = accept_by(start, CALENDAR)
    promised = latest_promise(start, Rule.parse(rule), CALENDAR).due_at
    assert promised is not None
    assert due(rule, min(start + timedelta(minutes=wait), latest)) <= promised


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rules, accepted, span_lists, extensions)
def test_the_steps_that_count_sum_to_the_period(rule, start, chosen, extend):
    reckoning = reckon(Rule.parse(rule), start, CALENDAR, pauses_at(start, chosen), extend)
    counted = sum((step.length for step in reckoning.steps), timedelta())
    assert counted == reckoning.total if reckoning.due_at else counted <= reckoning.total
    assert reckoning.steps[-1].running == counted


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rules, accepted, span_lists, extensions)
def test_the_steps_follow_each_other_without_a_gap(rule, start, chosen, extend):
    steps = reckon(Rule.parse(rule), start, CALENDAR, pauses_at(start, chosen), extend).steps
    assert steps[0].first == korean(start).date()
    for before, after in pairwise(steps):
        if before.ends and after.begins:
            assert after.begins >= before.ends
        assert after.first in (before.last, before.last + timedelta(days=1))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(accepted, st.integers(0, 59_999_999), st.integers(1, 40))
def test_an_hour_period_is_exact_to_the_microsecond(start, micros, hours):
    start += timedelta(microseconds=micros)
    found = due(f"WH:{hours}", start)
    assert working_time_left(start, found, CALENDAR) == timedelta(hours=hours)


@contextmanager
def server_zone(name: str) -> Iterator[None]:
    """A server whose own zone is `name`."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rules, accepted, span_lists, st.sampled_from(["UTC", "America/New_York", "Pacific/Kiritimati"]))
def test_the_zone_of_the_server_and_of_the_instant_do_not_matter(rule, start, chosen, zone):
    pauses = pauses_at(start, chosen)
    expected = due(rule, start, pauses)
    with server_zone(zone):
        assert due(rule, start, pauses) == expected
        assert due(rule, start.astimezone(), pauses) == expected
        assert due(rule, start.astimezone(UTC), pauses) == expected


def test_one_day_accepted_at_nine_is_due_at_six_the_same_day():
    start = datetime(2026, 3, 10, 9, tzinfo=SEOUL)
    assert due("D5:1", start) == datetime(2026, 3, 10, 18, tzinfo=SEOUL)
