"""How does a department's system get its messages, each once and in order?"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from portal.kernel import cases, expiry, outbox
from portal.kernel.models import BackOffice, Case, DataKey, OutboxMessage
from portal.kernel.moves import PETITIONER
from sync import contract
from sync.client import Refused
from sync.transports import database
from tests import rabbit
from tests.cast import Cast
from tests.rabbit import database_only
from tests.sync.conftest import TAKEN, Exchange, acknowledged, states


async def test_a_filing_is_handed_over_with_all_that_the_department_needs(exchange: Exchange):
    case = await exchange.file()
    lease = await exchange.cleaning.lease()
    (message,) = lease.messages
    assert contract.check(message)["type"] == "kr.portal.case.file"
    assert message["subject"] == case.receipt_no
    assert message["sequence"] == "1"
    data = message["data"]
    assert data["petitioner"]["name"] == "김하늘"
    assert data["answers"] == {"description": "가로등이 꺼져 있습니다."}
    assert data["case"]["service"]["version"] == case.service_version
    assert data["event"] == {
        "kind": "file",
        "at": "2026-03-10T01:00:00Z",
        "stage": "submitted",
        "by": "petitioner",
        "client": "",
    }


@database_only
async def test_a_lease_says_how_long_it_holds(exchange: Exchange):
    await exchange.file()
    assert (await exchange.cleaning.lease()).until == exchange.clock.now + database.LEASE


async def test_the_row_and_the_attributes_hold_no_personal_data(exchange: Exchange):
    await exchange.file()
    row = await OutboxMessage.first().values()
    (message,) = (await exchange.cleaning.lease()).messages
    outside = json.dumps([row, {**message, "data": None}], ensure_ascii=False, default=str)
    assert not [word for word in ("김하늘", "2345", "haneul", "가로등") if word in outside]


async def test_another_department_sees_nothing_and_can_settle_nothing(exchange: Exchange):
    case = await exchange.file()
    assert (await exchange.construction.lease()).messages == ()
    mine = await exchange.cleaning.lease()
    ids = [mine.messages[0]["id"]]
    assert await exchange.construction.acknowledge(mine.token, ids) == ()
    await exchange.construction.give_back(mine.token, ids, "other")
    assert await states(case) == [TAKEN]


async def test_what_is_leased_is_not_offered_again_until_it_expires(exchange: Exchange):
    await exchange.file()
    first = await exchange.cleaning.lease()
    assert len(first.messages) == 1
    assert (await exchange.cleaning.lease()).messages == ()


async def test_messages_come_oldest_first_and_no_more_than_asked_for(exchange: Exchange):
    filed = []
    for _ in range(3):
        filed.append((await exchange.file()).receipt_no)
        exchange.clock.forward(timedelta(seconds=1))
    lease = await exchange.cleaning.lease(2)
    assert [message["subject"] for message in lease.messages] == filed[:2]


async def test_two_who_lease_at_once_never_share_a_message(exchange: Exchange):
    for _ in range(6):
        await exchange.file()
    leases = await asyncio.gather(*(exchange.cleaning.lease(2) for _ in range(5)))
    ids = [message["id"] for lease in leases for message in lease.messages]
    assert len(ids) == len(set(ids)) == 6


async def test_later_messages_of_a_case_wait_for_the_earlier_one(exchange: Exchange, house: Cast):
    case = await exchange.file()
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    other = await exchange.file()
    first = await exchange.cleaning.lease()
    assert [(m["subject"], m["sequence"]) for m in first.messages] == [
        (case.receipt_no, "1"),
        (other.receipt_no, "1"),
    ]
    await acknowledged(exchange.cleaning, first)
    second = await exchange.cleaning.lease()
    assert [m["type"] for m in second.messages] == ["kr.portal.case.accept"]
    assert second.messages[0]["data"]["event"]["stage"] == "accepted"


async def test_acknowledging_twice_is_fine(exchange: Exchange):
    case = await exchange.file()
    lease = await exchange.cleaning.lease()
    ids = [lease.messages[0]["id"]]
    assert await exchange.cleaning.acknowledge(lease.token, ids) == tuple(ids)
    assert await exchange.cleaning.acknowledge(lease.token, ids) == tuple(ids)
    assert await states(case) == ["acknowledged"]


@database_only
async def test_an_expired_lease_offers_the_message_again_and_is_stale_itself(exchange: Exchange):
    case = await exchange.file()
    old = await exchange.cleaning.lease()
    exchange.clock.forward(database.LEASE)
    await database.expire_leases(exchange.clock.now)
    assert await states(case) == ["pending"]
    assert (await exchange.cleaning.lease()).messages == (), "it rests before it is offered again"
    exchange.clock.forward(database.wait_after(1))
    new = await exchange.cleaning.lease()
    assert [m["id"] for m in new.messages] == [m["id"] for m in old.messages]
    assert await exchange.cleaning.acknowledge(old.token, [new.messages[0]["id"]]) == ()
    assert await states(case) == ["leased"]
    assert await exchange.cleaning.acknowledge(new.token, [new.messages[0]["id"]]) != ()


async def test_a_lease_that_is_late_but_not_yet_expired_still_counts(exchange: Exchange):
    await exchange.file()
    lease = await exchange.cleaning.lease()
    exchange.clock.forward(database.LEASE * 2)
    assert len(await exchange.cleaning.acknowledge(lease.token, [lease.messages[0]["id"]])) == 1
    await database.expire_leases(exchange.clock.now)
    assert await OutboxMessage.filter(state="acknowledged").count() == 1


async def test_what_is_given_back_too_often_is_parked_and_can_be_resent(exchange: Exchange, house: Cast):
    case = await exchange.file()
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    for tries in range(1, database.MOST_TRIES + 1):
        lease = await exchange.cleaning.lease()
        await exchange.cleaning.give_back(lease.token, [lease.messages[0]["id"]], "unknown_service")
        exchange.clock.forward(database.wait_after(tries))
    assert await states(case) == ["parked", "pending"]
    assert (await exchange.cleaning.lease()).messages == (), "the later one of the case is held back"
    other = await exchange.file()
    assert [m["subject"] for m in (await exchange.cleaning.lease()).messages] == [other.receipt_no]

    assert await outbox.parked(["construction"]) == []
    (parked,) = await outbox.parked(house.minsu.departments)
    assert parked.error == "unknown_service"
    assert parked.case.receipt_no == case.receipt_no
    with pytest.raises(outbox.NothingParked):
        await outbox.resend(parked.id, ["construction"], exchange.clock.now)
    await outbox.resend(parked.id, ["cleaning"], exchange.clock.now)
    with pytest.raises(outbox.NothingParked):
        await outbox.resend(parked.id, ["cleaning"], exchange.clock.now)
    await acknowledged(exchange.cleaning, await exchange.cleaning.lease())
    assert [m["type"] for m in (await exchange.cleaning.lease()).messages] == ["kr.portal.case.accept"]


async def test_waits_grow_and_stay_within_an_hour():
    waits = [database.wait_after(tries) for tries in range(1, database.MOST_TRIES)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == timedelta(hours=1)


async def test_a_case_whose_key_was_destroyed_is_parked_and_the_others_go_on(exchange: Exchange):
    gone, other = await exchange.file(), await exchange.file()
    await DataKey.filter(id=gone.key_id).update(wrapped=None)
    lease = await exchange.cleaning.lease()
    assert [m["subject"] for m in lease.messages] == [other.receipt_no]
    assert await states(gone) == ["parked"]
    assert (await outbox.parked(["cleaning"]))[0].error == "unreadable"


async def test_the_whole_life_of_a_case_keeps_the_contract(exchange: Exchange, house: Cast):
    case = await exchange.file()

    async def move(name: str, **data: object) -> None:
        await cases.move(case.id, name, actor=house.minsu, now=exchange.clock.now, data=data)

    await move("accept")
    await move("review")
    await move("request_supplement", request="사진을 더 보내 주세요.", days="7")
    await cases.move(
        case.id, "supplement", actor=PETITIONER, now=exchange.clock.now, data={"supplement": "보냅니다."}
    )
    await move("pause", ground="field_investigation", reason="현장을 봅니다.")
    await move("resume")
    await move(
        "decide", outcome="refused", answer="못 합니다.", reasons="땅이 아닙니다.", remedies="이의신청"
    )
    await move("notify")
    kinds = []
    while messages := (lease := await exchange.cleaning.lease()).messages:
        kinds += [m["type"].removeprefix(contract.CASE) for m in messages]
        last = messages[-1]
        await acknowledged(exchange.cleaning, lease)
    assert kinds == [
        "file",
        "accept",
        "review",
        "request_supplement",
        "supplement",
        "pause",
        "resume",
        "notify",
    ]
    assert last["data"]["reasons"] == "땅이 아닙니다."
    assert last["data"]["case"]["outcome"] == "refused"


async def test_cleaning_up_removes_only_what_was_acknowledged_long_ago(exchange: Exchange):
    done, waiting = await exchange.file(), await exchange.file()
    lease = await exchange.cleaning.lease(1)
    await acknowledged(exchange.cleaning, lease)
    await expiry.remove_acknowledged(exchange.clock.now + expiry.OUTBOX_KEPT - timedelta(days=1))
    assert await states(done) == ["acknowledged"]
    exchange.clock.forward(timedelta(days=4000))
    await expiry.remove_acknowledged(exchange.clock.now)
    assert await states(done) == []
    assert await states(waiting) == [TAKEN if rabbit.WANTED else "pending"]
    assert [m["subject"] for m in (await exchange.cleaning.lease()).messages] == [waiting.receipt_no]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("lease", {"max": 0}),
        ("lease", {"max": 101}),
        ("lease", {"most": 1}),
        ("ack", {"lease": "", "ids": ["019cd53a-7000-7000-8000-000000000003"]}),
        ("ack", {"lease": "x", "ids": []}),
        ("ack", {"lease": "x", "ids": ["not-an-id"]}),
        ("nack", {"lease": "x", "ids": ["019cd53a-7000-7000-8000-000000000003"], "reason": "김하늘 씨 건"}),
    ],
)
async def test_a_malformed_call_is_answered_by_a_problem(exchange: Exchange, path: str, body: object):
    office = await BackOffice.get(client="cleaning-1")
    assert office.active
    with pytest.raises(Refused) as caught:
        exchange.cleaning._checked(await exchange.cleaning._send("POST", f"/sync/v1/{path}", json=body))
    assert caught.value.status == 422
    assert caught.value.problem["code"] == "BadRequest"
    assert "김하늘" not in json.dumps(caught.value.problem, ensure_ascii=False)


async def test_a_changed_department_keeps_the_messages_written_before(exchange: Exchange):
    case = await exchange.file()
    await Case.filter(id=case.id).update(department="construction")
    assert (await exchange.construction.lease()).messages == ()
    assert len((await exchange.cleaning.lease()).messages) == 1
