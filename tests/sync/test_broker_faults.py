"""Does nothing get lost and nothing arrive twice over a broker that dies, hangs, refuses and gives up?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import aio_pika
import pytest
from tortoise.exceptions import OperationalError

from portal.kernel import broker as known_broker
from portal.kernel import cases, outbox, readiness
from portal.kernel.models import OutboxMessage
from sync import contract, relay, replies
from sync.client import PortalAway
from sync.queue_client import QueueOffice
from sync.transports import database, rabbitmq, topology
from tests import rabbit
from tests.cast import Cast
from tests.rabbit import PASSWORD, Broker, rabbit_only
from tests.sync.conftest import Exchange, states
from tests.sync.over_queue import OverQueue, taken_by, work

pytestmark = rabbit_only

FRESH_SECONDS = 1.5
"""RabbitMQ puts a new queue's name on disk half a second later; killed before, it has the queue and can't use it."""


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A broker for each test: what one has been through is not the next one's business."""
    with rabbit.broker() as made:
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker tries again at once, and waits for confirms a second."""
    monkeypatch.setattr(rabbitmq, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(rabbitmq, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(rabbitmq, "CONFIRM_SECONDS", 1.0)
    monkeypatch.setattr(topology, "SECONDS", 2.0)


async def until_relayed(exchange: Exchange, tries: int = 400) -> None:
    """The worker goes on until nothing is left to hand over."""
    for _ in range(tries):
        await relay.relay(exchange.clock.now)
        if not await OutboxMessage.filter(state__in=("pending", "leased")).exists():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"not everything was handed over: {known_broker.state()}")


async def test_the_broker_killed_while_messages_go_over_loses_none_and_doubles_none_by_key(
    exchange: Exchange, running: Broker, house: Cast, impatient: None, monkeypatch: pytest.MonkeyPatch
):
    filed = [await exchange.file() for _ in range(60)]
    for case in filed[:20]:
        await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    await relay.connected(exchange.clock.now)
    await asyncio.sleep(FRESH_SECONDS)
    real = database.relayed

    async def confirmed(*given: Any) -> None:
        """A batch is confirmed and the next one on its way when the power goes."""
        await real(*given)
        running.kill()

    monkeypatch.setattr(relay, "BATCH", 10)
    with monkeypatch.context() as patched:
        patched.setattr(database, "relayed", confirmed)
        await relay.relay(exchange.clock.now)
    assert 0 < await OutboxMessage.filter(state="relayed").count() < 60
    assert not await relay.relay(exchange.clock.now)
    state = known_broker.state()
    assert state is not None
    assert state.fault
    await asyncio.to_thread(running.start)
    kept: dict[str, dict[str, Any]] = {}
    arrived: dict[str, list[int]] = {}
    for _ in range(3):
        await until_relayed_or_blocked(exchange)
        for message in await taken_by(running, "cleaning"):
            if message["id"] not in kept:
                arrived.setdefault(message["subject"], []).append(contract.sequence_of(message))
            kept[message["id"]] = message
        await database.stored("cleaning", [row.id for row in await rows_of(kept)], exchange.clock.now)
    assert len(kept) == 80
    assert set(arrived) == {case.receipt_no for case in filed}
    assert all(numbers == sorted(numbers) for numbers in arrived.values())
    assert await OutboxMessage.exclude(state="acknowledged").count() == 0


async def until_relayed_or_blocked(exchange: Exchange) -> None:
    """Until the worker has handed over all whose turn it is."""
    for _ in range(400):
        await relay.relay(exchange.clock.now)
        _, rows = await database.lease(["cleaning"], 1, exchange.clock.now)
        await OutboxMessage.filter(id__in=[row.id for row in rows]).update(state="pending", lease="")
        state = known_broker.state()
        if not rows and state is not None and not state.fault:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"not everything was handed over: {known_broker.state()}")


async def rows_of(kept: dict[str, dict[str, Any]]) -> list[OutboxMessage]:
    return await OutboxMessage.filter(id__in=list(kept))


async def test_what_the_broker_confirmed_outlives_its_death(
    exchange: Exchange, running: Broker, impatient: None
):
    case = await exchange.file()
    await relay.relay(exchange.clock.now)
    await asyncio.sleep(FRESH_SECONDS)
    running.kill()
    await asyncio.to_thread(running.start)
    assert [message["subject"] for message in await taken_by(running, "cleaning")] == [case.receipt_no]


async def test_while_the_broker_is_away_rows_wait_and_it_is_told(
    exchange: Exchange, running: Broker, impatient: None
):
    await relay.connected(exchange.clock.now)
    case = await exchange.file()
    await asyncio.to_thread(running.stop)
    try:
        for _ in range(3):
            assert not await relay.relay(exchange.clock.now)
        assert await states(case) == ["pending"]
        (check,) = [one for one in await readiness.look(exchange.clock.now) if one.name == "broker"]
        assert check.good, "people can still file"
        assert "away" in check.said
        later = exchange.clock.now + readiness.LAG + timedelta(seconds=1)
        (check,) = [one for one in await readiness.look(later) if one.name == "broker"]
        assert not check.good
        assert PASSWORD not in check.said
        with pytest.raises(PortalAway):
            await QueueOffice.lease(exchange.cleaning)  # type: ignore[arg-type]
    finally:
        await asyncio.to_thread(running.start)
    await until_relayed(exchange)
    assert await states(case) == ["relayed"]
    (check,) = [one for one in await readiness.look(exchange.clock.now) if one.name == "broker"]
    assert (check.good, check.said) == (True, "reached")


async def test_a_broker_that_confirms_nothing_is_left_and_the_row_waits(
    exchange: Exchange, running: Broker, impatient: None
):
    case = await exchange.file()
    await relay.connected(exchange.clock.now)
    await asyncio.sleep(FRESH_SECONDS)
    running.freeze()
    try:
        assert not await relay.relay(exchange.clock.now)
        assert await states(case) == ["pending"]
        assert (await OutboxMessage.get()).attempts == 0, "it was no fault of the department"
        await relay.connected(exchange.clock.now)
        state = known_broker.state()
        assert state is not None
        assert state.fault, "it is told"
    finally:
        # Woken up, its queue may be without a process (RabbitMQ 3.10): what helps is what an operator does then.
        running.thaw()
        await asyncio.to_thread(running.restart)
    await until_relayed(exchange)
    ids = [message["id"] for message in await taken_by(running, "cleaning")]
    assert set(ids) == {str((await OutboxMessage.get()).id)}, "perhaps twice, but under one key"


async def test_what_fits_into_no_queue_comes_back_and_is_told_until_the_queue_is_made_again(
    exchange: Exchange, running: Broker
):
    case = await exchange.file()
    await relay.connected(exchange.clock.now)
    async with await aio_pika.connect(running.url()) as connection:
        await (await connection.channel()).queue_delete(topology.queue_of("cleaning"))
    assert not await relay.relay(exchange.clock.now)
    row = await OutboxMessage.get(case_id=case.id)
    assert (row.state, row.error, row.attempts) == ("pending", "unroutable", 0)
    assert "unroutable" in outbox.REASONS
    exchange.clock.forward(relay.UNROUTABLE_WAIT)
    await relay.relay(exchange.clock.now)
    assert await states(case) == ["relayed"]
    assert len(await taken_by(running, "cleaning")) == 1


async def test_a_queue_with_other_arguments_is_named_and_nothing_is_lost(
    exchange: Exchange, running: Broker, impatient: None
):
    case = await exchange.file()
    name = topology.queue_of("cleaning")
    async with await aio_pika.connect(running.url()) as connection:
        channel = await connection.channel()
        await channel.declare_queue(name, durable=True)
    assert not await relay.relay(exchange.clock.now)
    state = known_broker.state()
    assert state is not None
    assert name in state.fault
    assert "delete_queue" in state.fault
    assert await states(case) == ["pending"]
    async with await aio_pika.connect(running.url()) as connection:
        await (await connection.channel()).queue_delete(name)
    await until_relayed(exchange)


async def test_a_database_that_is_away_leaves_the_replies_where_they_are(
    exchange: Exchange, running: Broker, monkeypatch: pytest.MonkeyPatch
):
    case = await exchange.file()
    office = exchange.cleaning
    assert isinstance(office, OverQueue)
    lease = await office.lease()
    await QueueOffice.acknowledge(office, lease.token, [lease.messages[0]["id"]])

    async def away(*_: object) -> int:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(database, "stored", away)
        with pytest.raises(Exception, match="away"):
            await replies.take(exchange.clock.now)
    await work(exchange.clock.now)
    assert await states(case) == ["acknowledged"]
