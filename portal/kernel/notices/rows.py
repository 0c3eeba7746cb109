"""Which notices are to go out? Rows written with their event; the desk's view of those that could not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.database.new_rows import new
from portal.kernel.models import Case, ContactProof, Event, Notice
from portal.kernel.notices.wishes import PAPER, PORTAL, topic_of
from portal.kernel.outbox import NothingParked
from portal.kernel.words import N_

PENDING: Final = "pending"
SENT: Final = "sent"
SKIPPED: Final = "skipped"
PARKED: Final = "parked"
TO_DO: Final = "to_do"
DONE: Final = "done"
ACCOUNT: Final = "account"
"""The channel of a notice whose way is not chosen yet: by the wishes of an account, when it is sent."""

REASONS: Final = {
    "refused": N_("받는 쪽 서버가 이 주소나 번호로 보낸 알림을 받지 않았습니다."),
    "deferred": N_("여러 번 시도했지만 보내지 못했습니다."),
    "internal": N_("알림을 만들다가 오류가 났습니다."),
    "undelivered": N_("통신사가 문자를 전하지 못했습니다."),
    "stopped": N_("이 방법으로 받지 않겠다고 했습니다."),
    "nowhere": N_("보낼 주소나 번호가 없습니다."),
    "unwanted": N_("받지 않겠다고 고른 소식입니다."),
    "destroyed": N_("보존 기간이 끝나 내용을 지웠습니다."),
}
"""Why a notice was parked or skipped. In `Notice.error` a place or a server's code may follow, after a colon."""


def compose(case: Case, event: Event, topic: str, *, reach: Sequence[str]) -> list[Notice]:
    """The unsaved notices of an event: one in the portal, and one on its way to the petitioner if there is a way.

    `reach` are the ways to a petitioner without an account, the first one is taken. An account's wishes are looked
    up when it is sent (channel ACCOUNT), so that filing waits for nothing.
    """
    ways = (
        [ACCOUNT]
        if case.person_id
        else [way for way in reach if way != PAPER or _on_paper(case, event, topic)]
    )
    return [_row(case, event, topic, channel) for channel in (PORTAL, *ways[:1])]


def _on_paper(case: Case, event: Event, topic: str) -> bool:
    """Whether this must be written to somebody: not what the receipt says that a walk-in was handed just then."""
    at_hand = case.channel == "counter" and event.at == case.submitted_at
    return not topic_of(topic).optional and not at_hand


def _row(case: Case, event: Event, topic: str, channel: str) -> Notice:
    return new(
        Notice,
        case_id=case.id,
        event_seq=event.seq,
        topic=topic,
        channel=channel,
        state={PORTAL: SENT, PAPER: TO_DO}.get(channel, PENDING),
        sent_at=event.at if channel == PORTAL else None,
        available_at=event.at,
        created_at=event.at,
    )


async def tell_code(proof: ContactProof, now: datetime) -> None:
    """Write the notice that brings a one-time code to the contact it shall prove, by that contact's channel."""
    await Notice.create(
        proof_id=proof.id, topic="code", channel=proof.channel, available_at=now, created_at=now
    )


async def parked(departments: Collection[str]) -> list[Notice]:
    """Notices on cases of these departments that could not be sent and that nothing took over, oldest first.

    Each comes with its `case`.
    """
    failed = (
        await Notice.filter(case__department__in=list(departments), state=PARKED)
        .order_by("created_at", "id")
        .select_related("case")
    )
    ids = [notice.id for notice in failed]
    taken = (
        set(await Notice.filter(follows_id__in=ids).values_list("follows_id", flat=True)) if ids else set()
    )
    return [notice for notice in failed if notice.id not in taken]


async def resend(notice_id: UUID, departments: Collection[str], now: datetime) -> None:
    """Try a parked notice again, at once and with all its tries. Raises NothingParked."""
    notice = await Notice.get_or_none(id=notice_id, state=PARKED, case__department__in=list(departments))
    again = Notice.filter(id=notice_id, state=PARKED)
    if notice is None or not await again.update(
        state=PENDING, attempts=0, available_at=now, error="", gateway_id=""
    ):
        raise NothingParked()


async def told_on_paper(notice_id: UUID, departments: Collection[str], now: datetime) -> Notice:
    """Somebody posted the letter or told the petitioner by phone. Raises NothingParked if nothing was to do."""
    notice = await Notice.get_or_none(id=notice_id, channel=PAPER, case__department__in=list(departments))
    mine = Notice.filter(id=notice_id, state=TO_DO)
    if notice is None or not await mine.update(state=DONE, sent_at=now):
        raise NothingParked()
    return notice
