"""How do outbox rows get to the broker, and what does the broker give back?

The outbox stays the truth. A row is claimed by its state, handed over, and marked `relayed` only after the broker's
confirm; it is settled only when the department's system says that it has the message. Of one case only the first
message that is not acknowledged is ever on its way, so that no redelivery and no dead letter can turn the order round.
While the broker is away the rows wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from portal.kernel import broker
from portal.kernel.models import BackOffice, HeldReport, OutboxMessage
from portal.kernel.outbox import REASONS, RELAYED
from sync import contract, outbound
from sync.transports import database, rabbitmq, topology
from sync.transports.rabbitmq import CONFIRMED, UNROUTABLE, Away, Outgoing

BATCH: Final = 200
BATCHES: Final = 20
"""So many in one turn of the job, so that the worker can be told to stop in between."""
HELD: Final = timedelta(hours=24)
"""How long a message may lie at the broker before somebody asks whether it still does."""
UNROUTABLE_WAIT: Final = timedelta(seconds=30)
_log = structlog.get_logger()


async def connected(now: datetime) -> rabbitmq.Link | None:
    """The open link, with a queue for each department that has a system; None while the broker is away.

    How it is gets written down for the doctor, `/readyz` and the metrics.
    """
    link = rabbitmq.link()
    try:
        await link.open(await departments())
    except Away as error:
        note(now, str(error))
        return None
    note(now, link.doubt)
    return link


def note(now: datetime, fault: str) -> None:
    """Write down how the broker is, and say so in the log when it has changed."""
    if broker.note(now, fault) and fault:
        _log.warning("broker-away", fault=fault)


async def departments() -> list[str]:
    """The departments whose system is open: the others' messages would wait at the broker for nobody."""
    found = await BackOffice.filter(active=True).distinct().values_list("department", flat=True)
    return sorted(str(one) for one in found)


async def relay(now: datetime) -> bool:
    """Hand over some batches; True if more is waiting.

    While the broker confirms one batch, the next one is claimed and written.
    """
    link = await connected(now)
    if link is None:
        return False
    there = await departments()
    under_way: asyncio.Task[bool] | None = None
    try:
        for _ in range(BATCHES):
            token, rows = await database.lease(there, BATCH, now)
            outgoing = await _written(token, rows)
            whole = await under_way if under_way else True
            under_way = asyncio.create_task(_hand_over(link, token, outgoing, now)) if rows else None
            if not whole or len(rows) < BATCH:
                return False
        return True
    finally:
        if under_way:
            await under_way


async def _hand_over(link: rabbitmq.Link, token: str, outgoing: Sequence[Outgoing], now: datetime) -> bool:
    """Publish a batch and note what became of it; True if the broker confirmed all."""
    told = await link.publish(outgoing)
    await _mark(token, told, now)
    return all(fault == CONFIRMED for fault in told.values())


async def _mark(token: str, told: dict[str, str], now: datetime) -> None:
    """Note what the broker confirmed; the rest waits again."""
    by_fault: dict[str, list[UUID]] = {}
    for message_id, fault in told.items():
        by_fault.setdefault(fault, []).append(UUID(message_id))
    for fault, ids in by_fault.items():
        if fault == CONFIRMED:
            await database.relayed(token, ids, now + HELD)
            continue
        _log.warning("relay-failed", fault=fault, messages=len(ids))
        if fault == UNROUTABLE:
            await database.release(token, ids, now + UNROUTABLE_WAIT, "unroutable")
        else:
            await database.release(token, ids, now)


async def _written(token: str, rows: Sequence[OutboxMessage]) -> list[Outgoing]:
    """The messages of these rows; what can't be written is parked."""
    composed = await outbound.compose_all(rows)
    unreadable = [row.id for row, event in zip(rows, composed, strict=True) if event is None]
    if unreadable:
        await database.park(unreadable, token, "unreadable")
    return [
        Outgoing(str(row.id), row.department, row.type, contract.write(event))
        for row, event in zip(rows, composed, strict=True)
        if event is not None
    ]


async def ask(now: datetime) -> bool:
    """Put questions about what departments have into their queues, each once."""
    open_ones = HeldReport.filter(told_at=None, answered_at=None)
    link = await connected(now) if await open_ones.exists() else None
    if link is None:
        return False
    there = await departments()
    for report in await open_ones.filter(department__in=there).limit(BATCH):
        event = outbound.question(report)
        told = await link.publish(
            [Outgoing(event["id"], report.department, event["type"], contract.write(event))]
        )
        if set(told.values()) == {CONFIRMED}:
            await HeldReport.filter(id=report.id).update(told_at=now)
    return False


async def renew(now: datetime) -> bool:
    """Look at what has lain at the broker for long: while its queue is not empty it is taken to be there still.

    If the queue is empty, somebody took the message and did not say so, or the broker has lost it: it is offered again.
    """
    overdue = OutboxMessage.filter(state=RELAYED, leased_until__lte=now)
    if not await overdue.exists():
        return False
    link = await connected(now)
    if link is None:
        return False
    rows = await overdue.limit(BATCH)
    for department in sorted({row.department for row in rows}):
        mine = [row for row in rows if row.department == department]
        try:
            there = await link.waiting(topology.queue_of(department))
        except Away:
            continue
        if there:
            ids = [row.id for row in mine]
            await OutboxMessage.filter(id__in=ids, state=RELAYED).update(leased_until=now + HELD)
        else:
            await database.put_off(mine, "not_acknowledged", now)
    return len(rows) == BATCH


async def take_dead(now: datetime) -> bool:
    """Park what the broker gave up, with its reason, for the department's desk; True if there may be more."""
    link = await connected(now)
    if link is None:
        return False
    try:
        for _ in range(BATCH):
            message = await link.get(topology.DEAD)
            if message is None:
                return False
            said = str((message.headers or {}).get("x-first-death-reason", ""))
            reason = said if said in REASONS else "dead_letter"
            known = await _park(message.message_id or "", reason)
            _log.warning("dead-letter", message=message.message_id, reason=said, known=known)
            await message.ack()
    except rabbitmq.BROKEN as error:
        note(now, type(error).__name__)
        return False
    except Away as error:
        note(now, str(error))
        return False
    return True


async def _park(message_id: str, reason: str) -> bool:
    try:
        return await database.undeliverable(UUID(message_id), reason)
    except ValueError:
        return False  # somebody else's message
