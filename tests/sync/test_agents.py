"""What does a department's system hear when somebody acted for the petitioner?"""

from __future__ import annotations

from portal.kernel import agents, cases, delegations
from portal.kernel.models import Case
from portal.kernel.moves import PETITIONER, Actor
from sync import contract
from tests.cast import Cast
from tests.sync.conftest import Exchange, acknowledged

AGENT = {"name": "이순자", "relation": "mother"}


async def asked(exchange: Exchange, house: Cast) -> Case:
    """A case that waits for a paper."""
    case = await exchange.file()
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    data = {"request": "사진을 더 보내 주세요.", "days": "7"}
    await cases.move(case.id, "request_supplement", actor=house.minsu, now=exchange.clock.now, data=data)
    return case


async def taken(exchange: Exchange, case: Case, by: Actor | None = None) -> Actor:
    """The petitioner's mother took a code up, by herself or at the counter."""
    now, code = exchange.clock.now, delegations.new_code()
    consent = {"scope": "act", "code": code}
    await cases.move(case.id, "delegate", actor=PETITIONER, now=now, data=consent)
    actor = agents.actor_of(await delegations.waiting(case, code, now))
    data = {"code": code, "agent_name": AGENT["name"], "relation": AGENT["relation"]}
    await cases.move(case.id, "take_up", actor=by or actor, now=now, data=data)
    return actor


async def told(exchange: Exchange) -> list[contract.Event]:
    """All messages that wait, each keeping the contract."""
    found: list[contract.Event] = []
    while messages := (lease := await exchange.cleaning.lease()).messages:
        found += [contract.check(message) for message in messages]
        await acknowledged(exchange.cleaning, lease)
    return found


async def test_the_system_hears_who_acted_and_nothing_of_codes(exchange: Exchange, house: Cast):
    case = await asked(exchange, house)
    actor = await taken(exchange, case)
    data = {"supplement": "보냅니다."}
    await cases.move(case.id, "supplement", actor=actor, now=exchange.clock.now, data=data)
    messages = await told(exchange)
    kinds = [message["data"]["event"]["kind"] for message in messages]
    assert kinds == ["file", "accept", "request_supplement", "supplement"]
    assert messages[-1]["data"]["event"]["by"] == "agent"
    assert messages[-1]["data"]["event"]["agent"] == AGENT
    assert "agent" not in messages[0]["data"]["event"]


async def test_the_system_hears_on_whose_word_the_counter_acted(exchange: Exchange, house: Cast):
    case = await asked(exchange, house)
    actor = await taken(exchange, case, by=house.sora)
    data = {"supplement": "창구에서 받았습니다.", "agent": actor.id}
    await cases.move(case.id, "supplement", actor=house.sora, now=exchange.clock.now, data=data)
    event = (await told(exchange))[-1]["data"]["event"]
    assert event["by"] == "staff"
    assert event["agent"] == AGENT
