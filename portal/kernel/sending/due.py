"""How does a notice leave the house once, although processes die and mail servers say "later"?

Claim (a conditional UPDATE that puts the next try off), compose, deliver outside any transaction, mark
sent. Who dies between delivery and mark leaves a row that is tried again under the same Message-ID.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from portal.kernel import keys
from portal.kernel.cases.contents import key_of, petitioner_of
from portal.kernel.models import Case, Notice
from portal.kernel.notices import channels
from portal.kernel.notices.rows import PARKED, PENDING, SENT, SKIPPED
from portal.kernel.sending.code_letter import open_proof
from portal.settings import settings

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

_log = structlog.get_logger()


class _Nobody(Exception):
    """There is nobody to tell any more: no proved address, contents destroyed, or a code out of date."""


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
    try:
        delivery = await _compose(notice, now)
        await asyncio.wait_for(channels.channel(notice.channel)(delivery), LONGEST.total_seconds())
    except _Nobody:
        await _settle(notice, SKIPPED, "")
    except channels.Refused as error:
        await _settle(notice, PARKED, f"refused: {error.reason}")
    except channels.Deferred as error:
        await _put_off(notice, now, f"deferred: {error.reason}")
    except TimeoutError:
        await _put_off(notice, now, "deferred: no answer")
    except (
        Exception
    ) as error:  # one faulty notice must not hold back the others; its type is enough to find it
        _log.error("notice-failed", notice=str(notice.id), topic=notice.topic, error=type(error).__qualname__)
        await _put_off(notice, now, f"internal: {type(error).__qualname__}")
    else:
        await Notice.filter(id=notice.id, state=PENDING).update(state=SENT, sent_at=now, error="")


async def _compose(notice: Notice, now: datetime) -> channels.Delivery:
    if notice.proof_id is not None:
        address, letter = await _for_proof(notice.proof_id, now)
    else:
        address, letter = await _for_case(notice)
    return channels.Delivery(notice.id, address, letter, notice.created_at)


async def _for_proof(proof_id: UUID, now: datetime) -> tuple[str, channels.Letter]:
    opened = await open_proof(proof_id, now)
    if opened is None:
        raise _Nobody
    return opened


async def _for_case(notice: Notice) -> tuple[str, channels.Letter]:
    """The address is decrypted here and forgotten after the delivery."""
    case = await Case.get(id=notice.case_id)
    try:
        petitioner = petitioner_of(case, await key_of(case))
    except keys.KeyDestroyed:
        raise _Nobody from None
    if not (petitioner.email and petitioner.email_proved):
        raise _Nobody
    written = channels.letters(case.room)(case, notice, petitioner, case.lang, settings().base_url)
    return petitioner.email, await written if inspect.isawaitable(written) else written


async def _put_off(notice: Notice, now: datetime, reason: str) -> None:
    if notice.attempts > len(WAITS):
        await _settle(notice, PARKED, reason)
        return
    again = now + WAITS[notice.attempts - 1]
    await Notice.filter(id=notice.id, state=PENDING).update(available_at=again, error=reason[:500])


async def _settle(notice: Notice, state: str, reason: str) -> None:
    await Notice.filter(id=notice.id, state=PENDING).update(state=state, error=reason[:500])
