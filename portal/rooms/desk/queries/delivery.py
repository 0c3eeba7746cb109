"""What could not be handed over, applied or sent, and why?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.kernel import inbox, notices, outbox
from portal.kernel.models import Case, InboxMessage, Notice, OutboxMessage
from portal.kernel.notices import rows
from portal.kernel.words import N_

OUT, IN, NOTICE = "out", "in", "notice"


@dataclass(frozen=True)
class Stuck:
    """One parked item. `reason` is a source sentence; `ways` are what may be done: resend, past_gap, dismiss."""

    way: str
    id: str
    case: Case | None
    what: str
    at: datetime
    reason: str
    detail: str
    ways: tuple[str, ...]


async def count(departments: Collection[str]) -> int:
    """How many items are parked for these departments."""
    return len(await stuck(departments))


async def stuck(departments: Collection[str]) -> list[Stuck]:
    """All parked items of these departments, oldest first."""
    found = [_from_outbox(row) for row in await outbox.parked(departments)]
    found += [_from_inbox(row) for row in await inbox.parked(departments)]
    found += [_from_notice(row) for row in await notices.parked(departments)]
    return sorted(found, key=lambda item: item.at)


def _from_outbox(row: OutboxMessage) -> Stuck:
    code, _, detail = row.error.partition(":")
    reason = outbox.REASONS.get(code, outbox.REASONS["other"])
    return Stuck(OUT, str(row.id), row.case, row.type, row.created_at, reason, detail, ("resend",))


def _from_inbox(row: InboxMessage) -> Stuck:
    code = inbox.reason_code(row)
    ways = {inbox.MALFORMED: ("dismiss",), inbox.GAP: ("resend", "past_gap", "dismiss")}.get(
        code, ("resend", "dismiss")
    )
    reason = inbox.REASONS.get(code, N_("적용하지 못했습니다."))
    detail = row.reason.partition(":")[2]
    return Stuck(IN, str(row.id), row.case, row.type, row.received_at, reason, detail, ways)


def _from_notice(row: Notice) -> Stuck:
    code, _, detail = row.error.partition(":")
    reason = rows.REASONS.get(code, N_("보내지 못했습니다."))
    return Stuck(NOTICE, str(row.id), row.case, row.topic, row.created_at, reason, detail, ("resend",))
