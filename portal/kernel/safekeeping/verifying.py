"""Did all of a backup come back, and does every key open what it should?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from portal.database.sqlite_shape import row_counts
from portal.kernel import destroyed, files, keys
from portal.kernel.models import Attachment, Case, DataKey, Draft, Person
from portal.kernel.safekeeping import snapshot
from portal.kernel.safekeeping.manifest import Manifest, names_hash
from portal.kernel.safekeeping.unpacking import Unpacked

_BATCH = 500


def as_packed(database: Path, manifest: Manifest, found: Unpacked) -> list[str]:
    """What of the unpacked archive does not fit its manifest."""
    problems = []
    if found.database_sha256 != manifest.database_sha256:
        return ["the database is not the one that was backed up"]
    with closing(sqlite3.connect(database)) as connection:
        if row_counts(connection) != manifest.counts:
            problems.append("the tables have other numbers of rows than the manifest says")
        if snapshot.heads(connection) != manifest.heads:
            problems.append("the heads of the cases are others than the manifest says")
    if names_hash(sorted(found.files)) != manifest.files.names_sha256:
        problems.append(
            f"{len(found.files)} files came, other ones than the {manifest.files.count} of the manifest"
        )
    strange = found.strange - set(manifest.files.damaged)
    problems += [f"file {blob} has other bytes than its address says" for blob in sorted(strange)]
    return problems


async def as_living(manifest: Manifest) -> list[str]:
    """What of the restored house can't be read though it should be, or can though it should not."""
    return [*await _keys(), *await _files(manifest), *await _destroyed()]


async def _keys() -> list[str]:
    """Every key that stands is unwrapped once; a case, account or draft without key or destruction is told."""
    problems: list[str] = []
    last = None
    while True:
        query = DataKey.all() if last is None else DataKey.filter(id__gt=last)
        rows = await query.order_by("id").limit(_BATCH)
        if not rows:
            return problems
        for row in rows:
            if row.wrapped is not None:
                try:
                    keys.unwrap(row)
                except (KeyError, keys.SealBroken):
                    problems.append(f"key {row.id} can't be opened with the master keys here ({row.master})")
            elif row.destroyed_at is None and await _needed(row):
                problems.append(f"key {row.id} is in neither archive nor list: take a newer keys archive")
        last = rows[-1].id


async def _needed(row: DataKey) -> bool:
    return bool(
        await Case.exists(key_id=row.id)
        or await Person.exists(key_id=row.id)
        or await Draft.exists(key_id=row.id)
    )


async def _files(manifest: Manifest) -> list[str]:
    known = {*manifest.files.missing, *manifest.files.gone}
    problems = []
    for row in await Attachment.exclude(state=files.DESTROYED).only("id", "blob", "draft_id", "case_id"):
        if row.blob in known and row.draft_id is not None:
            await Attachment.filter(id=row.id).delete()  # its owner took it out while the backup ran
        elif row.blob not in manifest.files.missing and not files.end().has(row.blob):
            problems.append(f"file {row.blob} is missing")
    return problems


async def _destroyed() -> list[str]:
    """Nothing of a destroyed case may be left."""
    problems = []
    ids = list(destroyed.read())
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        problems += [
            f"key {row.id} was destroyed and stands"
            for row in await DataKey.filter(id__in=batch).exclude(wrapped=None)
        ]
        for case in await Case.filter(key_id__in=batch):
            blobs = await Attachment.filter(case_id=case.id).values_list("blob", flat=True)
            left = case.petitioner_ct is not None or case.answers_ct is not None
            if left or any(files.end().has(str(blob)) for blob in blobs):
                problems.append(f"{case.receipt_no} was destroyed and something of it is left")
    return problems
