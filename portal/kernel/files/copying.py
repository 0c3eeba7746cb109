"""How do the files of a case come into one that is split off it? Sealed once more, under the other case's key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal.kernel import keys
from portal.kernel.files.attachments import QUARANTINED, STORED, key_of, name_of, place_of
from portal.kernel.files.store import store
from portal.kernel.models import Attachment, Case


async def copied(case: Case, key: bytes) -> dict[str, str]:
    """Seal the files that came with a case's filing once more, under another `key`: where each copy lies, by its blob.

    Outside a transaction. Raises keys.KeyDestroyed, keys.SealBroken, StoreAway.
    """
    old = await key_of(case)
    blobs = [row.blob for row in await _filed(case)]
    return {blob: await store().put(key, await store().get(old, blob)) for blob in blobs}


async def adopted(
    case: Case, to: Case, key: bytes, blobs: Mapping[str, str], now: datetime
) -> list[Attachment]:
    """The unsaved rows of those copies for the case `to`. Raises keys.KeyDestroyed."""
    old = await key_of(case)
    found = []
    for row in await _filed(case):
        copy = Attachment(
            case_id=to.id,
            field=row.field,
            audience=row.audience,
            media_type=row.media_type,
            size=row.size,
            blob=blobs[row.blob],
            state=row.state,
            created_at=now,
        )
        copy.name_ct = keys.seal(key, name_of(row, old).encode(), place_of(copy, "name"))
        found.append(copy)
    return found


async def _filed(case: Case) -> list[Attachment]:
    return await Attachment.filter(case_id=case.id, event_seq=1, state__in=[STORED, QUARANTINED])
