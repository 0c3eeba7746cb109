"""Who may see or act for a petitioner, how far, and for how long?"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from portal.kernel import agents, cases, delegations, ledger
from portal.kernel.agency import POWERS, SCOPES, Agent
from portal.kernel.models import Case, Delegation, Event, Notice, Person
from portal.kernel.moves import PETITIONER, Actor
from portal.kernel.permissions import NotAllowed
from portal.kernel.refusals import Refusal
from tests.cast import NOW, Cast, filed

MOTHER = Agent("이순자", "mother")
REQUEST = {"request": "배치도 1장을 더 내 주세요.", "days": "14"}


async def give(case: Case, scope: str = "act", at: datetime = NOW) -> str:
    """A code of the petitioner's consent."""
    code = delegations.new_code()
    data = {"scope": scope, "code": code}
    await cases.move(case.id, "delegate", actor=PETITIONER, now=at, data=data)
    return code


async def take(case: Case, code: str, at: datetime = NOW, person: Person | None = None) -> Actor:
    """The mother takes the consent up; as whom she acts from then on."""
    found = await delegations.waiting(case, code, at)
    data: dict[str, Any] = {"code": code, "agent_name": MOTHER.name, "relation": MOTHER.relation}
    actor = agents.actor_of(found)
    await cases.move(case.id, "take_up", actor=actor, now=at, data={**data, "person": person})
    return actor


async def waits_for_papers(case: Case, cast: Cast) -> None:
    """Let the case wait for a paper."""
    await cases.move(case.id, "accept", actor=cast.minsu, now=NOW)
    await cases.move(case.id, "request_supplement", actor=cast.minsu, now=NOW, data=REQUEST)


def test_each_scope_is_wider_than_the_one_before():
    powers = [POWERS[scope] for scope in SCOPES]
    assert powers == sorted(powers, key=len)
    assert all(before < after for before, after in pairwise(powers))


async def test_a_code_is_eight_digits_and_nowhere_kept(house):
    case = await filed()
    code = await give(case)
    assert len(code) == 8
    assert code.isdecimal()
    row = await Delegation.get(case_id=case.id)
    assert code not in str(row.code_hash)
    for event in await Event.filter(case_id=case.id):
        assert code not in event.meta


async def test_a_code_is_taken_up_once(house):
    case = await filed()
    code = await give(case)
    await take(case, code)
    with pytest.raises(delegations.WrongCode):
        await take(case, code)


async def test_a_code_waits_seven_days(house):
    case = await filed()
    code = await give(case)
    await delegations.waiting(case, code, NOW + timedelta(days=7) - timedelta(seconds=1))
    with pytest.raises(delegations.WrongCode):
        await delegations.waiting(case, code, NOW + timedelta(days=7))


async def test_a_code_of_another_case_opens_nothing(house):
    case, other = await filed(), await filed()
    code = await give(case)
    with pytest.raises(delegations.WrongCode):
        await delegations.waiting(other, code, NOW)


@pytest.mark.parametrize("typed", ["", "0", "가나다라마바사아", "12345678901"])
async def test_a_wrong_code_is_a_wrong_code_whatever_was_typed(house, typed):
    case = await filed()
    await give(case)
    with pytest.raises(delegations.WrongCode):
        await delegations.waiting(case, typed, NOW)


async def test_an_agent_brings_what_is_asked_for_and_the_timeline_says_who(house):
    case = await filed()
    await waits_for_papers(case, house)
    actor = await take(case, await give(case))
    await cases.move(case.id, "supplement", actor=actor, now=NOW, data={"supplement": "배치도입니다."})
    assert (await Case.get(id=case.id)).stage == "in_review"
    event = await Event.filter(case_id=case.id, kind="supplement").get()
    assert (event.actor_kind, event.actor_id) == ("agent", actor.id)
    assert (await ledger.verify()).faults == ()


@pytest.mark.parametrize(
    ("scope", "may"), [("see", set()), ("act", {"supplement"}), ("end", {"supplement", "withdraw"})]
)
async def test_a_consent_reaches_as_far_as_its_scope(house, scope, may):
    case = await filed()
    await waits_for_papers(case, house)
    actor = await take(case, await give(case, scope))
    fresh = await Case.get(id=case.id)
    allowed = {move.name for move in cases.allowed_moves(fresh, actor)}
    assert allowed & {"supplement", "withdraw"} == may
    for move in {"supplement", "withdraw"} - may:
        with pytest.raises(NotAllowed):
            await cases.move(case.id, move, actor=actor, now=NOW, data={"supplement": "여기", "reason": ""})


@pytest.mark.parametrize(
    "move", ["accept", "review", "assign", "decide", "notify", "note", "pause", "delegate"]
)
async def test_an_agent_does_nothing_that_is_not_the_petitioners_and_hands_nothing_on(house, move):
    case = await filed()
    actor = await take(case, await give(case, "end"))
    with pytest.raises(NotAllowed):
        await cases.move(case.id, move, actor=actor, now=NOW, data={"scope": "see", "code": "12345678"})


async def test_a_consent_that_was_ended_is_of_no_use_at_once(house):
    case = await filed()
    await waits_for_papers(case, house)
    actor = await take(case, await give(case))
    data = {"delegation": actor.id}
    await cases.move(case.id, "end_delegation", actor=PETITIONER, now=NOW, data=data)
    assert await delegations.in_force(case, [actor.id], None, NOW) is None
    with pytest.raises(agents.AuthorityEnded):
        await cases.move(case.id, "supplement", actor=actor, now=NOW, data={"supplement": "배치도입니다."})
    assert (await Case.get(id=case.id)).stage == "awaiting_supplement"


async def test_nobody_acts_by_a_wider_consent_than_was_given(house):
    case = await filed()
    actor = await take(case, await give(case, "see"))
    forged = Actor("agent", id=actor.id, roles=POWERS["end"])
    with pytest.raises(agents.AuthorityEnded):
        await cases.move(case.id, "withdraw", actor=forged, now=NOW, data={})
    with pytest.raises(agents.AuthorityEnded):
        await cases.move(
            case.id, "withdraw", actor=Actor("agent", str(uuid4()), roles=POWERS["end"]), now=NOW
        )


async def test_an_agent_ends_only_the_own_consent(house):
    case = await filed()
    mother, other = await take(case, await give(case)), await take(case, await give(case))
    with pytest.raises(delegations.NoSuchDelegation):
        await cases.move(case.id, "end_delegation", actor=mother, now=NOW, data={"delegation": other.id})
    await cases.move(case.id, "end_delegation", actor=mother, now=NOW, data={"delegation": mother.id})
    assert [str(one.id) for one in await delegations.standing(case, NOW)] == [other.id]


async def test_a_consent_ends_ninety_days_after_the_case(house):
    case = await filed()
    actor = await take(case, await give(case))
    await cases.move(case.id, "withdraw", actor=PETITIONER, now=NOW, data={})
    fresh = await Case.get(id=case.id)
    until = NOW + timedelta(days=90)
    assert await delegations.in_force(fresh, [actor.id], None, until - timedelta(seconds=1)) is not None
    assert await delegations.in_force(fresh, [actor.id], None, until) is None


async def test_the_petitioner_is_told_of_code_taking_up_acting_and_end(house):
    case = await filed()
    await waits_for_papers(case, house)
    actor = await take(case, await give(case))
    await cases.move(case.id, "supplement", actor=actor, now=NOW, data={"supplement": "배치도입니다."})
    await cases.move(case.id, "end_delegation", actor=actor, now=NOW, data={"delegation": actor.id})
    told = await Notice.filter(case_id=case.id, channel="portal").values_list("topic", flat=True)
    assert {"delegated", "delegation_taken", "supplement_received", "delegation_ended"} <= set(told)


async def test_at_most_five_consents_stand_at_the_same_time(house):
    case = await filed()
    for _ in range(delegations.MOST):
        await give(case)
    with pytest.raises(delegations.TooManyAgents):
        await give(case)


async def test_name_and_relation_are_sealed(house):
    case = await filed()
    actor = await take(case, await give(case))
    row = await Delegation.get(id=actor.id)
    assert "이순자".encode() not in bytes(row.agent_ct or b"")
    (standing,) = await delegations.standing(case, NOW)
    assert standing.agent == MOTHER


async def test_a_resident_number_is_no_name(house):
    case = await filed()
    code = await give(case)
    found = await delegations.waiting(case, code, NOW)
    data = {"code": code, "agent_name": "900101-1234567", "relation": "mother"}
    with pytest.raises(Refusal):
        await cases.move(case.id, "take_up", actor=agents.actor_of(found), now=NOW, data=data)
    assert (await Delegation.get(id=found.id)).taken_at is None


async def test_a_signed_in_agent_has_the_case_on_every_device_until_the_account_is_closed(house):
    case = await filed()
    person = await Person.create(kind="resident", login="resident:x", name="", created_at=NOW)
    await take(case, await give(case), person=person)
    assert [one.id for one in await delegations.cases_of(person, NOW)] == [case.id]
    assert await delegations.in_force(case, [], person, NOW) is not None
    await delegations.leave_all(person, NOW)
    assert await delegations.cases_of(person, NOW) == []
    assert await Event.filter(case_id=case.id, kind="end_delegation", actor_kind="agent").count() == 1


async def test_the_front_desk_takes_a_code_and_says_whose_word_it_took(house):
    case = await filed()
    await waits_for_papers(case, house)
    code = await give(case)
    data = {"code": code, "agent_name": MOTHER.name, "relation": MOTHER.relation}
    await cases.move(case.id, "take_up", actor=house.sora, now=NOW, data=data)
    (standing,) = await delegations.standing(case, NOW)
    said = {"supplement": "배치도를 받았습니다.", "agent": str(standing.id)}
    with pytest.raises(Refusal):
        await cases.move(case.id, "withdraw", actor=house.sora, now=NOW, data={"agent": str(standing.id)})
    event = await cases.move(case.id, "supplement", actor=house.sora, now=NOW, data=said)
    assert str(standing.id) in event.meta


async def test_a_clerk_of_another_department_takes_no_code(house):
    case = await filed()
    code = await give(case)
    data = {"code": code, "agent_name": MOTHER.name, "relation": MOTHER.relation}
    with pytest.raises(NotAllowed):
        await cases.move(case.id, "take_up", actor=house.stranger, now=NOW, data=data)
