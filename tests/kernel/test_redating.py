"""Does a changed holiday move each open case once, with its dates as the law counts them, and is everybody told?

민원법 19: a public holiday is not counted.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from portal.kernel import holidays, ledger
from portal.kernel.cases import redating
from portal.kernel.cases.clock import due_of
from portal.kernel.deadlines.days import end_of
from portal.kernel.holidays import ADDED, REMOVED, HolidayRow
from portal.kernel.models import Case, Event, HolidayChange, Notice, OutboxMessage
from sync import contract, outbound
from tests.cast import NOW, Cast, filed, service_of
from tests.kernel.test_cases_move import ANSWER, ASK, HOUR, _go

DAY = timedelta(days=1)
HOLIDAY = HolidayRow(date(2026, 3, 13), "임시공휴일", "temporary")


async def declare(row: HolidayRow = HOLIDAY, now: datetime = NOW) -> HolidayChange:
    return await holidays.declare(row, "국무회의 의결", by="admin", now=now)


async def withdraw(row: HolidayRow = HOLIDAY, now: datetime = NOW) -> HolidayChange:
    return await holidays.withdraw(row.date, row.name, "의결이 취소됨", by="admin", now=now)


async def redate(now: datetime = NOW) -> None:
    while await redating.redate_some(now):
        pass


async def permit(house: Cast, *, accepted: bool = True) -> Case:
    """An application for a permit to the construction department: a period in days."""
    case = await filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."})
    return await _go(case, house.minsu, "accept") if accepted else case


async def redated(case: Case) -> list[Event]:
    return await Event.filter(case_id=case.id, kind="redated").order_by("seq")


async def previewed(row: HolidayRow, to: str, now: datetime = NOW) -> list[redating.Moved]:
    return [moved async for moved in redating.preview(row, to, now)]


async def test_a_declared_holiday_moves_the_open_case_and_everybody_is_told(house):
    case = await permit(house)
    before = case.due_at
    change = await declare()
    await redate(NOW + HOUR)
    case = await Case.get(id=case.id)
    assert case.due_at == due_of(case, await holidays.current_calendar())
    assert before is not None
    assert case.due_at is not None
    assert case.due_at > before
    (event,) = await redated(case)
    meta = json.loads(event.meta)
    assert (event.audience, event.actor_kind, event.at) == ("public", "system", NOW + HOUR)
    assert meta["due_at"] == case.due_at.isoformat()
    assert meta["was"] == {"due_at": before.isoformat()}
    assert meta["holidays"] == [{"date": "2026-03-13", "name": "임시공휴일", "to": "added"}]
    assert {n.channel for n in await Notice.filter(case_id=case.id, topic="redated")} == {"portal", "mail"}
    change = await HolidayChange.get(id=change.id)
    assert (change.state, change.looked, change.redated, change.stuck) == ("done", 1, 1, 0)
    assert (await ledger.verify()).faults == ()


async def test_the_back_office_gets_the_new_date_and_the_old_one(house):
    case = await permit(house)
    await declare()
    await redate()
    row = await OutboxMessage.get(case_id=case.id, type="kr.portal.case.redated")
    message = contract.check(await outbound.compose(row))
    case = await Case.get(id=case.id)
    assert case.due_at is not None
    assert message["data"]["case"]["due_at"] == outbound.instant(case.due_at)
    assert list(message["data"]["was"]) == ["due_at"]
    assert message["data"]["holidays"][0]["date"] == "2026-03-13"


async def test_a_filing_that_waits_for_acceptance_is_accepted_later(house):
    case = await permit(house, accepted=False)
    await declare(HolidayRow(date(2026, 3, 10), "임시공휴일", "temporary"))
    await redate()
    moved = await Case.get(id=case.id)
    # Filed on Tuesday at 10:00, which is none of the office's days now: 8 hours from Wednesday 09:00.
    assert moved.accept_by == datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    assert moved.due_at is None
    (event,) = await redated(case)
    assert set(json.loads(event.meta)["was"]) == {"accept_by"}


async def test_the_last_day_for_papers_rolls_off_the_holiday_while_the_period_stands_still(house):
    case = await permit(house)
    case = await _go(case, house.minsu, ASK)
    assert case.supplement_by == end_of(date(2026, 3, 17))
    await declare(HolidayRow(date(2026, 3, 17), "임시공휴일", "temporary"))
    await redate()
    case = await Case.get(id=case.id)
    assert case.supplement_by == end_of(date(2026, 3, 18))
    assert case.due_at is None


async def test_a_last_day_whose_facts_were_never_kept_rolls_off_the_holiday(house):
    case = await _go(await permit(house), house.minsu, ASK)
    case.clock.pop("papers")
    await case.save(update_fields=["clock"])
    await declare(HolidayRow(date(2026, 3, 17), "임시공휴일", "temporary"))
    await redate()
    assert (await Case.get(id=case.id)).supplement_by == end_of(date(2026, 3, 18))


@pytest.mark.parametrize("stage", ["closed", "earlier", "stopped"])
async def test_a_case_with_no_date_to_move_is_left_alone(house, stage):
    case = await permit(house)
    if stage == "closed":
        await _go(case, house.minsu, "review", ANSWER, "notify")
    if stage == "stopped":
        await _go(case, house.minsu, ("pause", {"ground": "tests", "reason": "시험"}))
    row = HOLIDAY if stage != "earlier" else HolidayRow(date(2026, 9, 1), "임시공휴일", "temporary")
    assert await previewed(row, ADDED) == []
    await declare(row)
    await redate()
    assert await redated(case) == []


async def test_the_preview_says_what_re_dating_does_and_writes_nothing(house):
    touched, waiting = await permit(house), await permit(house, accepted=False)
    foreseen = {moved.case.id: moved.dates for moved in await previewed(HOLIDAY, ADDED)}
    assert set(foreseen) == {touched.id}
    assert await Event.filter(kind="redated").count() == 0
    await declare()
    await redate()
    assert (await Case.get(id=touched.id)).due_at == foreseen[touched.id]["due_at"][1]
    assert (await Case.get(id=waiting.id)).accept_by == waiting.accept_by


async def test_again_and_again_changes_nothing_more(house):
    case = await permit(house)
    change = await declare()
    await redate()
    await HolidayChange.filter(id=change.id).update(state="pending", cursor="", looked=0)
    await redate()
    assert len(await redated(case)) == 1


async def test_two_days_at_once_move_a_case_once_and_both_are_named(house):
    case = await permit(house)
    await declare()
    await declare(HolidayRow(date(2026, 3, 16), "대체공휴일", "substitute"))
    await declare(HolidayRow(date(2026, 3, 14), "임시공휴일", "temporary"))  # a Saturday: it moves nothing
    await redate()
    (event,) = await redated(case)
    assert [day["date"] for day in json.loads(event.meta)["holidays"]] == ["2026-03-13", "2026-03-16"]
    assert await HolidayChange.filter(state="pending").count() == 0


async def test_taking_a_holiday_back_brings_the_offices_date_back_and_says_so(house):
    case = await permit(house)
    before = case.due_at
    await declare()
    await redate()
    await withdraw(now=NOW + HOUR)
    await redate(NOW + HOUR)
    assert (await Case.get(id=case.id)).due_at == before
    events = await redated(case)
    assert [json.loads(event.meta)["holidays"][0]["to"] for event in events] == ["added", "removed"]
    assert await Notice.filter(case_id=case.id, topic="redated", channel="portal").count() == 2


async def test_taking_a_holiday_back_never_shortens_what_a_petitioner_was_told(house):
    """행정절차법 4②: the last day for papers that was told stays, also when more time is given later."""
    last = HolidayRow(date(2026, 3, 17), "임시공휴일", "temporary")
    case = await _go(await permit(house), house.minsu, ASK)
    await declare(last)
    await redate()
    assert await previewed(last, REMOVED, NOW + HOUR) == []
    await withdraw(last, NOW + HOUR)
    await redate(NOW + HOUR)
    assert (await Case.get(id=case.id)).supplement_by == end_of(date(2026, 3, 18))
    assert len(await redated(case)) == 1
    later = await _go(await permit(house), house.minsu, ASK, now=NOW + 2 * HOUR)
    assert later.supplement_by == end_of(date(2026, 3, 17)), "what is told now counts by the table of now"


async def test_nothing_is_late_at_once_when_a_holiday_is_taken_back(house):
    """Only a day that has not come is taken back, and what it moved ends on that day or later."""
    declared_late = HolidayRow(date(2026, 3, 11), "임시공휴일", "temporary")
    await declare(declared_late)
    hours = await _go(await filed(), house.minsu, "accept", now=NOW + 7 * HOUR)
    made = [await permit(house), hours]
    evening = NOW + timedelta(hours=13, minutes=59)
    await withdraw(declared_late, evening)
    await redate(evening)
    for case in made:
        due = (await Case.get(id=case.id)).due_at
        assert due is not None
        assert due > evening


async def test_a_date_beyond_the_known_years_stays_and_moves_when_the_year_is_there(house, tmp_path: Path):
    late = datetime(2027, 12, 15, 1, tzinfo=UTC)
    case = await filed(service_of("construction", "permit"), answers={"details": "간판"}, now=late)
    case = await _go(case, house.minsu, "accept", now=late)
    assert case.due_at is not None
    days = [date(2027, 12, day) for day in range(20, 32)]
    for day in days:
        await declare(HolidayRow(day, "임시공휴일", "temporary"), late)
    await redate(late)
    stuck = await HolidayChange.filter(action="declare").order_by("id").first()
    assert stuck is not None
    assert stuck.stuck == 1
    file = tmp_path / "2028.csv"
    lines = holidays.PACKAGED.read_text("utf-8").splitlines()
    shifted = [_in_2028(line) for line in lines if line.startswith("2026")]
    file.write_text("\n".join([lines[0], *shifted]), "utf-8")
    await holidays.load_holidays(file, now=late)
    await redate(late)
    moved = await Case.get(id=case.id)
    assert moved.due_at is not None
    assert moved.due_at.year == 2028


def _in_2028(line: str) -> str:
    day, _, name, kind = line.split(",")
    there = date.fromisoformat(day.replace("2026", "2028"))
    return f"{there},{there:%a},{name},{kind}"
