"""Which notices are to go out? Rows written with their event; the desk's view of those that could not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.kernel.models import Case, ContactProof, Event, Notice
from portal.kernel.outbox import NothingParked
from portal.kernel.words import N_

PENDING: Final = "pending"
SENT: Final = "sent"
SKIPPED: Final = "skipped"
PARKED: Final = "parked"

REASONS: Final = {
    "refused": N_("메일 서버가 이 주소나 편지를 받지 않았습니다."),
    "deferred": N_("여러 번 시도했지만 메일을 보내지 못했습니다."),
    "internal": N_("편지를 만들다가 오류가 났습니다."),
}
"""Why a notice was parked. In `Notice.error` a place or a server's code may follow, after a colon."""


def compose(case: Case, event: Event, topic: str, *, mailable: bool) -> list[Notice]:
    """The unsaved notices of an event: one in the portal, one by mail if the petitioner proved an e-mail."""
    channels = ["portal", "mail"] if mailable else ["portal"]
    return [
        Notice(
            case_id=case.id,
            event_seq=event.seq,
            topic=topic,
            channel=channel,
            state=SENT if channel == "portal" else PENDING,
            sent_at=event.at if channel == "portal" else None,
            available_at=event.at,
            created_at=event.at,
        )
        for channel in channels
    ]


async def tell_code(proof: ContactProof, now: datetime) -> None:
    """Write the notice that brings a one-time code to the contact it shall prove."""
    await Notice.create(proof_id=proof.id, topic="code", channel="mail", available_at=now, created_at=now)


async def parked(departments: Collection[str]) -> list[Notice]:
    """Notices on cases of these departments that could not be sent, oldest first, each with its `case`."""
    return (
        await Notice.filter(case__department__in=list(departments), state=PARKED)
        .order_by("created_at", "id")
        .select_related("case")
    )


async def resend(notice_id: UUID, departments: Collection[str], now: datetime) -> None:
    """Try a parked notice again, at once and with all its tries. Raises NothingParked."""
    notice = await Notice.get_or_none(id=notice_id, state=PARKED, case__department__in=list(departments))
    again = Notice.filter(id=notice_id, state=PARKED)
    if notice is None or not await again.update(state=PENDING, attempts=0, available_at=now, error=""):
        raise NothingParked()
