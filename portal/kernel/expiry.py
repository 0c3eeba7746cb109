"""What may go, and when? Drafts, sessions, proofs and rates past their time, and what was acknowledged long ago.

Nothing that somebody still waits for is removed: outbox rows only once they are acknowledged.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from portal.database.transactions import transaction
from portal.kernel import cases, files
from portal.kernel.models import (
    AccountRequest,
    Attachment,
    Case,
    ContactProof,
    DataKey,
    Draft,
    OutboxMessage,
    Rate,
    Session,
)
from portal.kernel.moves import SYSTEM
from portal.kernel.outbox import ACKNOWLEDGED

BATCH: Final = 100
PROOF_KEPT: Final = timedelta(days=1)
"""An unused or used proof outlives its code by this, so that its attempts stay counted."""
OUTBOX_KEPT: Final = timedelta(days=90)
"""How long an acknowledged message stays, for questions and reconciliation."""


async def remove_expired_drafts(now: datetime) -> bool:
    """Remove drafts past their time with their files; their keys go too, so that no copy can be read."""
    drafts = await Draft.filter(expires_at__lte=now).order_by("expires_at").limit(BATCH)
    for draft in drafts:
        for blob in await _remove_draft(draft, now):
            await files.store().delete(blob)
    return len(drafts) == BATCH


async def _remove_draft(draft: Draft, now: datetime) -> list[str]:
    """Remove the rows in one transaction, unless the draft was saved or filed meanwhile; returns its blobs.

    Who dies before the blobs are gone leaves orphans that nobody can read: `sweep_files` takes them.
    """
    async with transaction():
        if not await Draft.exists(id=draft.id, expires_at__lte=now):
            return []
        rows = Attachment.filter(draft_id=draft.id)
        blobs = [str(blob) for blob in await rows.values_list("blob", flat=True)]
        await rows.delete()
        await Draft.filter(id=draft.id).delete()
        await DataKey.filter(id=draft.key_id).delete()
    return blobs


async def remove_expired_rows(now: datetime) -> bool:
    """Remove sessions, wishes for an account, counted tries and contact proofs past their time; a draft keeps the
    proof it stands on."""
    await Session.filter(expires_at__lte=now).delete()
    await AccountRequest.filter(expires_at__lte=now).delete()
    await Rate.filter(expires_at__lte=now).delete()
    needed = list(await Draft.exclude(proof_id=None).values_list("proof_id", flat=True))
    old = ContactProof.filter(expires_at__lte=now - PROOF_KEPT)
    await (old.exclude(id__in=needed) if needed else old).delete()
    return False


async def remove_acknowledged(now: datetime) -> bool:
    """Remove outbox rows that were acknowledged long ago, and no others."""
    old = OutboxMessage.filter(state=ACKNOWLEDGED, lost_at=None, acknowledged_at__lte=now - OUTBOX_KEPT)
    ids = await old.limit(BATCH).values_list("id", flat=True)
    await OutboxMessage.filter(id__in=list(ids), state=ACKNOWLEDGED).delete()
    return len(ids) == BATCH


async def sweep_files(now: datetime) -> bool:
    """Remove what crashes left in the file store."""
    await files.sweep_orphans(now)
    return False


async def rescan_files(now: datetime) -> bool:
    """Ask the scanner again about the files in quarantine; whoever sent a rejected one is told."""
    await files.rescan()
    for row in await Attachment.filter(state=files.REJECTED).exclude(case_id=None).limit(BATCH):
        await _tell_rejected(row, now)
    return False


async def _tell_rejected(row: Attachment, now: datetime) -> None:
    """The event and the new state stand in one transaction, so that it is told once."""
    case = await Case.get(id=row.case_id)
    name = next(each.name for each in await files.for_case(case) if each.id == row.id)
    async with transaction():
        if await Attachment.filter(id=row.id, state=files.REJECTED).update(state=files.REFUSED):
            await cases.move(case.id, "refuse_file", actor=SYSTEM, now=now, data={"file": name})
