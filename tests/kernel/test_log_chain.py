"""Does a change of the log of looks show, and may old lines go?"""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import people
from portal.kernel.models import AccessLog, Counter, Person
from portal.kernel.people import log_chain
from tests.cast import NOW, Cast


async def looks(cast: Cast, count: int = 5) -> list[AccessLog]:
    """So many looks of one clerk, an hour apart."""
    staff = await Person.get(id=cast.minsu.id)
    for hour in range(count):
        await people.note_look(staff, "signed_in", now=NOW + timedelta(hours=hour), address="192.0.2.7")
    return await AccessLog.all().order_by("id")


async def test_an_untouched_log_verifies(house):
    rows = await looks(house)
    verdict = await log_chain.verify()
    assert (verdict.lines, verdict.fault, verdict.head) == (len(rows), "", rows[-1].hash)


async def test_a_changed_line_is_named(house):
    rows = await looks(house)
    await AccessLog.filter(id=rows[2].id).update(address="192.0.2.99")
    verdict = await log_chain.verify()
    assert (verdict.fault, verdict.line) == ("changed", rows[2].id)


async def test_a_line_without_its_hash_does_not_pass_for_an_old_one(house):
    rows = await looks(house)
    await AccessLog.filter(id=rows[0].id).update(hash="", prev_hash="")
    assert (await log_chain.verify()).fault == "missing"


async def test_a_removed_line_is_noticed_by_the_next(house):
    rows = await looks(house)
    await AccessLog.filter(id=rows[1].id).delete()
    verdict = await log_chain.verify()
    assert (verdict.fault, verdict.line) == ("missing", rows[2].id)


async def test_cutting_the_newest_lines_is_noticed_by_their_count(house):
    rows = await looks(house)
    await AccessLog.filter(id__in=[rows[-1].id, rows[-2].id]).delete()
    assert (await log_chain.verify()).fault == "cut"


async def test_nothing_younger_than_two_years_can_be_trimmed(house):
    await looks(house)
    assert await log_chain.trim(NOW + timedelta(days=730), "portal") == 0


async def test_after_trimming_the_rest_still_verifies_and_a_second_trimming_too(house):
    await looks(house)
    later = NOW + log_chain.KEPT + timedelta(hours=2, minutes=30)
    assert await log_chain.trim(later, "portal") == 3
    assert (await log_chain.verify()).fault == ""
    assert await log_chain.trim(later + timedelta(hours=2), "portal") == 2
    verdict = await log_chain.verify()
    assert (verdict.fault, verdict.trimmed, verdict.lines) == ("", 5, 2)
    await Counter.filter(name="access_log").update(value=99)
    assert (await log_chain.verify()).fault == "cut"


async def test_a_line_with_a_wrong_old_time_takes_no_younger_ones_along(house):
    await looks(house)
    staff = await Person.get(id=house.minsu.id)
    await people.note_look(staff, "signed_in", now=NOW - log_chain.KEPT - timedelta(days=9))
    assert await log_chain.trim(NOW + timedelta(hours=9), "portal") == 0
    assert (await log_chain.verify()).fault == ""
