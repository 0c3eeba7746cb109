"""Does every file lie where its row says, whole, and does nothing else lie there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from anyio import to_thread

from portal.kernel.files.attachments import DESTROYED
from portal.kernel.files.ends import BlobGone, End, address_of, hash_at
from portal.kernel.files.store import end, store
from portal.kernel.models import Attachment

ORPHAN_AGE: Final = timedelta(days=1)


@dataclass(frozen=True)
class Inventory:
    """What was looked at. `orphans`: over a day old and named by no row; the sweep takes them within a day."""

    named: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing that a row names is lost or changed."""
        return not self.missing and not self.damaged


async def check(now: datetime, *, read: bool = True) -> Inventory:
    """Compare rows and store; with `read` every file is read and hashed. Raises StoreAway."""
    before = await _named()
    kept = {one.blob: one.at for one in await to_thread.run_sync(lambda: list(end().kept()))}
    named = await _named()  # again: a draft may have been filed or given up between the two
    missing = sorted(blob for blob in before & named if blob not in kept)
    damaged = await to_thread.run_sync(_damaged, sorted(named & kept.keys())) if read else ()
    orphans = [blob for blob, at in kept.items() if blob not in before | named and at < now - ORPHAN_AGE]
    return Inventory(len(named), tuple(missing), damaged, tuple(sorted(orphans)))


async def sweep_orphans(now: datetime) -> int:
    """Remove files that no row names, or only one of a destroyed case, if over a day old; returns how many."""
    living = Attachment.exclude(state=DESTROYED)
    known = {str(blob) for blob in await living.values_list("blob", flat=True)}
    return await store().sweep(known, now - ORPHAN_AGE)


async def copy_from(source: End) -> tuple[int, list[str]]:
    """Copy what rows name from another place, each checked against its address; what lies here already stays.

    Returns how many were copied, and what is in neither place whole. Raises StoreAway.
    """
    return await to_thread.run_sync(_copied, source, sorted(await _named()))


async def _named() -> set[str]:
    rows = Attachment.exclude(state=DESTROYED)
    return {str(blob) for blob in await rows.values_list("blob", flat=True)}


def _damaged(blobs: Sequence[str]) -> tuple[str, ...]:
    found = []
    for blob in blobs:
        try:
            if hash_at(end(), blob) != blob:
                found.append(blob)
        except BlobGone:  # taken away lawfully while we read
            continue
    return tuple(found)


def _copied(source: End, blobs: Sequence[str]) -> tuple[int, list[str]]:
    target, done, lost = end(), 0, []
    for blob in blobs:
        if target.has(blob):
            continue
        try:
            with source.open(blob) as found:
                sealed = found.read(found.bytes)
        except BlobGone:
            lost.append(blob)
            continue
        if address_of(sealed) != blob:
            lost.append(blob)
            continue
        target.keep(blob, sealed)
        done += 1
    return done, lost
