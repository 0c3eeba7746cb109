"""What the clock does for petitions: each duty once, also with two workers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from portal.kernel import cases
from portal.kernel.models import Event, Notice
from portal.rooms.petitions import jobs
from tests.cast import NOW, filed, service_of


async def _permit(house):
    case = await filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."})
    await cases.move(case.id, "accept", actor=house.minsu, now=NOW)
    return case


async def _told(case):
    return await Event.filter(case_id=case.id, kind="tell_progress").count()


async def test_a_petitioner_is_told_every_thirty_days_while_it_is_under_way(house):
    """민원령 23①: when 30 days have passed, and every 30 days."""
    case = await _permit(house)
    for day, times in ((30, 0), (31, 1), (32, 1), (60, 1), (62, 2)):
        await jobs.tell_progress(NOW + timedelta(days=day))
        assert await _told(case) == times, day
    assert await Notice.filter(case_id=case.id, topic="progress", channel="portal").count() == 2


async def test_of_two_workers_one_tells(house):
    case = await _permit(house)
    later = NOW + timedelta(days=40)
    await asyncio.gather(jobs.tell_progress(later), jobs.tell_progress(later))
    assert await _told(case) == 1


async def test_what_is_closed_or_not_accepted_is_not_told_of(house):
    closed, fresh = await _permit(house), await filed()
    await cases.move(closed.id, "withdraw", actor=house.minsu, now=NOW)
    await jobs.tell_progress(NOW + timedelta(days=40))
    assert [await _told(case) for case in (closed, fresh)] == [0, 0]


async def test_an_officer_tells_whenever_the_petitioner_asks(house):
    """민원령 23②."""
    case = await _permit(house)
    for _ in range(2):
        await cases.move(
            case.id, "tell_progress", actor=house.minsu, now=NOW, data={"progress": "현장을 봅니다."}
        )
    assert await _told(case) == 2
