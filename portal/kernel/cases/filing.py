"""How does a filing become a case? One transaction: case, first event, outbox row, notices.

It is idempotent by a key that the client made: the same key and body give the same case again,
another body under the key is refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from portal.database.new_rows import new
from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import (
    collective,
    deadlines,
    holidays,
    keys,
    notices,
    outbox,
    paper,
    privacy,
    public,
    receipts,
    timeline,
)
from portal.kernel.canonical import canonical
from portal.kernel.cases.contents import Petitioner, reach_of, seal_contents
from portal.kernel.catalogue import Service
from portal.kernel.models import Attachment, Case, DataKey, Draft
from portal.kernel.moves import Actor, binding
from portal.kernel.paper import Paper
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class KeyReused(Refusal):
    """Another body was sent under a key that already belongs to a filing."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_("이 신청서는 다른 내용으로 이미 접수되었습니다. 새로 신청하려면 처음부터 다시 작성해 주세요.")
        )


class DraftGone(Refusal):
    """The draft was filed, deleted or expired."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(
            N_("작성하던 신청서를 찾지 못했습니다. 이미 제출했다면 ‘내 민원’에서 볼 수 있습니다.")
        )


@dataclass(frozen=True)
class Filing:
    """All that is filed. `key` is the client's idempotency key; `draft_id` brings files and key along.

    `person_id` is the account of a resident who is signed in: the case is theirs at once. `on_paper` is a numbered
    form that was handed in before: its number and its time count (channel "paper").
    """

    service: Service
    answers: Mapping[str, Any]
    petitioner: Petitioner
    key: str
    channel: str = "web"
    lang: str = "ko"
    draft_id: UUID | None = None
    person_id: UUID | None = None
    on_paper: Paper | None = None

    def digest(self, blobs: list[str]) -> str:
        """What the body is: the same key with another digest is refused."""
        said = [
            self.service.code,
            dict(self.answers),
            self.petitioner.to_data(),
            sorted(blobs),
        ]
        return keys.keyed_hash("filing", canonical(said))


@dataclass(frozen=True)
class Filed:
    """A case that is on disk. `repeated`: the key had been filed before and nothing new was stored.

    `calendar` is the one its dates were counted by, for who goes on counting.
    """

    case: Case
    repeated: bool
    calendar: deadlines.Calendar | None = None


async def find_filed(key: str) -> Case | None:
    """The case that was filed under a client's key, if any."""
    return await Case.get_or_none(idempotency_key=_stored_key(key))


async def file(filing: Filing, *, actor: Actor, now: datetime) -> Filed:
    """File it; the answers were checked by `kernel.answers` before. When this returns, the case is on disk.

    Raises KeyReused, ResidentNumberFound, DraftGone, PaperRefused.
    """
    privacy.check_no_resident_number(_texts(filing))
    calendar = None
    try:
        async with transaction():
            # Inside: a holiday declared a moment ago is either counted here, or finds this case when it re-dates.
            calendar = await holidays.current_calendar()
            return Filed(await _store(filing, actor, now, calendar), repeated=False, calendar=calendar)
    except (IntegrityError, DraftGone, paper.PaperRefused):
        # Nearly every filing is new. One that was filed before finds its key taken, its draft gone or its paper used.
        known = await find_filed(filing.key)
        if known is None:
            raise
        if known.filing_digest != filing.digest(await _blobs(case_id=known.id, event_seq=1)):
            raise KeyReused() from None
        return Filed(known, repeated=True, calendar=calendar)


async def _store(filing: Filing, actor: Actor, now: datetime, calendar: deadlines.Calendar) -> Case:
    service = filing.service
    households, signers = collective.counts_of(filing.answers)
    row, key = await _take_key(filing, now)
    blobs = await _blobs(draft_id=filing.draft_id) if filing.draft_id else []
    receipt_no, arrived = await _arrival(filing, now)
    case = new(
        Case,
        receipt_no=receipt_no,
        idempotency_key=_stored_key(filing.key),
        filing_digest=filing.digest(blobs),
        room=service.room,
        service_code=service.code,
        service_version=service.version,
        kind=service.kind,
        department=service.department.code,
        channel=filing.channel,
        lang=filing.lang,
        public=service.public,
        retention_class=service.retention_class,
        stage=binding(service.room).definition.first,
        submitted_at=arrived,
        accept_by=deadlines.accept_by(arrived, calendar),
        clock={"rule": service.period.rule},
        access_salt=secrets.token_hex(16),
        key_id=row.id,
        person_id=filing.person_id,
        households=households,
        signers=signers,
    )
    seal_contents(case, key, filing.petitioner, dict(filing.answers))
    meta = {
        "service": service.code,
        "version": service.version,
        "channel": filing.channel,
        "stage": case.stage,
        **({"arrived": arrived.isoformat()} if filing.on_paper else {}),
        **timeline.brought(blobs, contents=timeline.contents_hash(case)),
    }
    event = timeline.compose(case, kind="file", now=now, actor=actor, audience="public", key=key, meta=meta)
    message = outbox.compose(case, event)
    told = notices.compose(case, event, "filed", reach=reach_of(case, filing.petitioner))
    new_key = [row] if filing.draft_id is None else []
    found = public.filed(case, service, filing.answers)
    await insert(*new_key, case, event, message, *told, *found)
    if filing.draft_id:
        await Attachment.filter(draft_id=filing.draft_id).update(
            case_id=case.id, draft_id=None, facts_ct=None
        )
        await Draft.filter(id=filing.draft_id).delete()
    return case


async def _arrival(filing: Filing, now: datetime) -> tuple[str, datetime]:
    """The receipt number and the time that counts by law: now, or when a paper form was handed in.

    The public pages' generation grows with it, if this case will be seen there.
    """
    grown = ("public",) if filing.service.public else ()
    if filing.on_paper is None:
        return await receipts.take(now, *grown), now
    await paper.use(filing.on_paper, now)
    for name in grown:
        await receipts.grow(name)
    return filing.on_paper.receipt_no, filing.on_paper.handed_in_at


async def _take_key(filing: Filing, now: datetime) -> tuple[DataKey, bytes]:
    """The draft's data key becomes the case's, so that nothing is sealed twice; else a new, unsaved one."""
    if filing.draft_id is None:
        return keys.new_data_key(now)
    draft = await Draft.get_or_none(id=filing.draft_id).select_related("key")
    if draft is None:
        raise DraftGone()
    return draft.key, keys.unwrap(draft.key)


async def _blobs(**where: Any) -> list[str]:
    return [str(blob) for blob in await Attachment.filter(**where).values_list("blob", flat=True)]


def _stored_key(key: str) -> str:
    return keys.keyed_hash("idempotency", key)


def _texts(filing: Filing) -> dict[str, str]:
    """Every text of the filing by the field it stands in."""
    found = {name: value for name, value in filing.petitioner.to_data().items() if isinstance(value, str)}
    for name, value in filing.answers.items():
        found[name] = value if isinstance(value, str) else canonical(value)
    return found
