"""How does a notice leave the house once, although processes die and mail servers say "later"?

Claim (a conditional UPDATE that puts the next try off), compose, deliver outside any transaction, mark
sent. Who dies between delivery and mark leaves a row that is tried again under the same Message-ID.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from portal.kernel.models import Notice
from portal.kernel.notices import channels
from portal.kernel.notices.rows import ACCOUNT, PARKED, PENDING, SENT, SKIPPED
from portal.kernel.sending import composing, recipients, routing
from portal.kernel.sending.recipients import Recipient

BATCH: Final = 20
AT_ONCE: Final = 5
LONGEST: Final = timedelta(seconds=90)
CLAIMED_FOR: Final = timedelta(minutes=3)
"""Longer than any delivery may take: before that nobody else tries the same notice."""
WAITS: Final[Sequence[timedelta]] = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long to wait after each failed try; after one more it is parked."""
FIRST_ASKED: Final = timedelta(minutes=1)
"""When a gateway that took a message is first asked whether it arrived (`arrivals`)."""

_log = structlog.get_logger()


async def send_due(now: datetime) -> bool:
    """Send a batch of what is due; True if more may be waiting."""
    due = await Notice.filter(state=PENDING, available_at__lte=now).order_by("available_at").limit(BATCH)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(notice: Notice) -> None:
        async with slots:
            if await _claim(notice, now):
                await _send(notice, now)

    await asyncio.gather(*(one(notice) for notice in due))
    return len(due) == BATCH


async def _claim(notice: Notice, now: datetime) -> bool:
    """Take it for ourselves: only one process can change the count of tries that both have read."""
    mine = Notice.filter(id=notice.id, state=PENDING, attempts=notice.attempts)
    notice.attempts += 1
    return bool(await mine.update(attempts=notice.attempts, available_at=now + CLAIMED_FOR))


async def _send(notice: Notice, now: datetime) -> None:
    recipient: Recipient | None = None
    try:
        if notice.proof_id is None:
            recipient = await recipients.of_notice(notice)
            if not await _may_go(notice, recipient, now):
                return
            delivery = await composing.of_notice(notice, recipient)
        else:
            delivery = await composing.of_proof(notice, now)
        given = await asyncio.wait_for(channels.channel(notice.channel)(delivery), LONGEST.total_seconds())
    except recipients.Nobody as error:
        await routing.give_up(notice, SKIPPED, error.reason, recipient, now)
    except composing.Stopped:
        await routing.give_up(notice, SKIPPED, "stopped", recipient, now)
    except channels.Refused as error:
        await routing.give_up(notice, PARKED, f"refused: {error.reason}", recipient, now)
    except channels.Deferred as error:
        await _put_off(notice, now, f"deferred: {error.reason}", recipient)
    except TimeoutError:
        await _put_off(notice, now, "deferred: no answer", recipient)
    except (
        Exception
    ) as error:  # one faulty notice must not hold back the others; its type is enough to find it
        _log.error("notice-failed", notice=str(notice.id), topic=notice.topic, error=type(error).__qualname__)
        await _put_off(notice, now, f"internal: {type(error).__qualname__}", recipient)
    else:
        sent = Notice.filter(id=notice.id, state=PENDING)
        ask_at = now + FIRST_ASKED
        await sent.update(
            state=SENT, sent_at=now, error="", gateway_id=given or "", available_at=ask_at, sealed=None
        )


async def _may_go(notice: Notice, recipient: Recipient, now: datetime) -> bool:
    """Whether it goes now by its channel; if not, its ways are chosen, or it waits for the end of quiet hours."""
    if notice.channel == ACCOUNT:
        await routing.choose(notice, recipient, now)
        return False
    until = routing.quiet_until(notice, recipient, now)
    if until > now:
        # Waiting is no try.
        mine = Notice.filter(id=notice.id, state=PENDING)
        await mine.update(available_at=until, attempts=notice.attempts - 1)
    return until <= now


async def _put_off(notice: Notice, now: datetime, reason: str, recipient: Recipient | None) -> None:
    if notice.attempts > len(WAITS):
        await routing.give_up(notice, PARKED, reason, recipient, now)
        return
    again = now + WAITS[notice.attempts - 1]
    await Notice.filter(id=notice.id, state=PENDING).update(available_at=again, error=reason[:500])
