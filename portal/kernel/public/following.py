"""Who follows a public case, and what are they told? Only what anybody may read, once for each public event.

An account follows, or a guest by an address that a code has proved. One follows a case once; to stop takes one press,
in the portal or in the mail program (RFC 8058). Who stops leaves nothing behind.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import keys, receipts
from portal.kernel.models import Case, Event, Follow, Notice, Person
from portal.kernel.notices.rows import ACCOUNT, PENDING
from portal.kernel.notices.wishes import MAIL
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

TOPIC: Final = "followed"
SHOWN_FROM: Final = 5
"""Fewer followers are not told: one could guess who they are."""
BATCH: Final = 100
_MARK_BYTES: Final = 12


class WrongStop(Refusal):
    """The link was not made here, or was cut on its way."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("이 링크를 읽을 수 없습니다. 받은 글에 있는 주소를 끝까지 넣어 주세요."))


async def follow_as(person: Person, case: Case, now: datetime) -> Follow:
    """Let an account follow a public case; doing it twice is doing it once."""
    who = person.email_hash or keys.keyed_hash("follower", str(person.id))
    row = Follow(case_id=case.id, person_id=person.id, who=who, lang=person.lang)
    return await _follow(row, case, now)


async def follow_by_mail(address: str, case: Case, lang: str, now: datetime) -> Follow:
    """Let a guest follow a public case by an address that was proved before."""
    row = Follow(case_id=case.id, who=keys.keyed_hash("email", address), lang=lang)
    row.contact_sealed = keys.seal_for_house(address, _place(row.id))
    return await _follow(row, case, now)


async def _follow(row: Follow, case: Case, now: datetime) -> Follow:
    async with transaction():
        known = await Follow.get_or_none(case_id=case.id, who=row.who)
        if known is not None and (known.person_id or not row.person_id):
            return known
        # The guest of this address has an account by now.
        await Follow.filter(case_id=case.id, who=row.who).delete()
        row.since, row.told_seq = now, (await Case.get(id=case.id)).seq
        await row.save(force_create=True)
        await receipts.grow("public")
    return row


async def following(person: Person, case: Case) -> Follow | None:
    """The account's follow of a case, if it follows it."""
    return await Follow.get_or_none(case_id=case.id, person_id=person.id)


async def case_of(follow_id: UUID) -> Case | None:
    """The case that a follow is of; None once it has ended."""
    row = await Follow.get_or_none(id=follow_id).select_related("case")
    return row.case if row else None


async def end(follow_id: UUID) -> None:
    """Follow no more, and forget that one did."""
    async with transaction():
        if await Follow.filter(id=follow_id).delete():
            await receipts.grow("public")


async def of_person(person: Person) -> list[Case]:
    """The public cases that an account follows, those that it followed last first."""
    rows = (
        await Follow.filter(person_id=person.id, case__public=True).order_by("-since").select_related("case")
    )
    return [row.case for row in rows]


async def shown_count(case: Case) -> int:
    """How many follow a case; 0 while they are few."""
    number = await Follow.filter(case_id=case.id).count()
    return number if number >= SHOWN_FROM else 0


def address_of(row: Follow) -> str:
    """The address of a guest; "" for an account."""
    return keys.unseal_for_house(bytes(row.contact_sealed), _place(row.id)) if row.contact_sealed else ""


def _place(follow_id: UUID) -> str:
    return f"follow:{follow_id}:contact"


def stop_token(row: Follow) -> str:
    """What the link ends in by which this follow ends: its id and our own mark over it."""
    named = row.id.bytes
    return base64.urlsafe_b64encode(named + _mark(named)).rstrip(b"=").decode()


def read_stop(token: str) -> UUID:
    """The follow that a link names; it may have ended. Raises WrongStop."""
    try:
        raw = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error):
        raise WrongStop() from None
    named, mark = raw[:16], raw[16:]
    if len(named) != 16 or not hmac.compare_digest(mark, _mark(named)):
        raise WrongStop()
    return UUID(bytes=named)


def _mark(named: bytes) -> bytes:
    return bytes.fromhex(keys.keyed_hash("follow-stop", named.hex()))[:_MARK_BYTES]


async def tell_followers(now: datetime) -> bool:
    """Write the notices of a batch of followers with news; True if more may be waiting.

    Each is told the newest public event, once. A case that is public no more is followed no more.
    """
    due = await Follow.filter(due_at__lte=now).order_by("due_at").limit(BATCH).select_related("case")
    for case_id in {row.case_id for row in due}:
        rows = [row for row in due if row.case_id == case_id]
        await _tell(rows[0].case, rows, now)
    return len(due) == BATCH


async def _tell(case: Case, rows: Sequence[Follow], now: datetime) -> None:
    ids = [row.id for row in rows]
    async with transaction():
        if not case.public:
            await Follow.filter(case_id=case.id).delete()
            return
        newest = await Event.filter(case_id=case.id, audience="public").order_by("-seq").first()
        told = newest.seq if newest else 0
        # Read anew: another worker may have told them.
        behind = await Follow.filter(id__in=ids, due_at__not_isnull=True)
        await insert(*(_notice(row, told, now) for row in behind if row.told_seq < told))
        await Follow.filter(id__in=ids).update(due_at=None, told_seq=told)


def _notice(row: Follow, seq: int, now: datetime) -> Notice:
    return Notice(
        follow_id=row.id,
        event_seq=seq,
        topic=TOPIC,
        channel=ACCOUNT if row.person_id else MAIL,
        state=PENDING,
        available_at=now,
        created_at=now,
    )
