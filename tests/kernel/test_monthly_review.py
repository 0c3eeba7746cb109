"""Last month's figures: ready on the first working day, reviewed by the 5th, reminded of once (민원규칙 7)."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest

from portal.kernel import cases, monthly_review
from portal.kernel.deadlines import KST
from portal.kernel.models import Case, MonthlyReview, Person, StaffNotice
from portal.rooms.petitions import jobs
from tests.cast import NOW, filed, service_of

FEBRUARY = datetime(2026, 2, 3, 10, tzinfo=KST)
ANSWER = {"outcome": "answered", "answer": "전구를 바꾸었습니다."}
HOUR = timedelta(hours=1)


def _march(day, hour=9, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=KST)


async def _told():
    rows = await StaffNotice.filter(person__login="yuna").order_by("created_at", "id")
    return [(row.topic, row.of) for row in rows]


async def _walk(house, case, *steps, at):
    for name, data in steps:
        await cases.move(case.id, name, actor=house.minsu, now=at, data=data)


async def test_the_figures_count_each_case_where_the_law_wants_it(house):
    permit = service_of("construction", "permit")
    in_time, late, withdrawn = [await filed(now=FEBRUARY) for _ in range(3)]
    extended, open_late = [await filed(permit, answers={"details": "x"}, now=FEBRUARY) for _ in range(2)]
    rubbish = await filed(service_of("cleaning"), now=FEBRUARY)
    await filed(now=_march(2))
    for case in (in_time, late, extended, open_late):
        await _walk(house, case, ("accept", {}), at=FEBRUARY)
    answered: tuple[tuple[str, dict[str, str]], ...] = (("decide", ANSWER), ("notify", {}))
    await _walk(house, in_time, *answered, at=FEBRUARY + 2 * HOUR)
    await _walk(house, late, *answered, at=FEBRUARY + 30 * HOUR)
    await _walk(house, withdrawn, ("withdraw", {}), at=FEBRUARY + HOUR)
    await _walk(house, extended, ("extend", {"days": "3", "reason": "현장"}), at=FEBRUARY + HOUR)
    await Case.filter(id=extended.id).update(due_at=_march(20))
    await _walk(house, rubbish, ("withdraw", {}), at=_march(4))
    figures = await monthly_review.figures_of(date(2026, 2, 1))
    assert figures["departments"]["construction"] == {
        "received": 5,
        "in_time": 1,
        "late": 1,
        "extended": 1,
        "returned": 0,
        "withdrawn": 1,
        "still_late": 1,
    }
    assert figures["departments"]["cleaning"]["received"] == 1
    assert figures["departments"]["cleaning"]["withdrawn"] == 0
    assert figures["kinds"]["permit"]["received"] == figures["kinds"]["permit"]["extended"] + 1 == 2
    assert open_late.department == "construction"


async def test_prepared_on_the_first_working_day_and_once(house):
    # The 1st is a Sunday and holiday, the 2nd its substitute.
    for at in (_march(1, 12), _march(2, 12), _march(3, 8)):
        await jobs.review_month(at)
        assert await MonthlyReview.all().count() == 0, at
    for _ in range(2):
        await asyncio.gather(*(jobs.review_month(_march(3, 9)) for _ in range(3)))
    (review,) = await MonthlyReview.all()
    assert review.month == "2026-02"
    assert await _told() == [("review_ready", "2026-02")]


async def test_a_month_that_the_worker_slept_through_is_prepared_all_the_same(house):
    await jobs.review_month(_march(20))
    assert await _told() == [("review_ready", "2026-02")]
    await jobs.review_month(_march(20, 10))
    assert await _told() == [("review_ready", "2026-02"), ("review_late", "2026-02")]


async def test_reminded_on_the_last_day_and_when_it_is_over_once_each(house):
    told = [("review_ready", "2026-02")]
    for at, topic in (
        (_march(3), ""),
        (_march(4, 18), ""),
        (_march(5), "review_due"),
        (_march(6), "review_late"),
    ):
        for _ in range(2):
            await asyncio.gather(jobs.review_month(at), jobs.review_month(at))
        told += [(topic, "2026-02")] if topic else []
        assert await _told() == told, at


async def test_a_fifth_that_is_no_working_day_is_reminded_of_before(house):
    await jobs.review_month(datetime(2026, 4, 1, 9, tzinfo=KST))
    for day, count in ((2, 1), (3, 2)):  # the 5th of April 2026 is a Sunday, the 3rd a Friday
        await jobs.review_month(datetime(2026, 4, day, 9, tzinfo=KST))
        assert len(await _told()) == count, day
    assert (await _told())[-1] == ("review_due", "2026-03")


async def test_who_completed_it_is_reminded_of_nothing_and_the_remark_stands(house):
    await jobs.review_month(_march(3))
    yuna = await Person.get(login="yuna")
    with pytest.raises(monthly_review.RemarkMissing):
        await monthly_review.complete("2026-02", yuna, "  ", NOW)
    await monthly_review.complete("2026-02", yuna, "지연 1건의 까닭을 확인함", NOW)
    with pytest.raises(monthly_review.ReviewedAlready):
        await monthly_review.complete("2026-02", yuna, "또", NOW)
    await jobs.review_month(_march(20))
    assert await _told() == [("review_ready", "2026-02")]
    review = await MonthlyReview.get(month="2026-02")
    assert (review.completed_by, review.completed_at, review.remark) == (
        "yuna",
        NOW,
        "지연 1건의 까닭을 확인함",
    )
