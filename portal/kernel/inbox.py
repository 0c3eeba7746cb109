"""Which messages of the back offices wait, and which could not be applied?

`sync.inbound` receives and applies them; here are the rows' states, and the desk's view of what is parked.
A parked message holds back only the later ones of its own case.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from portal.database.transactions import transaction
from portal.kernel.models import BackOffice, Case, InboxMessage
from portal.kernel.outbox import NothingParked
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

WAITING: Final = "waiting"
APPLIED: Final = "applied"
REJECTED: Final = "rejected"
PARKED: Final = "parked"

GAP: Final = "gap"
MALFORMED: Final = "malformed"
INTERNAL: Final = "internal"
REASONS: Final = {
    GAP: N_("이 민원의 앞 순서 메시지가 오지 않았습니다."),
    MALFORMED: N_("메시지의 형식이 약속과 다릅니다. 부서 시스템 담당자에게 알려 주세요."),
    INTERNAL: N_("적용하다가 오류가 났습니다. 다시 시도해 주세요."),
}
GAP_WAIT: Final = timedelta(hours=1)
"""How long a message waits for an earlier one of its case before it is parked."""


class CannotRetry(Refusal):
    """The message can't be applied however often it is tried: it can only be dismissed."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("형식이 잘못된 메시지는 다시 시도할 수 없습니다. 확인한 다음 닫아 주세요."))


def reason_code(message: InboxMessage) -> str:
    """The code in REASONS of a parked message; what follows it in `reason` names a place in the message."""
    return message.reason.partition(":")[0]


async def parked(departments: Collection[str]) -> list[InboxMessage]:
    """Parked messages from these departments' systems, oldest first, each with its `case` (or None)."""
    return (
        await InboxMessage.filter(source__in=await _clients(departments), state=PARKED)
        .order_by("received_at", "id")
        .select_related("case")
    )


async def retry(
    message_id: int, departments: Collection[str], now: datetime, *, past_gap: bool = False
) -> None:
    """Let the worker try a parked message again; `past_gap` gives up the missing ones before it.

    Raises NothingParked, CannotRetry.
    """
    async with transaction():
        message = await _take(message_id, departments)
        if reason_code(message) == MALFORMED or message.case_id is None:
            raise CannotRetry()
        if past_gap:
            await Case.filter(id=message.case_id, in_seq__lt=message.sequence - 1).update(
                in_seq=message.sequence - 1
            )
        await InboxMessage.filter(id=message.id).update(state=WAITING, reason="", waits_until=now + GAP_WAIT)


async def dismiss(message_id: int, departments: Collection[str], now: datetime) -> None:
    """Take a parked message off the list without applying it; its sender is told so. Raises NothingParked."""
    async with transaction():
        message = await _take(message_id, departments)
        await InboxMessage.filter(id=message.id).update(state=REJECTED, settled_at=now, body_sealed=b"")


async def leave(case: Case, now: datetime) -> None:
    """The case goes to another department: what the one before had said too early, or wrong, is not applied."""
    waiting = InboxMessage.filter(case_id=case.id, state__in=(WAITING, PARKED))
    await waiting.update(state=REJECTED, settled_at=now, body_sealed=b"")


async def _take(message_id: int, departments: Collection[str]) -> InboxMessage:
    message = await InboxMessage.get_or_none(
        id=message_id, state=PARKED, source__in=await _clients(departments)
    )
    if message is None:
        raise NothingParked()
    return message


async def _clients(departments: Collection[str]) -> list[str]:
    rows = await BackOffice.filter(department__in=list(departments)).values_list("client", flat=True)
    return [str(client) for client in rows]
