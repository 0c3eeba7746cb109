"""Does a person read dates, hours and sums as ui.md writes them?"""

from datetime import UTC, date, datetime, time

import pytest

from portal.kernel.contents import Closure, Line, Span
from portal.web import dates
from portal.web.hours import Timetable, front_desk

AFTERNOON = datetime(2026, 3, 18, 5, 30, tzinfo=UTC)


def test_a_date_is_shown_in_korean_time():
    late = datetime(2026, 3, 17, 15, 0, tzinfo=UTC)
    assert dates.date(late) == "2026. 3. 18.(수)"
    assert dates.day(late) == "3. 18.(수)"
    assert dates.date(date(2026, 3, 18), "en") == "18 Mar 2026 (Wed)"


@pytest.mark.parametrize(
    ("hour", "minute", "korean", "english"),
    [
        (5, 30, "오후 2시 30분", "2:30 pm"),
        (0, 0, "오전 9시", "9:00 am"),
        (3, 0, "낮 12시", "12:00 pm"),
        (15, 5, "오전 0시 5분", "12:05 am"),
    ],
)
def test_a_time_leaves_no_doubt_about_the_half_of_the_day(hour, minute, korean, english):
    at = datetime(2026, 3, 18, hour, minute, tzinfo=UTC)
    assert (dates.time(at), dates.time(at, "en")) == (korean, english)


def test_date_and_time_stand_together_and_a_sum_has_its_commas():
    assert dates.date_time(AFTERNOON) == "2026. 3. 18.(수) 오후 2시 30분"
    assert dates.won(12000) == "12,000원"
    assert dates.won(12000, "en") == "12,000 won"


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        dates.date(datetime(2026, 3, 18, 5, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-03-10T10:00+09:00", True, "2026-03-10T18:00+09:00"),
        ("2026-03-10T08:59+09:00", False, "2026-03-10T09:00+09:00"),
        ("2026-03-10T18:00+09:00", False, "2026-03-11T09:00+09:00"),
        ("2026-03-13T19:00+09:00", False, "2026-03-16T09:00+09:00"),
        ("2026-02-27T19:00+09:00", False, "2026-03-03T09:00+09:00"),
    ],
)
def test_the_front_desk_is_open_on_working_days_and_closed_on_holidays(now, is_open, until):
    state = front_desk(datetime.fromisoformat(now), Timetable(holidays={date(2026, 3, 2)}))
    assert (state.open, state.until) == (is_open, datetime.fromisoformat(until))


WEDNESDAY = date(2026, 3, 11)
SHORT = Closure(
    day=WEDNESDAY, hours=Span(opens=time(9), closes=time(15)), reason=Line(ko="전산 점검", en="Maintenance")
)
SHUT = SHORT.model_copy(update={"hours": None})


@pytest.mark.parametrize(
    ("exception", "now", "is_open", "until"),
    [
        (SHORT, "2026-03-11T14:59+09:00", True, "2026-03-11T15:00+09:00"),
        (SHORT, "2026-03-11T15:00+09:00", False, "2026-03-12T09:00+09:00"),
        (SHUT, "2026-03-11T10:00+09:00", False, "2026-03-12T09:00+09:00"),
        (SHUT, "2026-03-10T18:30+09:00", False, "2026-03-12T09:00+09:00"),
    ],
)
def test_a_day_s_own_hours_beat_the_week_and_the_holidays(exception, now, is_open, until):
    for holidays in (set(), {WEDNESDAY}):
        table = Timetable(holidays=holidays, exceptions={WEDNESDAY: exception})
        state = front_desk(datetime.fromisoformat(now), table)
        assert (state.open, state.until) == (is_open, datetime.fromisoformat(until))
        assert (state.today is exception) is now.startswith("2026-03-11")


def test_a_desk_that_opens_no_more_names_no_day():
    state = front_desk(datetime.fromisoformat("2026-03-11T10:00+09:00"), Timetable(week=(None,) * 7))
    assert (state.open, state.until) == (False, None)
