"""A petition's life: who may move it, when, and what each move leaves behind."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from portal.kernel import cases, expiry, files, permissions, policies, timeline
from portal.kernel.models import Case, Event, Notice
from portal.kernel.moves import PETITIONER, Actor
from portal.kernel.refusals import Refusal
from tests.cast import NOW, filed

HOUR = timedelta(hours=1)


def _picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, "PNG")
    return made.getvalue()


PNG = _picture()


async def _go(
    case: Case, actor: Actor, *steps: str | tuple[str, dict[str, str]], now: datetime = NOW
) -> Case:
    for step in steps:
        name, data = (step, {}) if isinstance(step, str) else step
        await cases.move(case.id, name, actor=actor, now=now, data=data)
    return await Case.get(id=case.id)


ANSWER = ("decide", {"outcome": "answered", "answer": "고쳤습니다."})
ASK = ("request_supplement", {"request": "배치도 1장", "days": "7"})


async def test_acceptance_starts_the_clock_and_names_an_officer(house):
    case = await filed()
    assert case.due_at is None
    case = await _go(case, house.minsu, "accept")
    assert case.accepted_at == NOW
    assert case.due_at is not None
    assert str(case.officer_id) == house.minsu.id


async def test_the_straight_road_ends_with_the_answer_in_the_petitioners_hands(house):
    case = await filed()
    case = await _go(case, house.minsu, "accept", "review", ANSWER)
    key = await cases.key_of(case)
    seen = await timeline.read(case, ("public", "petitioner"), key)
    assert "고쳤습니다." not in str(seen), "a decision is not told before its notice"
    case = await _go(case, house.minsu, "notify")
    seen = await timeline.read(case, ("public", "petitioner"), key)
    assert seen[-1].body == {"answer": "고쳤습니다."}
    assert (case.stage, case.outcome, case.closed_at) == ("notified", "answered", NOW)
    topics = {notice.topic for notice in await Notice.filter(case_id=case.id)}
    assert topics == {"filed", "accepted", "notified"}


async def test_a_supplement_stops_the_clock_and_starts_it_again(house):
    case = await _go(await filed(), house.minsu, "accept")
    due = case.due_at
    case = await _go(case, house.minsu, ASK)
    assert case.stage == "awaiting_supplement"
    assert case.due_at is None
    assert case.supplement_by is not None
    case = await _go(
        case, PETITIONER, ("supplement", {"supplement": "보냅니다"}), now=NOW + timedelta(days=2)
    )
    assert case.stage == "in_review"
    assert case.due_at is not None
    assert due is not None
    assert case.due_at > due


async def test_the_second_request_waits_for_the_first_and_there_is_no_third(house):
    """민원령 24①③."""
    case = await _go(await filed(), house.minsu, "accept", ASK)
    with pytest.raises(Refusal):
        await _go(case, house.minsu, ASK)
    later = NOW + timedelta(days=9)
    with pytest.raises(Refusal, match="보완 기간이 맞지 않습니다"):
        await _go(case, house.minsu, ("request_supplement", {"request": "x", "days": "11"}), now=later)
    case = await _go(case, house.minsu, ("request_supplement", {"request": "x", "days": "10"}), now=later)
    much_later = NOW + timedelta(days=30)
    with pytest.raises(Refusal):
        await _go(case, house.minsu, ("request_supplement", {"request": "x", "days": "5"}), now=much_later)
    case = await _go(case, house.minsu, ("return", {"reason": "서류가 오지 않았습니다."}), now=much_later)
    assert case.stage == "returned"


async def test_other_papers_have_a_second_period_of_their_own_before_a_return(house):
    case = await _go(await filed(), house.minsu, "accept", ASK)
    case = await _go(case, PETITIONER, ("supplement", {"supplement": "여기 있습니다."}))
    case = await _go(case, house.minsu, ASK)
    back = ("return", {"reason": "서류가 오지 않았습니다."})
    late = NOW + timedelta(days=10)
    with pytest.raises(Refusal):
        await _go(case, house.minsu, back, now=late)
    case = await _go(case, house.minsu, ASK, now=late)
    assert (await _go(case, house.minsu, back, now=late + timedelta(days=10))).stage == "returned"


async def test_other_papers_are_asked_for_once_more_at_most(house):
    case = await _go(await filed(), house.minsu, "accept")
    for _ in range(2):
        case = await _go(case, house.minsu, ASK)
        case = await _go(case, PETITIONER, ("supplement", {"supplement": "여기 있습니다."}))
    with pytest.raises(Refusal):
        await _go(case, house.minsu, ASK)


async def test_a_return_before_both_periods_lapsed_is_refused(house):
    """민원령 25①."""
    case = await _go(await filed(), house.minsu, "accept", ASK)
    for now in (NOW, NOW + timedelta(days=20)):
        with pytest.raises(Refusal, match="제25조"):
            await _go(case, house.minsu, ("return", {"reason": "x"}), now=now)


@pytest.mark.parametrize("missing", ["reasons", "remedies"])
async def test_a_refusal_needs_reasons_and_remedies(house, missing):
    """민원법 27③."""
    case = await _go(await filed(), house.minsu, "accept")
    data = {"outcome": "refused", "answer": "안 됩니다.", "reasons": "기준 미달", "remedies": "행정심판"}
    with pytest.raises(Refusal) as refused:
        await _go(case, house.minsu, ("decide", {**data, missing: " "}))
    assert set(refused.value.fields) == {missing}
    assert (await Case.get(id=case.id)).stage == "accepted"
    case = await _go(case, house.minsu, ("decide", data), "notify")
    assert case.outcome == "refused"


async def test_only_the_department_moves_its_case(house):
    case = await filed()
    for actor in (house.stranger, house.yuna, house.admin, PETITIONER, Actor("back_office", "x")):
        with pytest.raises(permissions.NotAllowed):
            await _go(case, actor, "accept")
    case = await _go(case, house.sora, "accept")
    with pytest.raises(permissions.NotAllowed):
        await _go(case, house.sora, ANSWER)
    with pytest.raises(permissions.NotAllowed):
        await _go(case, PETITIONER, ANSWER)


async def test_a_move_that_the_stage_does_not_allow_changes_nothing(house):
    case = await filed()
    before = await Event.filter(case_id=case.id).count()
    with pytest.raises(policies.MoveNotOpen):
        await _go(case, house.minsu, "notify")
    assert await Event.filter(case_id=case.id).count() == before


async def test_of_two_clerks_at_once_the_second_is_told(house):
    case = await filed()

    async def accept() -> object:
        return await cases.move(case.id, "accept", actor=house.minsu, now=NOW, seen=1)

    first, second = await asyncio.gather(accept(), accept(), return_exceptions=True)
    refused = [outcome for outcome in (first, second) if isinstance(outcome, BaseException)]
    assert [type(outcome) for outcome in refused] == [policies.CaseChanged]
    assert await Event.filter(case_id=case.id, kind="accept").count() == 1


async def test_a_decision_that_nobody_was_told_leaves_no_outcome_on_a_withdrawn_case(house):
    case = await _go(await filed(), house.minsu, "accept", ANSWER)
    assert case.outcome == "answered"
    assert (await _go(case, PETITIONER, "withdraw")).outcome == ""


async def test_the_petitioner_withdraws_while_it_is_open_and_not_after(house):
    case = await _go(await filed(), PETITIONER, "withdraw")
    assert case.stage == "withdrawn"
    with pytest.raises(policies.MoveNotOpen):
        await _go(case, PETITIONER, "withdraw")


async def test_a_resident_number_in_an_answer_stops_the_move(house):
    case = await _go(await filed(), house.minsu, "accept")
    with pytest.raises(Refusal):
        await _go(case, house.minsu, ("decide", {"outcome": "answered", "answer": "900101-1234567 님께"}))


async def test_the_clock_stops_for_a_lawful_ground_only(house):
    case = await _go(await filed(), house.minsu, "accept")
    with pytest.raises(Refusal):
        await _go(case, house.minsu, ("pause", {"ground": "holiday", "reason": "바빠서"}))
    case = await _go(case, house.minsu, ("pause", {"ground": "tests", "reason": "시료 검사"}))
    assert case.due_at is None
    with pytest.raises(Refusal):
        await _go(case, house.minsu, ANSWER)
    case = await _go(case, house.minsu, "resume", now=NOW + HOUR)
    assert case.due_at is not None


async def test_a_file_found_infected_later_is_told_once(house):
    case = await filed()
    key = await cases.key_of(case)
    row = await files.prepare(key, "photos", files.Upload("사진.png", PNG), NOW)
    row.case_id, row.state = case.id, files.REJECTED
    await row.save(force_create=True)
    for _ in range(2):
        await expiry.rescan_files(NOW)
    seen = await timeline.read(case, ("public", "petitioner"), key)
    assert [(entry.kind, entry.body) for entry in seen[1:]] == [("refuse_file", {"file": "사진.png"})]


async def test_a_supplement_ends_its_own_pause_and_no_other(house):
    case = await _go(
        await filed(), house.minsu, "accept", ("pause", {"ground": "tests", "reason": "시료 검사"}), ASK
    )
    case = await _go(
        case, PETITIONER, ("supplement", {"supplement": "보냅니다"}), now=NOW + timedelta(days=2)
    )
    assert case.due_at is None, "the test is still under way"
    case = await _go(case, house.minsu, "resume", now=NOW + timedelta(days=3))
    assert case.due_at is not None
