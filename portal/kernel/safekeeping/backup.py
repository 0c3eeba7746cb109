"""How is a backup made while the house is open, so that its copies apart are worth nothing to a thief?

Two archives: the data (database without data keys, and the sealed files) and the keys (wrapped data keys and the list
of destroyed ones). They go to two places for two recipients; the master keys are in neither. A file that was lawfully
removed while the backup ran is noted; one that is missing or damaged though a row names it is told, and the rest saved.
"""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from portal.database.carrying.shape import NotCarried
from portal.database.migrate import MigrationRefused
from portal.kernel import destroyed, files
from portal.kernel.ids import new_id
from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping import manifest as manifests
from portal.kernel.safekeeping import sealing, snapshot
from portal.kernel.safekeeping.manifest import FORMAT, Files, Manifest
from portal.kernel.words import N_
from portal.settings import settings

DATA_ENDING = ".data.age"
KEYS_ENDING = ".keys.age"
_SPARE = 64 * 1024 * 1024


class NoRoom(Refusal):
    """The disk is too full for another backup."""

    kind = "unavailable"


class NotCopied(Refusal):
    """The database could not be copied as a whole; the reasons name tables and revisions, no value."""

    kind = "unavailable"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(N_("데이터베이스를 복사하지 못했습니다: %(problems)s"), problems="; ".join(problems))


@dataclass(frozen=True)
class Place:
    """Where one of the two archives goes, and who can open it (age recipients)."""

    folder: Path
    recipients: Sequence[Any]


@dataclass(frozen=True)
class Made:
    """A backup that is on disk."""

    data: sealing.Sealed
    keys: sealing.Sealed
    manifest: Manifest

    @property
    def faults(self) -> list[str]:
        """Files that the live house has lost or that are damaged there."""
        return [*self.manifest.files.missing, *self.manifest.files.damaged]


def make(data: Place, keys: Place, *, now: datetime) -> Made:
    """Make both archives. Raises NoRoom, NotCopied (PostgreSQL) or StoreAway (the files); no half archive is left."""
    stamp = f"portal-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for place in (data, keys):
        place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_room(data.folder)
    # Beside the database: the copy is as secret as the database is, and no more.
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings().var) as scratch:
        try:
            taken = snapshot.take(Path(scratch) / manifests.DATABASE)
        except (NotCarried, MigrationRefused) as error:
            raise NotCopied(error.problems) from error
        writer = _Writer(taken, now)
        sealed = sealing.seal(writer.write, data.folder / f"{stamp}{DATA_ENDING}", data.recipients)
    # After the files: a key destroyed until now is in the list, its wrapped form in no archive.
    listed = destroyed.read()
    kept = {key: pair for key, pair in taken.wrapped.items() if key not in {str(one) for one in listed}}
    said = {
        "format": FORMAT,
        "backup": writer.manifest.id,
        "made_at": writer.manifest.made_at,
        "heads": taken.heads,
        "keys": {key: [master, base64.b64encode(bare).decode()] for key, (master, bare) in kept.items()},
        "destroyed": {str(key): at.isoformat() for key, at in listed.items()},
    }
    body = manifests.signed(said)
    beside = sealing.seal(
        lambda out: _pour(out, body), keys.folder / f"{stamp}{KEYS_ENDING}", keys.recipients
    )
    return Made(sealed, beside, writer.manifest)


def _pour(out: IO[bytes], body: bytes) -> None:
    out.write(body)


def _check_room(folder: Path) -> None:
    """The archive and the copy of the database must fit. Raises NoRoom."""
    database = snapshot.size()
    kept = sum(one.bytes for one in files.end().kept())
    needed = database * 2 + kept + _SPARE
    if shutil.disk_usage(folder).free < needed:
        text = N_("%(folder)s에 자리가 모자랍니다. 백업에 %(need)s MB가 필요합니다.")
        raise NoRoom(text, folder=str(folder), need=needed // 1024 // 1024)


class _Writer:
    """Writes the data archive: files, database, and at the end what all of it is."""

    manifest: Manifest

    def __init__(self, taken: snapshot.Snapshot, now: datetime) -> None:
        self.taken, self.now = taken, now
        self.missing: list[str] = []
        self.damaged: list[str] = []
        self.gone: list[str] = []
        self.bytes = 0

    def write(self, out: IO[bytes]) -> None:
        """A tar archive, streamed."""
        with tarfile.open(fileobj=out, mode="w|", bufsize=sealing.BUFFER) as tar:
            for blob in self.taken.blobs:
                self._file(tar, blob)
            size = self.taken.path.stat().st_size
            with self.taken.path.open("rb") as database:
                tar.addfile(_entry(manifests.DATABASE, size), database)
            self.manifest = self._said(size)
            body = manifests.write(self.manifest)
            tar.addfile(_entry(manifests.MANIFEST, len(body)), io.BytesIO(body))

    def _file(self, tar: tarfile.TarFile, blob: str) -> None:
        try:
            with files.end().open(blob) as file:
                read = _Hashing(file)
                tar.addfile(_entry(f"{manifests.FILES}/{blob[:2]}/{blob[2:]}", file.bytes), read)
                self.bytes += file.bytes
                if read.digest.hexdigest() != blob:
                    self.damaged.append(blob)
        except files.BlobGone:
            # Rows go before their files: one that is named still has truly been lost.
            lost = snapshot.still_named(blob)
            (self.missing if lost else self.gone).append(blob)

    def _said(self, size: int) -> Manifest:
        taken, absent = self.taken, {*self.missing, *self.gone}
        names = [blob for blob in taken.blobs if blob not in absent]
        return Manifest(
            id=str(new_id()),
            made_at=self.now.astimezone(UTC).isoformat(),
            revision=taken.revision,
            database_sha256=snapshot.file_hash(taken.path),
            database_bytes=size,
            counts=taken.counts,
            cases=taken.cases,
            heads=taken.heads,
            masters=taken.masters,
            files=Files(
                len(names), self.bytes, manifests.names_hash(names), self.missing, self.damaged, self.gone
            ),
        )


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: files.Readable) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry
