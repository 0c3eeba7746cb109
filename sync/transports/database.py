"""How does a department's system take messages from the outbox table and give them back?

It leases some for a while and acknowledges each. Of one case only the first message that is not
acknowledged is ever offered, so that order is kept and a parked one holds back only its own case.
Every change is an UPDATE with the state and the lease as its condition: several web processes and
workers may do it at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tortoise.queryset import QuerySet

from portal.database.reading import columns, made, marks
from portal.database.rows import ask
from portal.database.transactions import transaction
from portal.kernel.ids import new_token
from portal.kernel.models import OutboxMessage
from portal.kernel.outbox import ACKNOWLEDGED, LEASED, PARKED, PENDING, RELAYED

LEASE: Final = timedelta(minutes=2)
MOST_TRIES: Final = 10
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
BATCH: Final = 100

_ANY: Final = (
    "SELECT 1 FROM outbox_message WHERE department IN ({departments}) AND state = 'pending'"
    " AND available_at <= ? LIMIT 1"
)
# The first message of each case that is not acknowledged, if it waits; the index (case, sequence) answers that.
_CLAIM: Final = """
UPDATE outbox_message SET state = 'leased', lease = ?, leased_until = ?
WHERE state = 'pending' AND id IN (
  SELECT message.id FROM outbox_message message
  WHERE message.department IN ({departments}) AND message.state = 'pending' AND message.available_at <= ?
    AND NOT EXISTS (
      SELECT 1 FROM outbox_message earlier
      WHERE earlier.case_id = message.case_id AND earlier.sequence < message.sequence
        AND earlier.state <> 'acknowledged')
  ORDER BY message.created_at, message.id LIMIT ?)
RETURNING {columns}
"""


@dataclass(frozen=True)
class Settled:
    """What became of messages that were acknowledged or given back.

    `stale` were not under this lease (any more) and are unchanged.
    """

    done: tuple[UUID, ...] = ()
    parked: tuple[UUID, ...] = ()
    stale: tuple[UUID, ...] = ()


async def lease(departments: Collection[str], most: int, now: datetime) -> tuple[str, list[OutboxMessage]]:
    """Take up to `most` messages of departments, oldest first, for LEASE; the lease's token and the rows."""
    token, given = new_token(), sorted(departments)
    claim = _CLAIM.format(departments=marks(given), columns=columns(OutboxMessage))
    if not given or not await ask(_ANY.format(departments=marks(given)), *given, now):
        return "", []  # most rounds: nobody waits for the one writer
    async with transaction():
        found = await ask(claim, token, now + LEASE, *given, now, most)
    rows = sorted((made(OutboxMessage, row) for row in found), key=lambda row: (row.created_at, row.id))
    return (token if rows else ""), rows


async def acknowledge(department: str, token: str, ids: Sequence[UUID], now: datetime) -> Settled:
    """Note that the department has these messages; what it acknowledged before counts again."""
    async with transaction():
        await _held(department, token, ids).update(
            state=ACKNOWLEDGED, acknowledged_at=now, leased_until=None, error=""
        )
        rows = OutboxMessage.filter(id__in=list(ids), department=department, state=ACKNOWLEDGED)
        known = {UUID(str(one)) for one in await rows.values_list("id", flat=True)}
    return Settled(
        done=tuple(one for one in ids if one in known), stale=tuple(one for one in ids if one not in known)
    )


async def give_back(department: str, token: str, ids: Sequence[UUID], reason: str, now: datetime) -> Settled:
    """The department could not take these (`reason` is a code of `kernel.outbox.REASONS`): later, or parked."""
    async with transaction():
        held = await _held(department, token, ids)
        parked = {row.id for row in held if await _put_off(row, reason, now) == PARKED}
    mine = {row.id for row in held}
    return Settled(
        done=tuple(one for one in ids if one in mine - parked),
        parked=tuple(one for one in ids if one in parked),
        stale=tuple(one for one in ids if one not in mine),
    )


async def park(ids: Collection[UUID], token: str, reason: str) -> None:
    """Set leased messages aside at once: they could not even be written."""
    await OutboxMessage.filter(id__in=list(ids), lease=token, state=LEASED).update(
        state=PARKED, error=reason, lease="", leased_until=None
    )


async def relayed(token: str, ids: Collection[UUID], until: datetime) -> None:
    """A broker has confirmed that it holds these leased messages; unacknowledged by `until`, they are looked at."""
    await OutboxMessage.filter(id__in=list(ids), lease=token, state=LEASED).update(
        state=RELAYED, lease="", leased_until=until, error=""
    )


async def release(token: str, ids: Collection[UUID], available_at: datetime, reason: str = "") -> None:
    """Leased messages that went nowhere wait again; it was no fault of the department and counts as no try."""
    await OutboxMessage.filter(id__in=list(ids), lease=token, state=LEASED).update(
        state=PENDING, lease="", leased_until=None, available_at=available_at, error=reason
    )


async def stored(department: str, ids: Sequence[UUID], now: datetime) -> int:
    """The department says by the broker that it has these messages durably; that is so whatever we thought."""
    waiting = OutboxMessage.filter(id__in=list(ids), department=department).exclude(state=ACKNOWLEDGED)
    return await waiting.update(
        state=ACKNOWLEDGED, acknowledged_at=now, lease="", leased_until=None, error=""
    )


async def refused(department: str, ids: Sequence[UUID], reason: str, now: datetime) -> None:
    """The department says by the broker that it could not take these: later, or parked."""
    async with transaction():
        for row in await OutboxMessage.filter(id__in=list(ids), department=department, state=RELAYED):
            await _put_off(row, reason, now)


async def undeliverable(message_id: UUID, reason: str) -> bool:
    """The broker gave a message up; it is parked for people. False if it was settled, or moved on, meanwhile."""
    rows = OutboxMessage.filter(id=message_id, state__in=(RELAYED, LEASED))
    return bool(await rows.update(state=PARKED, error=reason, lease="", leased_until=None))


async def put_off(rows: Collection[OutboxMessage], reason: str, now: datetime) -> None:
    """Offer these again after a wait, or park what was tried too often."""
    async with transaction():
        for row in rows:
            await _put_off(row, reason, now)


async def expire_leases(now: datetime) -> bool:
    """Offer again, after a wait, what was leased and not acknowledged in time; True if more is waiting."""
    overdue = OutboxMessage.filter(state=LEASED, leased_until__lte=now)
    if not await overdue.exists():
        return False  # most rounds: nobody waits for the one writer
    async with transaction():
        late = await overdue.limit(BATCH)
        for row in late:
            await _put_off(row, "not_acknowledged", now)
    return len(late) == BATCH


def wait_after(tries: int) -> timedelta:
    """How long a message rests after its `tries`-th failed hand-over."""
    doubled: timedelta = FIRST_WAIT * 2 ** (tries - 1)
    return min(doubled, LONGEST_WAIT)


async def _put_off(row: OutboxMessage, reason: str, now: datetime) -> str:
    tries = row.attempts + 1
    state = PARKED if tries >= MOST_TRIES else PENDING
    await OutboxMessage.filter(id=row.id, state=row.state, lease=row.lease).update(
        state=state,
        attempts=tries,
        available_at=now + wait_after(tries),
        error=reason,
        lease="",
        leased_until=None,
    )
    return state


def _held(department: str, token: str, ids: Collection[UUID]) -> QuerySet[OutboxMessage]:
    return OutboxMessage.filter(id__in=list(ids), department=department, lease=token, state=LEASED)
