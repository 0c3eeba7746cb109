"""Which months of looks does the auditor's review mark as unusual?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from portal.kernel import holidays
from portal.kernel.deadlines import KST
from portal.kernel.people.log_review import Line, Month, review

SPACE = UUID(int=7)
TUESDAY = datetime(2026, 3, 10, 10, tzinfo=KST)
CALENDAR = holidays.packaged_calendar()


def lines(
    actor: str, count: int, what: str = "case_opened", *, at: datetime = TUESDAY, one: bool = False
) -> list[Line]:
    """So many looks of somebody, each at another case unless at `one`."""
    return [
        Line(
            at + timedelta(seconds=number), actor, what, uuid5(SPACE, str(0 if one else number)), "192.0.2.1"
        )
        for number in range(count)
    ]


def marks(found: list[Month], actor: str) -> list[str]:
    """What is marked of somebody's month."""
    return [str(mark) for month in found if month.actor == actor for mark in month.marks]


def test_an_ordinary_month_has_no_marks():
    found = review([*lines("minsu", 40), *lines("sora", 30)], CALENDAR)
    assert [month.marks for month in found] == [(), ()]


def test_a_look_at_night_or_on_a_holiday_is_marked():
    night = lines("minsu", 1, at=TUESDAY.replace(hour=23))
    independence_day = lines("sora", 2, at=datetime(2026, 3, 1, 11, tzinfo=KST))
    found = review([*night, *independence_day], CALENDAR)
    assert marks(found, "minsu") == ["밤이나 쉬는 날에 1번 보았습니다"]
    assert marks(found, "sora") == ["밤이나 쉬는 날에 2번 보았습니다"]


def test_overtime_in_the_evening_is_not_marked():
    assert marks(review(lines("minsu", 3, at=TUESDAY.replace(hour=19)), CALENDAR), "minsu") == []


def test_whoever_opens_far_more_cases_than_the_others_is_marked():
    found = review([*lines("minsu", 200), *lines("sora", 40), *lines("hana", 50)], CALENDAR)
    assert marks(found, "minsu") == ["다른 직원보다 훨씬 많은 200건을 열었습니다"]
    assert marks(found, "hana") == []
    assert found[0].actor == "minsu"


def test_one_case_seen_again_and_again_is_marked():
    found = review(lines("minsu", 16, one=True), CALENDAR)
    assert marks(found, "minsu") == ["한 민원을 16번 보았습니다"]


def test_many_failed_sign_ins_and_a_place_unknown_last_month_are_marked():
    found = review(lines("minsu", 11, "sign_in_failed"), CALENDAR, frozenset({"minsu 192.0.2.200"}))
    assert marks(found, "minsu") == [
        "로그인에 11번 실패했습니다",
        "지난달에 없던 곳 1곳에서 들어왔습니다",
    ]


def test_a_month_beyond_the_table_of_holidays_is_reviewed_by_weekdays():
    saturday = datetime(2040, 3, 3, 11, tzinfo=KST)
    assert marks(review(lines("minsu", 1, at=saturday), CALENDAR), "minsu") != []


def test_tries_at_logins_that_nobody_has_are_marked_together():
    tried = [line for number in range(11) for line in lines(f"unknown:{number}", 1, "sign_in_failed")]
    found = review([*lines("minsu", 5), *tried], CALENDAR)
    assert [month.actor for month in found] == ["unknown", "minsu"]
    assert "11" in str(marks(found, "unknown"))
