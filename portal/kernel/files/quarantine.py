"""What becomes of files that came while the scanner was down?"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID

from portal.kernel import keys
from portal.kernel.files.attachments import QUARANTINED, REJECTED, STORED
from portal.kernel.files.ends import BlobGone
from portal.kernel.files.scan import ScannerDown, scan
from portal.kernel.files.store import store
from portal.kernel.models import Attachment, DataKey
from portal.settings import settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rescanned:
    """What one round brought. `rejected` names attachments; `waiting` could not be asked about."""

    stored: int
    rejected: tuple[UUID, ...]
    waiting: int


async def rescan() -> Rescanned:
    """Ask about each file in quarantine; stops when the scanner is down again. For the worker to call.

    A rejected file stays sealed in the store and is never opened; with CLAMD=off quarantine is lifted by nobody.
    """
    ids = [UUID(str(one)) for one in await Attachment.filter(state=QUARANTINED).values_list("id", flat=True)]
    states: dict[UUID, str] = {}
    if settings().clamd == "required":
        for one in ids:
            try:
                state = await _asked(one)
            except ScannerDown:
                break
            if state is not None:
                states[one] = state
    rejected = tuple(one for one, state in states.items() if state == REJECTED)
    return Rescanned(len(states) - len(rejected), rejected, len(ids) - len(states))


async def _asked(attachment: UUID) -> str | None:
    """The new state, or None when the file can't be read or is gone. Raises ScannerDown, StoreAway."""
    row = await Attachment.get_or_none(id=attachment).select_related("case", "draft")
    owner = None if row is None else row.case or row.draft
    if row is None or owner is None:
        return None
    try:
        key = keys.unwrap(await DataKey.get(id=owner.key_id))
        data = await store().get(key, row.blob)
    except (keys.KeyDestroyed, keys.SealBroken, BlobGone):
        log.exception("attachment %s in quarantine can't be read", attachment)
        return None
    state = STORED if (await scan(data, settings().clamd_address)).clean else REJECTED
    changed = await Attachment.filter(id=attachment, state=QUARANTINED).update(state=state)
    return state if changed else None
