"""What could not be handed over, applied or sent, what waits to go, and whom must somebody write to?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.kernel import inbox, notices, outbox
from portal.kernel.models import Case, InboxMessage, Notice, OutboxMessage
from portal.kernel.notices import rows
from portal.kernel.notices.wishes import PAPER
from portal.kernel.words import N_

OUT, IN, NOTICE = "out", "in", "notice"
TO_DO, LETTERS, FAILED, WAITING = "todo", "paper", "failed", "waiting"
SHOWN: Final = {
    TO_DO: N_("할 일"),
    LETTERS: N_("편지나 전화"),
    FAILED: N_("보내지 못함"),
    WAITING: N_("보내는 중"),
}
"""The lists of the page, by what the address asks for."""
MOST: Final = 200


@dataclass(frozen=True)
class Stuck:
    """One item. `reason` is a source sentence; `ways` are what may be done: resend, past_gap, dismiss, done.

    `channel` is a notice's own; `then` the channel that took over from it; `again_at` when it is tried.
    """

    way: str
    id: str
    case: Case | None
    what: str
    at: datetime
    reason: str
    detail: str
    ways: tuple[str, ...]
    channel: str = ""
    then: str = ""
    again_at: datetime | None = None


async def count(departments: Collection[str]) -> int:
    """How many items wait for somebody in these departments."""
    return len(await stuck(departments))


async def listed(departments: Collection[str], shown: str, number: str = "") -> list[Stuck]:
    """One of the lists SHOWN, oldest first; of one case if a receipt number is given."""
    if shown == LETTERS:
        found = await _letters(departments)
    elif shown == FAILED:
        found = await _failed(departments)
    elif shown == WAITING:
        found = await _waiting(departments)
    else:
        found = await stuck(departments)
    return [
        item for item in found if not number or (item.case is not None and item.case.receipt_no == number)
    ]


async def stuck(departments: Collection[str]) -> list[Stuck]:
    """All that waits for somebody in these departments, oldest first."""
    found = [_from_outbox(row) for row in await outbox.parked(departments)]
    found += [_from_inbox(row) for row in await inbox.parked(departments)]
    found += [_from_notice(row) for row in await notices.parked(departments)]
    found += await _letters(departments)
    return sorted(found, key=lambda item: item.at)


async def _letters(departments: Collection[str]) -> list[Stuck]:
    return [_from_letter(row) for row in await _notices(departments, channel=PAPER, state=rows.TO_DO)]


async def _failed(departments: Collection[str]) -> list[Stuck]:
    """What a channel refused, also where another has taken over since."""
    failed = await _notices(departments, state=rows.PARKED)
    after = await Notice.filter(follows_id__in=[row.id for row in failed]) if failed else []
    took_over = {row.follows_id: row.channel for row in after}
    return [_from_notice(row, took_over.get(row.id, "")) for row in failed]


async def _waiting(departments: Collection[str]) -> list[Stuck]:
    return [_from_waiting(row) for row in await _notices(departments, state=rows.PENDING)]


async def _notices(departments: Collection[str], **where: str) -> list[Notice]:
    found = Notice.filter(case__department__in=list(departments), **where)
    return await found.order_by("created_at", "id").limit(MOST).select_related("case")


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


def _from_notice(row: Notice, then: str = "") -> Stuck:
    reason, detail = _reason(row)
    ways = ("resend",)
    return Stuck(
        NOTICE, str(row.id), row.case, row.topic, row.created_at, reason, detail, ways, row.channel, then
    )


def _from_letter(row: Notice) -> Stuck:
    reason = N_("편지를 보내거나 전화해 주세요. 알린 다음 ‘알렸습니다’를 눌러 주세요.")
    return Stuck(NOTICE, str(row.id), row.case, row.topic, row.created_at, reason, "", ("done",), PAPER)


def _from_waiting(row: Notice) -> Stuck:
    reason, detail = _reason(row) if row.error else (N_("보낼 차례를 기다립니다."), "")
    return Stuck(
        NOTICE,
        str(row.id),
        row.case,
        row.topic,
        row.created_at,
        reason,
        detail,
        (),
        row.channel,
        again_at=row.available_at,
    )


def _reason(row: Notice) -> tuple[str, str]:
    code, _, detail = row.error.partition(":")
    return rows.REASONS.get(code, N_("보내지 못했습니다.")), detail
