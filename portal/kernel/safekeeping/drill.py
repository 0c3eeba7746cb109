"""Would we get everything back? A backup of the living house, restored into an empty place and compared with it.

The quarterly dispersal (분기말 전산자료 소산) is worth what its restore is worth, so the drill reads what came back:
the ledger, the counts, some cases and files by chance against the living ones, and that nothing destroyed can be read.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage

from portal.database.carrying import scratch
from portal.kernel import cases, destroyed, files, keys
from portal.kernel.models import Attachment, Case, DataKey
from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping import backup, lost, place, restore
from portal.kernel.words import N_
from portal.settings import settings, tortoise_config


class NoScratch(Refusal):
    """At the server there is no place for the restored database."""

    kind = "unavailable"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "훈련에 쓸 데이터베이스를 만들 권한이 없습니다. "
                "PostgreSQL에서 portal이 쓰는 역할에 CREATEDB를 주세요."
            )
        )


@dataclass
class Drill:
    """What a drill did and found; it passed if `problems` is empty. Seconds are of the wall clock."""

    at: str
    archive: str
    seed: int
    backup_bytes: int = 0
    keys_bytes: int = 0
    backup_seconds: float = 0.0
    restore_seconds: float = 0.0
    restored: restore.Restored | None = None
    compared_cases: int = 0
    compared_files: int = 0
    destroyed_checked: int = 0
    entered_again: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether a real restore would have been whole."""
        return not self.problems


@dataclass(frozen=True)
class Archive:
    """An archive that stands somewhere already, for a drill at the place it was brought to."""

    data: Path
    keys: Path
    identities: Sequence[Any]


async def drill(
    now: datetime, *, sample: int = 50, seed: int | None = None, archive: Archive | None = None
) -> Drill:
    """Do it all in a place that is removed afterwards. Without `archive` a backup is made now, for two keys of its own.

    No house may be open in this process.
    """
    done = Drill(
        now.isoformat(), archive.data.name if archive else "", seed or random.SystemRandom().getrandbits(32)
    )
    async with place.opened():
        live = await _looked_at(sample, random.Random(done.seed))  # noqa: S311 — a sample, not a secret
        newest, known = await lost.held()
    masters = settings().var / "keys"
    async with _database() as database:
        with tempfile.TemporaryDirectory(prefix="drill-", dir=settings().var) as folder:
            source, new = archive or _backed_up(Path(folder), now, done), Path(folder) / "restored"
            begun = time.monotonic()
            given = restore.Source(source.data, source.keys, source.identities, masters, destroyed.path())
            restored = await restore.restore(given, new, now=now, database=database)
            done.restore_seconds = time.monotonic() - begun
            done.restored = restored
            done.problems += restored.problems
            with place.standing(new, database):
                async with place.opened():
                    await _compare(live, done)
                    await _try_destroyed(done)
                    done.entered_again, wrong = await lost.enter_again(newest, known, now)
                    done.problems += wrong
            shutil.rmtree(new)
    return done


@asynccontextmanager
async def _database() -> AsyncIterator[str]:
    """The address of a database at the house's own server that goes again; "" if the house's is a file."""
    if not settings().on_postgres:
        yield ""
        return
    try:
        async with scratch.database(tortoise_config(), settings().database_url) as address:
            yield address
    except scratch.MayNotMake as error:
        raise NoScratch() from error


def _backed_up(folder: Path, now: datetime, done: Drill) -> Archive:
    """A backup for two identities that live as long as this drill."""
    opens_data, opens_keys = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    begun = time.monotonic()
    made = backup.make(
        backup.Place(folder / "data", [opens_data.to_public()]),
        backup.Place(folder / "keys", [opens_keys.to_public()]),
        now=now,
    )
    done.backup_seconds = time.monotonic() - begun
    done.archive, done.backup_bytes, done.keys_bytes = made.data.path.name, made.data.size, made.keys.size
    done.problems += [f"file {blob} is lost or damaged in the living house" for blob in made.faults]
    return Archive(made.data.path, made.keys.path, [opens_data, opens_keys])


async def _looked_at(sample: int, chance: random.Random) -> dict[str, str]:
    """The hashes of what some living cases and files say, by `case:<id>` and `file:<id>`."""
    ids = [str(one) for one in await Case.filter(key__destroyed_at=None).values_list("id", flat=True)]
    found = {f"case:{one}": await _case_hash(one) for one in chance.sample(ids, min(sample, len(ids)))}
    rows = Attachment.filter(state=files.STORED).exclude(case_id=None)
    ids = [str(one) for one in await rows.values_list("id", flat=True)]
    return found | {f"file:{one}": await _file_hash(one) for one in chance.sample(ids, min(sample, len(ids)))}


async def _compare(live: Mapping[str, str], done: Drill) -> None:
    """Each must say the same again, or have been destroyed meanwhile; a new case is not in an old archive."""
    for name, wanted in live.items():
        kind, _, one = name.partition(":")
        table = Case if kind == "case" else Attachment
        if not await table.exists(id=one):
            if done.backup_bytes:
                done.problems.append(f"{name} did not come back")
            continue
        try:
            same = await (_case_hash(one) if kind == "case" else _file_hash(one)) == wanted
        except keys.KeyDestroyed:
            continue
        except (keys.SealBroken, files.BlobGone):
            same = False
        if not same:
            done.problems.append(f"{name} came back with other contents")
        elif kind == "case":
            done.compared_cases += 1
        else:
            done.compared_files += 1


async def _try_destroyed(done: Drill) -> None:
    """Nothing of what was destroyed may open."""
    for case in await Case.filter(key__destroyed_at__not_isnull=True):
        done.destroyed_checked += 1
        try:
            await cases.key_of(case)
            done.problems.append(f"{case.receipt_no} was destroyed and its key came back")
        except keys.KeyDestroyed:
            pass
        if any(files.end().has(str(blob)) for blob in await _blobs(case)):
            done.problems.append(f"{case.receipt_no} was destroyed and a file of it came back")


async def _blobs(case: Case) -> list[Any]:
    return list(await Attachment.filter(case_id=case.id).values_list("blob", flat=True))


async def _case_hash(case_id: str) -> str:
    """Of a case's number, state and words; the stage may have gone on since an older archive."""
    case = await Case.get(id=case_id)
    key = await cases.key_of(case)
    said = [case.receipt_no, repr(cases.petitioner_of(case, key)), repr(cases.answers_of(case, key))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


async def _file_hash(attachment: str) -> str:
    row = await Attachment.get(id=attachment).select_related("case")
    if row.case is None:
        raise files.BlobGone(row.blob)
    key, digest = keys.unwrap(await DataKey.get(id=row.case.key_id)), hashlib.sha256()
    async for piece in files.store().stream(key, row.blob):
        digest.update(piece)
    return digest.hexdigest()
