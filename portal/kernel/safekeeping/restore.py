"""How does a backup become a house again, and how do we know that all of it came back and nothing else?

Into an empty place only. The data come from one archive, their keys from another (the newest will do for any older
data), the master keys from the escrow. Keys that were destroyed since stay destroyed, with all they had sealed. The
place is marked until everything is verified; the house does not open on a marked place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from portal.database import rows
from portal.database.carrying import keeping
from portal.database.carrying.shape import NotCarried
from portal.database.migrate import MigrationRefused, known_revisions, migrate
from portal.database.transactions import transaction
from portal.kernel import destroyed, destruction, ledger, receipts
from portal.kernel.models import DataKey
from portal.kernel.moves import SYSTEM
from portal.kernel.people import log_chain
from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping import place, unpacking
from portal.kernel.safekeeping import verifying as verify
from portal.kernel.safekeeping.manifest import DATABASE, Manifest
from portal.kernel.words import N_
from portal.settings import settings, tortoise_config

REPORT = "restored.json"
SKIPPED = 1000
"""Receipt numbers left out: residents hold numbers given out between the backup and the loss."""


class NotEmpty(Refusal):
    """A restore never writes over anything: the place has something in it already."""

    kind = "conflict"

    def __init__(self, folder: Path) -> None:
        super().__init__(N_("%(folder)s가 비어 있지 않습니다. 빈 폴더를 주세요."), folder=str(folder))


class DatabaseNotEmpty(Refusal):
    """Nor does it write into a database with rows in it."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("PostgreSQL의 데이터베이스가 비어 있지 않습니다. 빈 데이터베이스를 주세요."))


class TooNew(Refusal):
    """The backup was made by a later version of the portal, whose tables this one does not know."""

    kind = "conflict"

    def __init__(self, revision: str) -> None:
        super().__init__(
            N_("더 새 버전에서 만든 백업입니다(%(revision)s). 그 버전으로 복구해 주세요."), revision=revision
        )


@dataclass(frozen=True)
class Source:
    """What is restored from. `masters`: a folder with the master keys; `list`: a list of destroyed keys, if newer."""

    data: Path
    keys: Path
    identities: Sequence[Any]
    masters: Path
    destroyed: Path | None = None


@dataclass
class Restored:
    """What came back. `problems` empty: the house may open."""

    backup: str
    made_at: str
    restored_at: str
    revision: str = ""
    migrated: list[str] = field(default_factory=list)
    cases: int = 0
    events: int = 0
    files: int = 0
    bytes: int = 0
    keys: int = 0
    destroyed: int = 0
    replayed: int = 0
    drafts_dropped: int = 0
    known_faults: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


async def restore(
    source: Source, into: Path, *, now: datetime, even_so: bool = False, database: str = ""
) -> Restored:
    """Restore into an empty folder (or one that does not exist) and verify it.

    `database` is the address of an empty PostgreSQL database; without, the database is a file in the folder.
    With problems the folder stays marked, unless `even_so`. Raises NotEmpty, ArchiveBroken, NotOurs, NotABackup.
    """
    if database:
        await check_empty(into, database)
    _prepare(into, source.masters)
    with place.standing(into, database):
        keys_of = unpacking.keys_archive(source.keys, source.identities)
        manifest, found = unpacking.unpack(source.data, source.identities, into)
        if manifest.revision not in ("", *known_revisions(tortoise_config())):
            raise TooNew(manifest.revision)
        done = Restored(manifest.id, manifest.made_at, now.isoformat(), manifest.revision)
        done.files, done.bytes = len(found.files), found.bytes
        done.known_faults = sorted({*manifest.files.missing, *manifest.files.damaged})
        done.problems += verify.as_packed(into / DATABASE, manifest, found)
        lists = [keys_of.destroyed, destroyed.read(source.destroyed) if source.destroyed else {}]
        gone = destroyed.merged(*lists)
        for key, at in gone.items():  # the list stands before any key does
            destroyed.note([key], at)
        if await _tables_stand(into / DATABASE, done):
            await _bring_to_life(done, manifest, keys_of, gone, now)
    (into / REPORT).write_text(json.dumps(asdict(done), ensure_ascii=False, indent=1), "utf-8")
    if not done.problems or even_so:
        (into / place.RESTORING).unlink()
    return done


async def check_empty(into: Path, database: str) -> None:
    """Whether a PostgreSQL database has no row yet. Raises DatabaseNotEmpty."""
    with place.standing(into, database):
        try:
            await keeping.check_empty(tortoise_config())
        except NotCarried as error:
            raise DatabaseNotEmpty() from error


async def _bring_to_life(
    done: Restored,
    manifest: Manifest,
    keys_of: unpacking.KeysArchive,
    gone: Mapping[UUID, datetime],
    now: datetime,
) -> None:
    """Put the keys back, replay what was destroyed since, and verify. Needs `place.standing`."""
    newer = keys_of.made_at >= datetime.fromisoformat(manifest.made_at)
    async with place.opened():
        await _put_keys_back(keys_of.wrapped, gone)
        done.keys = await DataKey.exclude(wrapped=None).count()
        done.replayed = await destruction.replay(gone, actor=SYSTEM, now=now)
        if newer:
            done.drafts_dropped = await destruction.drop_drafts_without_key()
        done.destroyed = len(gone)
        await receipts.skip(datetime.fromisoformat(manifest.made_at), now, SKIPPED)
        done.problems += await verify.as_living(manifest)
        verdict, log = await ledger.verify(), await log_chain.verify()
    done.cases, done.events = verdict.cases, verdict.events
    done.problems += [f"log of looks: line {log.line} {log.fault}"] if log.fault else []
    done.problems += [f"{fault.receipt_no}: {fault.seq} {fault.what}" for fault in verdict.faults]


def _prepare(into: Path, masters: Path) -> None:
    """An empty, marked folder with the master keys. Raises NotEmpty, FileNotFoundError without master keys."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise NotEmpty(into)
    found = sorted(masters.glob("*.key"))
    if not found:
        raise FileNotFoundError(f"no master key in {masters}: run `portal keys recover`")
    (into / "keys").mkdir(parents=True, mode=0o700)
    into.chmod(0o700)
    (into / place.RESTORING).write_text("The restore of this folder is not verified: see restored.json.\n")
    for path in found:
        shutil.copyfile(path, into / "keys" / path.name)
        (into / "keys" / path.name).chmod(0o600)


async def _put_keys_back(wrapped: Mapping[UUID, tuple[str, bytes]], gone: Mapping[UUID, datetime]) -> None:
    """Each key into its row, unless it was destroyed."""
    sql = "UPDATE data_key SET wrapped = ?, master = ? WHERE id = ? AND destroyed_at IS NULL"
    living = [(sealed, master, str(key)) for key, (master, sealed) in wrapped.items() if key not in gone]
    async with transaction():
        await rows.change_each(sql, living)


async def _tables_stand(file: Path, done: Restored) -> bool:
    """Migrate the unpacked database, and carry it to the server if it is to be there; False if it won't."""
    try:
        done.migrated = await migrate(tortoise_config(file))
        if settings().on_postgres:
            await keeping.bring(file, tortoise_config())
            for left in file.parent.glob(f"{file.name}*"):
                left.unlink()
    except (MigrationRefused, NotCarried) as refused:
        done.problems += refused.problems
        return False
    return True
