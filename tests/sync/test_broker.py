"""How do messages go over a broker: who settles them, in which order, and what becomes of those that fail?"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta

import aio_pika
import pytest

from portal.kernel import back_offices, cases, expiry, outbox
from portal.kernel.models import Case, OutboxMessage
from sync import contract, relay
from sync.client import BackOffice, PortalAway, Refused
from sync.queue_client import QueueOffice, connect
from sync.transports import database, rabbitmq, topology
from tests.cast import Cast
from tests.rabbit import Broker, rabbit_only
from tests.sync.conftest import Exchange, acknowledged, states
from tests.sync.over_queue import taken_by, waits, work

pytestmark = rabbit_only


async def test_a_row_is_marked_after_the_confirm_and_settled_by_the_department_only(
    exchange: Exchange, running: Broker
):
    case = await exchange.file()
    assert await states(case) == ["pending"]
    await relay.relay(exchange.clock.now)
    assert await states(case) == ["relayed"]
    assert await waits(running, topology.queue_of("cleaning")) == 1
    await expiry.remove_acknowledged(exchange.clock.now + timedelta(days=4000))
    assert await states(case) == ["relayed"], "what is not acknowledged is never removed"
    await acknowledged(exchange.cleaning, await exchange.cleaning.lease())
    assert await states(case) == ["acknowledged"]
    assert await waits(running, topology.queue_of("cleaning")) == 0


async def test_messages_tell_the_broker_nothing_about_people(exchange: Exchange, running: Broker):
    await exchange.file()
    await relay.relay(exchange.clock.now)
    async with await aio_pika.connect(running.url()) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue(topology.queue_of("cleaning"), ensure=False)
        message = await queue.get()
        outside = f"{message.info()} {message.headers} {message.routing_key}"
        assert not [word for word in ("김하늘", "2345", "haneul", "가로등") if word in outside]
        assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
        assert message.message_id == str((await OutboxMessage.get()).id)
        await message.ack()


async def test_a_department_without_a_system_gets_no_queue_and_its_rows_wait(
    exchange: Exchange, running: Broker
):
    case = await exchange.file()
    await back_offices.close("cleaning-1")
    assert not await relay.relay(exchange.clock.now)
    assert await states(case) == ["pending"]


async def test_of_one_case_only_the_first_unacknowledged_is_on_its_way(exchange: Exchange, house: Cast):
    case = await exchange.file()
    for move in ("accept", "review"):
        await cases.move(case.id, move, actor=house.minsu, now=exchange.clock.now)
    got: list[str] = []
    for expected in (["relayed", "pending", "pending"], ["acknowledged", "relayed", "pending"]):
        await work(exchange.clock.now)
        assert await states(case) == expected
        lease = await exchange.cleaning.lease()
        got += [message["sequence"] for message in lease.messages]
        await acknowledged(exchange.cleaning, lease)
    got += [message["sequence"] for message in (await exchange.cleaning.lease()).messages]
    assert got == ["1", "2", "3"]


async def test_a_consumer_that_always_fails_gets_its_message_to_the_desk_with_the_reason(
    exchange: Exchange, running: Broker, house: Cast
):
    case, other = await exchange.file(), await exchange.file()
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    await relay.relay(exchange.clock.now)
    first = await OutboxMessage.get(case_id=case.id, sequence=1)
    failures = Counter[str]()
    async with await aio_pika.connect(running.url("cleaning-1")) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue(topology.queue_of("cleaning"), ensure=False)
        while message := await queue.get(fail=False):
            if message.message_id == str(first.id):
                failures[message.message_id] += 1
                await message.nack(requeue=True)
            else:
                await message.ack()
    assert failures[str(first.id)] == topology.DELIVERIES + 1
    for _ in range(100):
        await relay.take_dead(exchange.clock.now)
        if await states(case) == ["parked", "pending"]:
            break
        await asyncio.sleep(0.02)
    (parked,) = await outbox.parked(house.minsu.departments)
    assert (parked.id, parked.error) == (first.id, "delivery_limit")
    assert await waits(running, topology.DEAD) == 0
    assert await states(other) == ["relayed"], "it holds back only its own case"
    await outbox.resend(parked.id, ["cleaning"], exchange.clock.now)
    await relay.relay(exchange.clock.now)
    again = await taken_by(running, "cleaning")
    assert [message["id"] for message in again] == [str(first.id)], "the same key"


async def test_a_rejected_message_is_parked_and_an_acknowledgement_still_counts(
    exchange: Exchange, running: Broker
):
    case = await exchange.file()
    await relay.relay(exchange.clock.now)
    async with await aio_pika.connect(running.url("cleaning-1")) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue(topology.queue_of("cleaning"), ensure=False)
        await (await queue.get()).reject(requeue=False)
    for _ in range(100):
        await relay.take_dead(exchange.clock.now)
        if await states(case) == ["parked"]:
            break
        await asyncio.sleep(0.02)
    row = await OutboxMessage.get(case_id=case.id)
    assert row.error == "rejected"
    await database.stored("cleaning", [row.id], exchange.clock.now)
    assert await states(case) == ["acknowledged"], "who has it has it"


async def test_what_lay_long_at_the_broker_is_left_there_and_what_is_gone_comes_again(
    exchange: Exchange, running: Broker
):
    case = await exchange.file()
    await relay.relay(exchange.clock.now)
    exchange.clock.forward(relay.HELD)
    await relay.renew(exchange.clock.now)
    assert await states(case) == ["relayed"]
    assert len(await taken_by(running, "cleaning")) == 1, "somebody takes it and says nothing"
    exchange.clock.forward(relay.HELD)
    await relay.renew(exchange.clock.now)
    row = await OutboxMessage.get(case_id=case.id)
    assert (row.state, row.error, row.attempts) == ("pending", "not_acknowledged", 1)
    exchange.clock.forward(database.wait_after(1))
    await relay.relay(exchange.clock.now)
    assert [message["id"] for message in await taken_by(running, "cleaning")] == [str(row.id)]


async def test_declaring_again_changes_nothing(exchange: Exchange, running: Broker):
    case = await exchange.file()
    await relay.relay(exchange.clock.now)
    await rabbitmq.close()
    await relay.connected(exchange.clock.now)
    assert [message["subject"] for message in await taken_by(running, "cleaning")] == [case.receipt_no]


async def test_the_department_before_cannot_settle_what_was_handed_over_to_another(exchange: Exchange):
    case = await exchange.file()
    lease = await exchange.cleaning.lease()
    await Case.filter(id=case.id).update(department="construction")
    await outbox.hand_over(await Case.get(id=case.id), exchange.clock.now)
    await acknowledged(exchange.cleaning, lease)
    assert await states(case) != ["acknowledged"]
    await acknowledged(exchange.construction, await exchange.construction.lease())
    assert await states(case) == ["acknowledged"]


async def test_what_is_said_while_the_portal_is_away_is_heard_later_and_once(exchange: Exchange):
    case = await exchange.file()
    office = exchange.cleaning
    assert isinstance(office, QueueOffice)
    lease = await office.lease()
    await QueueOffice.acknowledge(office, lease.token, [lease.messages[0]["id"]])
    for _ in range(2):
        await office._publish(await exchange.status(case, 1, "accept"))
    assert await states(case) == ["relayed"]
    await work(exchange.clock.now)
    assert (await Case.get(id=case.id)).stage == "accepted"
    assert await states(case) == ["acknowledged", "relayed"]


async def test_the_broker_vouches_for_who_speaks(exchange: Exchange, running: Broker):
    case = await exchange.file()
    await relay.connected(exchange.clock.now)
    forged = {**await exchange.status(case, 1, "accept"), "source": "urn:backoffice:construction-1"}
    async with await aio_pika.connect(running.url("cleaning-1")) as connection:
        channel = await connection.channel()
        replies_exchange = await channel.get_exchange(topology.REPLIES, ensure=False)
        for body in (contract.write(forged), b"{", b'{"type": "kr.portal.delivery.stored"}', b"\xff"):
            await replies_exchange.publish(aio_pika.Message(body, user_id="cleaning-1"), "")
        await replies_exchange.publish(aio_pika.Message(json.dumps(forged).encode()), "")
    await work(exchange.clock.now)
    assert (await Case.get(id=case.id)).stage == "submitted"
    assert await waits(running, topology.REPLIES) == 0


async def test_a_closed_system_is_told_that_it_is_not_known(exchange: Exchange):
    case = await exchange.file()
    await relay.connected(exchange.clock.now)
    await back_offices.close("cleaning-1")
    with pytest.raises(Refused) as caught:
        await exchange.cleaning.send(await exchange.status(case, 1, "accept"))
    assert caught.value.status == 401


async def test_no_answer_from_the_portal_is_a_portal_away(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
):
    case = await exchange.file()
    await relay.connected(exchange.clock.now)
    monkeypatch.setattr("sync.queue_client.ANSWER_SECONDS", 0.05)
    message = await exchange.status(case, 1, "accept")
    with pytest.raises(PortalAway):
        await QueueOffice.send(exchange.cleaning, message)  # type: ignore[arg-type]
    assert (await exchange.cleaning.send(message)).state == "applied", "it was kept, and asked for again"


def test_the_address_decides_how_a_system_talks():
    assert type(connect("https://portal.example", "cleaning-1", "s")) is BackOffice
    office = connect("amqps://cleaning-1@broker.example/portal?department=cleaning", "cleaning-1", "s/1")
    assert isinstance(office, QueueOffice)
    assert office._url == "amqps://cleaning-1:s%2F1@broker.example/portal"


async def test_what_was_taken_and_not_settled_comes_again_first(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
):
    """A system that could not fetch a file goes on, without a new connection and without counting a delivery."""
    one, other = await exchange.file(), await exchange.file()
    await relay.relay(exchange.clock.now)
    first = await exchange.cleaning.lease(1)
    monkeypatch.setattr("sync.queue_client.HELD", timedelta(0))
    again = await exchange.cleaning.lease(10)
    assert [message["id"] for message in again.messages][:1] == [message["id"] for message in first.messages]
    assert len(again.messages) == 2
    await acknowledged(exchange.cleaning, again)
    assert (await states(one), await states(other)) == (["acknowledged"], ["acknowledged"])
    assert (await exchange.cleaning.lease()).messages == ()
