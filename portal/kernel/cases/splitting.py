"""How does one petition become two? The new case has its own number, key and chain, and keeps the first dates."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.database.rows import insert
from portal.kernel import catalogue, files, keys, notices, outbox, public, receipts, timeline
from portal.kernel.cases.contents import answers_of, key_of, petitioner_of, reach_of, seal_contents
from portal.kernel.models import Case, DataKey
from portal.kernel.moves import Actor

SPLIT_OFF = "split_off"
"""The first event of a case that was split from another, and the topic of its notice."""
_SAME = (
    "room service_code service_version kind channel lang public retention_class stage submitted_at accept_by"
    " accepted_at due_at person_id households signers filing_digest"
).split()
_CLOCK = ("rule", "pauses", "extensions", "told_progress", "requests", "with")


@dataclass(frozen=True)
class Apart:
    """What a new case will have of its own: its key, and the files that lie sealed under it (new address by old)."""

    row: DataKey
    key: bytes
    blobs: Mapping[str, str]


async def set_apart(case: Case, now: datetime) -> Apart:
    """Copy the files of a case for one that is split off it, before the transaction.

    If none comes of it, the sweep of the file store takes the copies away. Raises keys.KeyDestroyed, StoreAway.
    """
    row, key = keys.new_data_key(now)
    return Apart(row, key, await files.copied(case, key))


async def split_off(
    case: Case, department: str, apart: Apart, *, actor: Actor, now: datetime, body: dict[str, Any]
) -> Case:
    """Make a new case of a part of this one, in the running transaction; `body` says which part and why.

    The same person filed it at the same time with the same words and files, which are sealed anew under the new case's
    key. Its due date is counted from the first acceptance. Raises keys.KeyDestroyed.
    """
    row, key = apart.row, apart.key
    old_key = await key_of(case)
    petitioner = petitioner_of(case, old_key)
    part = Case(
        receipt_no=await receipts.take(now),
        idempotency_key=keys.keyed_hash("idempotency", f"split:{case.id}:{case.seq}"),
        department=department,
        origin_id=case.origin_id or case.id,
        access_salt=secrets.token_hex(16),
        key_id=row.id,
        clock={name: case.clock[name] for name in _CLOCK if name in case.clock},
        **{name: getattr(case, name) for name in _SAME},
    )
    if department == case.department:
        part.officer_id = case.officer_id
    said = answers_of(case, old_key)
    seal_contents(part, key, petitioner, said)
    copies = await files.adopted(case, part, key, apart.blobs, now)
    meta = {
        "service": case.service_code,
        "version": case.service_version,
        "channel": case.channel,
        "stage": part.stage,
        "origin": case.receipt_no,
        "arrived": case.submitted_at.isoformat(),
        "accepted_at": case.accepted_at.isoformat() if case.accepted_at else "",
        "due_at": case.due_at.isoformat() if case.due_at else "",
        **timeline.brought([copy.blob for copy in copies], contents=timeline.contents_hash(part)),
    }
    event = timeline.compose(
        part, kind=SPLIT_OFF, now=now, actor=actor, audience="public", key=key, meta=meta, body=body
    )
    message = outbox.compose(part, event)
    told = notices.compose(part, event, SPLIT_OFF, reach=reach_of(part, petitioner))
    service = await catalogue.service_version(case.service_code, case.service_version)
    await insert(row, part, event, message, *told, *public.filed(part, service, said))
    if copies:
        await insert(*copies)
    return part
