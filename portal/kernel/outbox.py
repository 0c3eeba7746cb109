"""What must the back office be told? One row for each outward event, in the event's transaction."""

from __future__ import annotations

from portal.kernel.models import Case, Event, OutboxMessage


def compose(case: Case, event: Event) -> OutboxMessage:
    """The unsaved outbox row of an event; sets `case.out_seq` (saved in the same transaction)."""
    case.out_seq += 1
    return OutboxMessage(
        case_id=case.id,
        sequence=case.out_seq,
        event_seq=event.seq,
        type=f"kr.portal.case.{event.kind}",
        department=case.department,
        available_at=event.at,
        created_at=event.at,
    )
