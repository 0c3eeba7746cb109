"""How is what could not be delivered sent again, given up, dismissed, or told on paper?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.kernel import inbox, notices, outbox
from portal.kernel.outbox import NothingParked
from portal.rooms.desk.queries import delivery


async def deal_with(way: str, item: str, do: str, departments: Sequence[str], now: datetime) -> None:
    """Resend, give up waiting for, or dismiss a parked item; a letter on paper is done.

    Raises NothingParked, CannotRetry.
    """
    if way == delivery.IN and item.isascii() and item.isdecimal() and len(item) < 19:
        if do == "dismiss":
            await inbox.dismiss(int(item), departments, now)
        else:
            await inbox.retry(int(item), departments, now, past_gap=do == "past_gap")
        return
    known = _uuid(item)
    if known is None or way not in {delivery.OUT, delivery.NOTICE}:
        raise NothingParked()
    if do == "done":
        await notices.told_on_paper(known, departments, now)
    elif way == delivery.OUT:
        await outbox.resend(known, departments, now)
    else:
        await notices.resend(known, departments, now)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
