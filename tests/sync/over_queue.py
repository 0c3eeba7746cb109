"""How is the queue's column driven like the table's? A department's system whose every call lets the worker work."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import aio_pika
import httpx2

from sync import contract, relay, replies
from sync.client import Lease, Outcome
from sync.queue_client import QueueOffice
from sync.transports import topology
from tests.cast import NOW
from tests.rabbit import OFFICES, PASSWORD, Broker


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


class OverQueue(QueueOffice):
    """A system on the broker. The worker hands over before it takes, and hears what it said before it goes on."""

    def __init__(
        self,
        broker: Broker,
        client: str,
        department: str,
        secret: str,
        http: httpx2.AsyncClient,
        clock: Clock,
    ) -> None:
        url = f"amqp://{client}:{PASSWORD}@127.0.0.1:{broker.port}/?department={department}"
        super().__init__(url, client, secret, http=http)
        self.clock = clock

    async def lease(self, most: int = 10) -> Lease:
        await work(self.clock.now)
        return await super().lease(most)

    async def acknowledge(self, lease: str, ids: Sequence[str]) -> tuple[str, ...]:
        done = await super().acknowledge(lease, ids)
        await work(self.clock.now)
        return done

    async def give_back(self, lease: str, ids: Sequence[str], reason: str) -> None:
        await super().give_back(lease, ids, reason)
        await work(self.clock.now)

    async def send(self, event: contract.Event) -> Outcome:
        return await self._answered_by_the_worker(super().send(event))

    async def outcome(self, message_id: str) -> Outcome:
        return await self._answered_by_the_worker(super().outcome(message_id))

    async def _answered_by_the_worker(self, call: Coroutine[Any, Any, Outcome]) -> Outcome:
        await replies.take(self.clock.now)  # the worker makes the queues
        asking = asyncio.create_task(call)
        while not asking.done():
            await replies.take(self.clock.now)
            await asyncio.wait([asking], timeout=0.01)
        return await asking


async def work(now: datetime) -> None:
    """What the worker's jobs do about the broker, until nothing is left."""
    while await replies.take(now) or await relay.take_dead(now) or await relay.relay(now):
        pass


async def clear(broker: Broker) -> None:
    """Remove the queues and exchanges of a test."""
    connection = await aio_pika.connect(broker.url())
    async with connection, connection.channel() as channel:
        queues = [topology.DEAD, topology.REPLIES, *map(topology.queue_of, OFFICES.values())]
        for name in queues:
            await channel.queue_delete(name)
        for name in (topology.CASES, topology.DEAD, topology.REPLIES):
            await channel.exchange_delete(name)


async def taken_by(running: Broker, department: str, client: str = "portal") -> list[dict[str, Any]]:
    """All that stands in a department's queue, in order."""
    found = []
    async with await aio_pika.connect(running.url(client)) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue(topology.queue_of(department), ensure=False)
        while message := await queue.get(fail=False):
            found.append(contract.parse(message.body))
            await message.ack()
    return found


async def waits(running: Broker, queue: str) -> int:
    async with await aio_pika.connect(running.url()) as connection:
        channel = await connection.channel()
        return (await channel.declare_queue(queue, passive=True)).declaration_result.message_count or 0
