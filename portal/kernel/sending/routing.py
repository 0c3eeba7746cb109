"""Which way does a notice take, and which one takes over when it fails?

By the wishes of an account; then mail, text message, and for what must be told at last paper. A channel that
somebody did not agree to is never used instead of one that failed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel.models import Notice
from portal.kernel.notices.rows import ACCOUNT, DONE, PENDING, SENT, SKIPPED, TO_DO
from portal.kernel.notices.wishes import PAPER, PORTAL, RINGS, topic_of
from portal.kernel.notices.wishes import quiet_end as end_of_quiet
from portal.kernel.sending.recipients import Recipient

UNDER_WAY = frozenset({PENDING, SENT, TO_DO, DONE})


def quiet_until(notice: Notice, recipient: Recipient, now: datetime) -> datetime:
    """When this notice may go: now, unless its channel rings, it is not urgent, and the hours are quiet."""
    if notice.channel not in RINGS or topic_of(notice.topic).urgent:
        return now
    return end_of_quiet(now, recipient.wishes.quiet_from, recipient.wishes.quiet_until)


async def choose(notice: Notice, recipient: Recipient, now: datetime) -> None:
    """Give a notice to an account its ways: this row the first, a row of its own for each further one."""
    mine = Notice.filter(id=notice.id, state=PENDING, channel=ACCOUNT)
    ways = recipient.ways
    if not ways:
        await mine.update(state=SKIPPED, error="unwanted" if topic_of(notice.topic).optional else "nowhere")
        return
    async with transaction():
        state = TO_DO if ways[0] == PAPER else PENDING
        if await mine.update(channel=ways[0], state=state, attempts=0, available_at=now):
            await insert(*(_like(notice, way, now) for way in ways[1:]))


async def give_up(
    notice: Notice, state: str, reason: str, recipient: Recipient | None, now: datetime
) -> None:
    """Settle a notice that could not or must not go, and let the next way take over, in one transaction."""
    async with transaction():
        settled = Notice.filter(id=notice.id, state__in=[PENDING, SENT])
        if not await settled.update(state=state, error=reason[:500], sealed=None):
            return
        if recipient is None or recipient.case is None:
            return
        told = await Notice.filter(case_id=notice.case_id, event_seq=notice.event_seq, topic=notice.topic)
        others = [one for one in told if one.id != notice.id and one.channel != PORTAL]
        if any(one.state in UNDER_WAY for one in others):
            return
        way = _next(notice, recipient, {one.channel for one in told})
        if way:
            await insert(_like(notice, way, now, follows=notice))


def _next(notice: Notice, recipient: Recipient, tried: Collection[str]) -> str:
    waiting = [way for way in recipient.ways if way not in tried and recipient.addresses.get(way)]
    if waiting:
        return waiting[0]
    must = recipient.paper and not topic_of(notice.topic).optional
    return PAPER if must and PAPER not in tried else ""


def _like(notice: Notice, way: str, now: datetime, follows: Notice | None = None) -> Notice:
    """The same news by another way."""
    return Notice(
        case_id=notice.case_id,
        person_id=notice.person_id,
        follow_id=notice.follow_id,
        event_seq=notice.event_seq,
        topic=notice.topic,
        channel=way,
        state=TO_DO if way == PAPER else PENDING,
        follows_id=follows.id if follows else None,
        available_at=now,
        created_at=now if follows else notice.created_at,
    )
