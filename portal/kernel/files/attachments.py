"""Which files belong to this draft or case, and who may open one now?

The file is durable before its row is written and goes after its row is gone, so that no row ever points at nothing;
what a crash (or a store that was away) leaves between the two is an orphan, which `sweep_orphans` takes away.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.database.transactions import transaction
from portal.kernel import keys, privacy
from portal.kernel.files.examining import Examined, Source, examine
from portal.kernel.files.facts import PhotoFacts
from portal.kernel.files.refused import (
    AttachmentNotFound,
    DraftClosed,
    FileLost,
    Infected,
    NotScannedYet,
    TooManyFiles,
)
from portal.kernel.files.scan import ScannerDown, scan
from portal.kernel.files.store import store
from portal.kernel.models import Attachment, Case, DataKey, Draft
from portal.kernel.refusals import Refusal
from portal.settings import settings

log = logging.getLogger(__name__)
MAX_FILES: Final = 5
STORED: Final = "stored"
QUARANTINED: Final = "quarantined"
REJECTED: Final = "rejected"
REFUSED: Final = "refused"
DESTROYED: Final = "destroyed"


@dataclass(frozen=True)
class Upload:
    """A file as it came: `name` and `source` (bytes, a path, or an open file) are the sender's word only."""

    name: str
    source: Source


@dataclass(frozen=True)
class Listed:
    """A file in a list, its name opened.

    `state`: stored, quarantined (waits for the scanner), rejected, refused (rejected, and its sender told);
    destroyed with its case, such a file is in no list.
    """

    id: UUID
    field: str
    name: str
    media_type: str
    size: int
    state: str
    audience: str
    event_seq: int
    created_at: datetime
    facts: PhotoFacts | None


@dataclass(frozen=True)
class Opened:
    """A file to be sent: as a download, with its true type and `nosniff`."""

    name: str
    media_type: str
    size: int
    pieces: AsyncIterator[bytes]


async def prepare(key: bytes, field: str, upload: Upload, now: datetime) -> Attachment:
    """Examine, scan, seal and keep a file outside any transaction; the row is returned unsaved.

    Raises privacy.ResidentNumberFound (in the name) and a FileRefused before anything is stored; StoreAway.
    """
    privacy.check_no_resident_number({}, [upload.name])
    found = await examine(upload.source, upload.name)
    state = await _scanned(found)
    row = Attachment(
        field=field,
        media_type=found.media_type,
        size=len(found.data),
        blob=await store().put(key, found.data),
        state=state,
        created_at=now,
    )
    row.name_ct = keys.seal(key, found.clean_name.encode(), place_of(row, "name"))
    row.facts_ct = keys.seal(key, _written(found.facts), place_of(row, "facts")) if found.facts else None
    return row


async def attach_to_draft(draft: Draft, field: str, upload: Upload, now: datetime) -> Listed:
    """Add a file to a draft; what the photo told is in `facts`, for its owner to take over or not.

    Raises what `prepare` raises, TooManyFiles, DraftClosed (filed or deleted meanwhile).
    """
    await _check_room(draft)
    key = await key_of(draft)
    row = await prepare(key, field, upload, now)
    row.draft_id = draft.id
    try:
        async with transaction():
            await _check_room(draft)
            await row.save(force_create=True)
    except Refusal:
        # Only now is it sure that no row was written; after any other error the sweep decides.
        await store().delete(row.blob)
        raise
    return _listed(row, key)


@asynccontextmanager
async def brought(
    case: Case, field: str, uploads: Sequence[Upload], *, audience: str, now: datetime
) -> AsyncIterator[list[UUID]]:
    """A transaction in which these files are the case's, for the move that brings them.

    `async with brought(…) as ids: await cases.move(…, files=ids)`. All are prepared before it begins; if the move
    is refused, none remain. Raises what `prepare` raises, TooManyFiles, keys.KeyDestroyed.
    """
    if len(uploads) > MAX_FILES:
        raise TooManyFiles(most=MAX_FILES)
    key = await key_of(case)
    rows: list[Attachment] = []
    try:
        for upload in uploads:
            rows.append(await prepare(key, field, upload, now))  # noqa: PERF401 — those before a refusal are removed
        async with transaction():
            for row in rows:
                row.case_id, row.audience, row.event_seq = case.id, audience, case.seq
                await row.save(force_create=True)
            yield [row.id for row in rows]
    except Refusal:
        for row in rows:
            await store().delete(row.blob)
        raise


async def remove(draft: Draft, attachment: UUID) -> None:
    """Take a file out of a draft for good. Raises AttachmentNotFound, also for a file of another draft."""
    row = await Attachment.get_or_none(id=attachment, draft_id=draft.id)
    if row is None or not await Attachment.filter(id=attachment, draft_id=draft.id).delete():
        raise AttachmentNotFound()
    await store().delete(row.blob)


async def remove_all(draft: Draft) -> None:
    """Take all files out of a draft that is given up or expired; the draft's row goes after this."""
    for row in await Attachment.filter(draft_id=draft.id):
        if await Attachment.filter(id=row.id, draft_id=draft.id).delete():
            await store().delete(row.blob)


async def for_draft(draft: Draft) -> list[Listed]:
    """The files of a draft, oldest first."""
    key = await key_of(draft)
    return [
        _listed(row, key) for row in await Attachment.filter(draft_id=draft.id).order_by("created_at", "id")
    ]


async def for_case(case: Case, audiences: Collection[str] | None = None) -> list[Listed]:
    """The files of a case, oldest first; `audiences` of `visibility.audiences_of`, None for all.

    Raises keys.KeyDestroyed.
    """
    key = await key_of(case)
    rows = Attachment.filter(case_id=case.id).order_by("event_seq", "created_at", "id")
    if audiences is not None:
        rows = rows.filter(audience__in=list(audiences))
    return [_listed(row, key) for row in await rows]


async def open_for(owner: Case | Draft, attachment: UUID, audiences: Collection[str] | None = None) -> Opened:
    """A file of this case or draft, to be sent piece by piece. Who looked is recorded by the caller.

    Raises AttachmentNotFound (also for another case's file or audience), NotScannedYet, Infected, FileLost,
    StoreAway, keys.KeyDestroyed.
    """
    rows = Attachment.filter(id=attachment)
    mine = rows.filter(case_id=owner.id) if isinstance(owner, Case) else rows.filter(draft_id=owner.id)
    row = await mine.first()
    if row is None or (audiences is not None and row.audience not in audiences):
        raise AttachmentNotFound()
    key = await key_of(owner)
    if row.state == QUARANTINED:
        raise NotScannedYet()
    if row.state != STORED:
        raise Infected()
    # Asked before the answer begins: later there would be no way to say so.
    if not await store().has(row.blob):
        log.error("attachment %s is lost: nothing lies under its address", row.id)
        raise FileLost()
    return Opened(name_of(row, key), row.media_type, row.size, store().stream(key, row.blob))


def scanning() -> bool:
    """Whether a scanner looks at every file."""
    return settings().clamd != "off"


async def _scanned(found: Examined) -> str:
    """The state a new file gets. Raises Infected."""
    if not scanning():
        return STORED
    try:
        verdict = await scan(found.data, settings().clamd_address)
    except ScannerDown:
        return QUARANTINED
    if not verdict.clean:
        refusal = Infected()
        refusal.name = found.clean_name
        raise refusal
    return STORED


async def _check_room(draft: Draft) -> None:
    if not await Draft.exists(id=draft.id):
        raise DraftClosed()
    if await Attachment.filter(draft_id=draft.id).count() >= MAX_FILES:
        raise TooManyFiles(most=MAX_FILES)


async def key_of(owner: Case | Draft) -> bytes:
    """The bare data key under which the files of a case or draft lie. Raises keys.KeyDestroyed."""
    return keys.unwrap(await DataKey.get(id=owner.key_id))


def _listed(row: Attachment, key: bytes) -> Listed:
    return Listed(
        id=row.id,
        field=row.field,
        name=name_of(row, key),
        media_type=row.media_type,
        size=row.size,
        state=row.state,
        audience=row.audience,
        event_seq=row.event_seq,
        created_at=row.created_at,
        facts=_facts(row, key),
    )


def name_of(row: Attachment, key: bytes) -> str:
    """What its owner called the file. Raises keys.SealBroken."""
    return keys.unseal(key, bytes(row.name_ct), place_of(row, "name")).decode()


def _facts(row: Attachment, key: bytes) -> PhotoFacts | None:
    if row.facts_ct is None:
        return None
    said = json.loads(keys.unseal(key, bytes(row.facts_ct), place_of(row, "facts")))
    taken = datetime.fromisoformat(said["taken_at"]) if said["taken_at"] else None
    return PhotoFacts(taken, said["latitude"], said["longitude"])


def _written(facts: PhotoFacts) -> bytes:
    taken = facts.taken_at.isoformat() if facts.taken_at else None
    return json.dumps({"taken_at": taken, "latitude": facts.latitude, "longitude": facts.longitude}).encode()


def place_of(row: Attachment, part: str) -> bytes:
    """To which row and part of it something sealed is bound."""
    return f"{row.id}:{part}".encode()
