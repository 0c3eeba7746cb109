"""How fast does the worker relay? `python -m bench.relay`: outbox rows to a broker, against raw confirmed publishing.

In each round the same messages go into the same quorum queues twice: once from memory by a program that does nothing
but publish (pipelined, `mandatory`, with confirms), once by the worker's own job from the rows of filed cases, with
claim, composing, marking and durable commits. The ratio of the two paces is what counts; the broker is one node of
RabbitMQ on the same machine.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import mean, median
from typing import Final
from uuid import uuid4

import aio_pika
from tortoise import Tortoise

from bench.app import BEGINS
from bench.load import Pace
from bench.measures import ROUNDS
from bench.tables import Row, Table, show
from portal import house
from portal.database.migrate import migrate
from portal.kernel import back_offices, catalogue, holidays, keys
from portal.kernel.cases import Filing, Petitioner, file, move
from portal.kernel.models import OutboxMessage
from portal.kernel.moves import PETITIONER, Actor
from portal.settings import ROOT, settings, tortoise_config
from sync import contract, outbound, relay
from sync.transports import rabbitmq, topology
from tests.rabbit import Broker, broker

CASES: Final = 1000
"""Of half of them the filing is handed over, of the other half the acceptance."""
BAR: Final = 0.3
RAW: Final = "raw pipelined confirmed publishing"
EXPLAINED: Final = """\
The same messages ({size:,.0f} bytes on average) into the same quorum queues of one node: from memory by a program that
does nothing else (`mandatory`, with confirms), and by the worker's job from the rows of cases, {batch} in a batch, with
claim, composing, marking and durable commits.
"""

Message = tuple[str, bytes]
"""A department and the body."""


def measure() -> Table:
    """Cases are filed; then five rounds."""
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        with broker() as running:
            for name in ("DEMO", "PORTAL_DEMO", "DATABASE_URL", "PORTAL_DATABASE_URL"):
                os.environ.pop(name, None)
            os.environ |= {"PORTAL_VAR": str(folder), "QUEUE_URL": running.url()}
            settings.cache_clear()
            return asyncio.run(_measure(folder, running))
    finally:
        shutil.rmtree(folder)


async def _measure(folder: Path, running: Broker) -> Table:
    keys.make_master_key(folder / "keys", "bench")
    config = tortoise_config()
    await migrate(config)
    await Tortoise.init(config=config)
    await holidays.load_holidays(holidays.PACKAGED, now=BEGINS)
    await Tortoise.close_connections()
    async with house.opened(BEGINS):
        await _furnish()
        messages = await _written()
        await relay.connected(BEGINS)
        await _round(running, messages)  # a warm-up
        rounds = [await _round(running, messages) for _ in range(ROUNDS)]
    return Table(
        "RabbitMQ",
        [Row(f"the worker's relay : {RAW}", [ours.per_second / raw.per_second for raw, ours in rounds], BAR)],
        [
            f"{RAW}: {median(raw.per_second for raw, _ in rounds):,.0f} a second",
            f"the worker's relay: {median(ours.per_second for _, ours in rounds):,.0f} a second",
        ],
        EXPLAINED.format(size=mean(len(body) for _, body in messages), batch=relay.BATCH),
    )


async def _furnish() -> None:
    services = sorted(catalogue.current().services, key=lambda service: service.code)
    for department in sorted({service.department.code for service in services}):
        await back_offices.add(f"{department.replace('_', '-')}-1", department, BEGINS)
    petitioner = Petitioner("민원인", "부산광역시 금정구 중앙대로 1", "010-2345-6789")
    for number in range(CASES):
        service = services[number % len(services)]
        answers = {"description": "가로등이 꺼져 있습니다. " * 8}
        case = (
            await file(Filing(service, answers, petitioner, key=str(uuid4())), actor=PETITIONER, now=BEGINS)
        ).case
        if number % 2:
            office = Actor("back_office", id="bench", departments=frozenset({service.department.code}))
            await move(case.id, "accept", actor=office, now=BEGINS, data={"officer_name": "박민수"})
            await OutboxMessage.filter(case_id=case.id, sequence=1).update(state="acknowledged")


async def _written() -> list[Message]:
    rows = await OutboxMessage.filter(state="pending").order_by("created_at", "id")
    composed = await outbound.compose_all(rows)
    return [
        (row.department, contract.write(event))
        for row, event in zip(rows, composed, strict=True)
        if event is not None
    ]


async def _round(running: Broker, messages: list[Message]) -> tuple[Pace, Pace]:
    """Both, one right after the other, into empty queues."""
    raw = await _raw(running, messages)
    await _empty(running, messages)
    begun = time.perf_counter()
    while await relay.relay(BEGINS):
        pass
    ours = Pace(len(messages), time.perf_counter() - begun)
    await _empty(running, messages)
    if done := await OutboxMessage.filter(state="relayed").update(state="pending", leased_until=None):
        assert done == len(messages), "not everything was handed over"
    return raw, ours


async def _raw(running: Broker, messages: list[Message]) -> Pace:
    async with await aio_pika.connect(running.url()) as connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.get_exchange(topology.CASES, ensure=False)
        begun = time.perf_counter()
        await asyncio.gather(
            *(
                exchange.publish(
                    aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT),
                    department,
                    mandatory=True,
                    timeout=rabbitmq.CONFIRM_SECONDS,
                )
                for department, body in messages
            )
        )
        return Pace(len(messages), time.perf_counter() - begun)


async def _empty(running: Broker, messages: list[Message]) -> None:
    async with await aio_pika.connect(running.url()) as connection:
        channel = await connection.channel()
        for department in {department for department, _ in messages}:
            queue = await channel.get_queue(topology.queue_of(department), ensure=False)
            await queue.purge()


if __name__ == "__main__":
    show(measure())
