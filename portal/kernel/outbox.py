"""What must the back office be told? One row for each outward event, in the event's transaction.

How rows are handed over is the transports' business (`sync`); here they are written, and here the desk
sees and resends what could not be handed over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.database.new_rows import new
from portal.kernel.models import Case, Event, OutboxMessage
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

PENDING: Final = "pending"
LEASED: Final = "leased"
RELAYED: Final = "relayed"
"""A broker has confirmed that it holds the message for the department; nobody has acknowledged it yet."""
ACKNOWLEDGED: Final = "acknowledged"
PARKED: Final = "parked"

# Codes, not sentences, so that no personal data can come in with a reason.
REASONS: Final = {
    "unavailable": N_("부서 시스템이 받을 수 없는 상태입니다."),
    "invalid": N_("부서 시스템이 내용을 읽지 못했습니다."),
    "unknown_service": N_("부서 시스템에 없는 민원 종류입니다."),
    "attachment": N_("부서 시스템이 첨부 파일을 받지 못했습니다."),
    "internal": N_("부서 시스템에 오류가 났습니다."),
    "other": N_("부서 시스템이 받지 않았습니다."),
    "not_acknowledged": N_("부서 시스템이 가져갔지만 받았다는 답을 보내지 않았습니다."),
    "delivery_limit": N_("부서 시스템이 이 메시지를 여러 번 받다가 실패하여 대기열에서 빠졌습니다."),
    "rejected": N_("부서 시스템이 이 메시지를 물리쳐 대기열에서 빠졌습니다."),
    "dead_letter": N_("메시지가 부서 시스템에 닿지 못하고 대기열에서 빠졌습니다."),
    "unroutable": N_("메시지를 넣을 부서의 대기열이 없습니다."),
    "unreadable": N_("민원의 내용이 파기되었거나 읽을 수 없어 보내지 못했습니다."),
}


class NothingParked(Refusal):
    """The item is not parked (any more), or belongs to another department: the answer is the same."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("이미 처리된 항목입니다. 목록을 다시 확인해 주세요."))


def compose(case: Case, event: Event) -> OutboxMessage:
    """The unsaved outbox row of an event; sets `case.out_seq` (saved in the same transaction)."""
    case.out_seq += 1
    return new(
        OutboxMessage,
        case_id=case.id,
        sequence=case.out_seq,
        event_seq=event.seq,
        type=f"kr.portal.case.{event.kind}",
        department=case.department,
        available_at=event.at,
        created_at=event.at,
    )


async def parked(departments: Collection[str]) -> list[OutboxMessage]:
    """What could not be handed over to these departments, oldest first, each with its `case`.

    `error` is a code of REASONS.
    """
    return (
        await OutboxMessage.filter(department__in=list(departments), state=PARKED)
        .order_by("created_at", "id")
        .select_related("case")
    )


async def resend(message_id: UUID, departments: Collection[str], now: datetime) -> None:
    """Offer a parked message to its department again, at once and with all its tries. Raises NothingParked."""
    found = OutboxMessage.filter(id=message_id, department__in=list(departments), state=PARKED)
    if not await found.update(state=PENDING, attempts=0, available_at=now, error=""):
        raise NothingParked()


async def hand_over(case: Case, now: datetime) -> None:
    """What the department before had not acknowledged goes to the case's present one, at once and in order."""
    waiting = OutboxMessage.filter(case_id=case.id, state__in=(PENDING, LEASED, RELAYED, PARKED))
    await waiting.update(
        department=case.department,
        state=PENDING,
        attempts=0,
        available_at=now,
        lease="",
        leased_until=None,
        error="",
    )
