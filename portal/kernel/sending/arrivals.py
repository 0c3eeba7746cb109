"""Did a text message reach the phone? The gateway that took it is asked, ever more seldom, for three days.

What did not arrive is parked like what was refused, and the next way takes over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from portal.kernel import sms
from portal.kernel.models import Notice
from portal.kernel.notices.channels import Deferred
from portal.kernel.notices.rows import PARKED, SENT
from portal.kernel.notices.wishes import SMS
from portal.kernel.sending import recipients, routing
from portal.settings import settings

BATCH: Final = 20
ASKED_FOR: Final = timedelta(days=3)
SELDOMEST: Final = timedelta(hours=6)


async def ask_arrivals(now: datetime) -> bool:
    """Ask after a batch of messages whose fate is not known yet; True if more may be waiting."""
    if not settings().sms_url:
        return False
    gateway = sms.read_url(settings().sms_url)
    waiting = Notice.filter(
        state=SENT, channel=SMS, available_at__lte=now, arrived_at=None, sent_at__gt=now - ASKED_FOR
    )
    due = await waiting.exclude(gateway_id="").order_by("available_at").limit(BATCH)
    for notice in due:
        await _ask(gateway, notice, now)
    return len(due) == BATCH


async def _ask(gateway: sms.Gateway, notice: Notice, now: datetime) -> None:
    mine = Notice.filter(id=notice.id, state=SENT, available_at=notice.available_at)
    waited = now - (notice.sent_at or now)
    if not await mine.update(available_at=now + min(max(waited, timedelta(minutes=1)), SELDOMEST)):
        return
    try:
        verdict = await sms.outcome(gateway, notice.gateway_id, now=now)
    except Deferred:
        return
    if verdict.arrived:
        await Notice.filter(id=notice.id, state=SENT).update(arrived_at=now)
    elif verdict.arrived is False:
        await routing.give_up(notice, PARKED, f"undelivered: {verdict.code}", await _recipient(notice), now)


async def _recipient(notice: Notice) -> recipients.Recipient | None:
    try:
        return await recipients.of_notice(notice) if notice.proof_id is None else None
    except recipients.Nobody:
        return None
