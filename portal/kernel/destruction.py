"""What goes when a case is lawfully destroyed, and what stays?

Its key, its sealed contents and files, the keyed hashes by which people are found, and every trace of a contact go.
Its number, service, department, stages and dates stay, with the chain of events over the hashes of what is gone
(전자정부 기록의 진본성, 기록물법 시행령 43조), and one more event that says when it was destroyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from portal.database.rows import empty_log, insert
from portal.database.transactions import transaction
from portal.kernel import destroyed, files, public, receipts, timeline
from portal.kernel.models import (
    Attachment,
    BackOffice,
    Case,
    DataKey,
    Delegation,
    Disposal,
    Draft,
    Event,
    InboxMessage,
    Notice,
    OutboxMessage,
    Person,
    Satisfaction,
)
from portal.kernel.moves import Actor
from portal.kernel.outbox import ACKNOWLEDGED
from portal.kernel.people import residents

EVENT = "destroyed"
_BATCH = 500


async def destroy(case_id: UUID, *, actor: Actor, now: datetime, at: datetime | None = None) -> bool:
    """Destroy a case for good; False if it is destroyed already.

    `at` is when its key was destroyed, if that was in another copy of the data. The caller has checked that it may be.
    """
    async with transaction():
        case = await Case.get(id=case_id)
        key = await DataKey.get(id=case.key_id)
        if key.destroyed_at is not None and key.wrapped is None:
            return False
        destroyed.note([key.id], at or now)
        await DataKey.filter(id=key.id).update(wrapped=None, destroyed_at=at or now)
        await _empty(case, now)
        meta = {"stage": case.stage, **({"replayed": at.isoformat()} if at is not None else {})}
        event = timeline.compose(
            case, kind=EVENT, now=now, actor=actor, audience="public", key=b"", meta=meta
        )
        await case.save()
        await insert(event)
        await Disposal.filter(case_id=case.id).update(destroyed_at=at or now)
        if case.public:
            await receipts.grow("public")
    await remove_files(case_id)
    return True


async def _empty(case: Case, now: datetime) -> None:
    """Take everything personal out of a case and what belongs to it; the unsaved case is the caller's to save."""
    case.petitioner_ct = case.answers_ct = None
    case.name_hash = case.phone_hash = case.phone_tail_hash = case.email_hash = ""
    case.filing_digest, case.person_id = "", None
    await Event.filter(case_id=case.id).update(body_ct=None)
    await Attachment.filter(case_id=case.id).update(name_ct=b"", facts_ct=None, state=files.DESTROYED)
    await public.forget(case.id)
    await Satisfaction.filter(case_id=case.id).update(words_ct=None)
    # Handed-out codes open nothing any more, and nobody reads who took one.
    await Delegation.filter(case_id=case.id, ended_at=None).update(ended_at=now)
    await Delegation.filter(case_id=case.id).update(code_hash="", agent_ct=None, agent_id=None)
    await Notice.filter(case_id=case.id).update(error="")
    await Notice.filter(case_id=case.id, state="pending").update(state="skipped")
    await InboxMessage.filter(case_id=case.id).update(body_sealed=b"")


async def remove_files(case_id: UUID) -> None:
    """Remove the files of a destroyed case; again if a crash came between its destruction and this."""
    rows = Attachment.filter(case_id=case_id, state=files.DESTROYED)
    for blob in await rows.values_list("blob", flat=True):
        await files.store().delete(str(blob))


async def still_owed(case: Case) -> bool:
    """Whether the department's system has not acknowledged all of a case: then it is not to be destroyed yet."""
    if not await BackOffice.exists(department=case.department, active=True):
        return False
    return await OutboxMessage.filter(case_id=case.id).exclude(state=ACKNOWLEDGED).exists()


async def unfinished() -> list[UUID]:
    """Keys of this machine's list that are not destroyed here: a crash came between the list and the commit."""
    return [row.id for row in await _standing(destroyed.read())]


async def finish(*, actor: Actor, now: datetime) -> int:
    """Carry out what the list of destroyed keys says and the database does not; returns how many keys."""
    return await replay(destroyed.read(), actor=actor, now=now)


async def replay(gone: Mapping[UUID, datetime], *, actor: Actor, now: datetime) -> int:
    """Destroy what a list says was destroyed, and has not been here; returns how many keys."""
    rows = await _standing(gone)
    for row in rows:
        case = await Case.get_or_none(key_id=row.id)
        person = await Person.get_or_none(key_id=row.id)
        if case is not None:
            await destroy(case.id, actor=actor, now=now, at=gone[row.id])
        elif person is not None:
            await residents.close(person, gone[row.id])
        else:
            await DataKey.filter(id=row.id).update(wrapped=None, destroyed_at=gone[row.id])
    await empty_log()
    return len(rows)


async def drop_drafts_without_key() -> int:
    """Remove drafts whose keys went after the copy of the data was made: expired, or given up by their owners."""
    drafts = await Draft.filter(key__wrapped=None, key__destroyed_at=None)
    for draft in drafts:
        async with transaction():
            await Attachment.filter(draft_id=draft.id).delete()
            await Draft.filter(id=draft.id).delete()
            await DataKey.filter(id=draft.key_id).delete()
    return len(drafts)


async def _standing(gone: Mapping[UUID, datetime]) -> list[DataKey]:
    ids, found = list(gone), []
    for start in range(0, len(ids), _BATCH):
        found += await DataKey.filter(id__in=ids[start : start + _BATCH], destroyed_at=None)
    return found
