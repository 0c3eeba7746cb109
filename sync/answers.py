"""What is a department's system told about a message it sent?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portal.kernel.inbox import REJECTED
from portal.kernel.models import Case, InboxMessage
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings
from sync import contract
from sync.outbound import instant, schema_address

STATUSES: Final = {
    "invalid": 422,
    "not_found": 404,
    "forbidden": 403,
    "conflict": 409,
    "gone": 410,
    "signed_out": 401,
}


class Dismissed(Refusal):
    """People looked at the parked message and took it off the list."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("담당자가 이 메시지를 적용하지 않고 닫았습니다."))


@dataclass(frozen=True)
class Outcome:
    """What became of a message. `state`: applied, waiting (for an earlier one), rejected, parked."""

    id: str
    state: str
    reason: str
    rejection: contract.Event | None


def reject(row: InboxMessage, refusal: Refusal, now: datetime) -> None:
    """Settle the unsaved row: rejected, with the problem (RFC 9457) that says why."""
    row.state, row.reason, row.settled_at = REJECTED, refusal.code, now
    row.answer, row.body_sealed = json.dumps(problem(refusal), ensure_ascii=False), b""


def problem(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a problem (RFC 9457)."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.kind,
        "status": STATUSES.get(refusal.kind, 422),
        "detail": str(refusal.message),
        "code": refusal.code,
    }
    if refusal.fields:
        said["errors"] = {name: str(message) for name, message in refusal.fields.items()}
    return said


def told_as_data(outcome: Outcome) -> dict[str, Any]:
    """What became of a message, as it goes over the wire."""
    return {
        "id": outcome.id,
        "state": outcome.state,
        "reason": outcome.reason,
        "rejection": outcome.rejection,
    }


async def told(row: InboxMessage) -> Outcome:
    """What to tell the sender about its message."""
    if row.state == REJECTED and not row.answer:
        reject(row, Dismissed(), row.settled_at or row.received_at)
    rejection = await _rejection(row) if row.state == REJECTED else None
    return Outcome(row.message_id, row.state, row.reason, rejection)


async def _rejection(row: InboxMessage) -> contract.Event:
    """The rejection as an event; the same each time it is asked for."""
    event: contract.Event = {
        "specversion": "1.0",
        "id": f"rejected-{row.id}",
        "source": f"{settings().base_url.rstrip('/')}/",
        "type": contract.REJECTED,
        "time": instant(row.settled_at or row.received_at),
        "datacontenttype": "application/json",
        "dataschema": schema_address(contract.REJECTED),
        "data": {"message_id": row.message_id, "problem": json.loads(row.answer)},
    }
    case = await Case.get_or_none(id=row.case_id) if row.case_id else None
    if case is not None:
        event["subject"] = case.receipt_no
    return event
