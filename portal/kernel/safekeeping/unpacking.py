"""How does an archive come back to disk, checked while it is written?"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping import manifest as manifests
from portal.kernel.safekeeping import sealing
from portal.kernel.safekeeping.manifest import Manifest
from portal.kernel.words import N_

_FILE: Final = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{62})")
_MOST_MANIFEST: Final = 64 * 1024 * 1024


class NotABackup(Refusal):
    """The archive holds something that no backup of this house holds, or lacks what each has."""


@dataclass(frozen=True)
class KeysArchive:
    """Wrapped data keys, and the list of keys destroyed when it was made."""

    backup: str
    made_at: datetime
    heads: str
    wrapped: dict[UUID, tuple[str, bytes]]
    destroyed: dict[UUID, datetime]


@dataclass
class Unpacked:
    """What came out of a data archive. `strange`: files whose bytes do not fit their address."""

    manifest: Manifest | None = None
    database_sha256: str = ""
    files: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    bytes: int = 0


def unpack(source: Path, identities: Sequence[Any], into: Path) -> tuple[Manifest, Unpacked]:
    """Write a data archive into a folder. Raises ArchiveBroken, NotABackup, NotOurs."""
    found = Unpacked()

    def read(stream: IO[bytes]) -> None:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=sealing.BUFFER) as tar:
            for entry in tar:
                _take(tar, entry, into, found)

    try:
        sealing.unseal(source, identities, read)
    except tarfile.TarError as error:
        raise NotABackup(N_("%(name)s: 백업 파일이 아닙니다."), name=source.name) from error
    if found.manifest is None or not found.database_sha256:
        raise NotABackup(N_("%(name)s: 목록이나 데이터베이스가 없습니다."), name=source.name)
    return found.manifest, found


def keys_archive(source: Path, identities: Sequence[Any]) -> KeysArchive:
    """Read a keys archive. Raises ArchiveBroken, NotOurs."""
    pieces: list[bytes] = []

    def read(stream: IO[bytes]) -> None:
        pieces.append(stream.read())

    sealing.unseal(source, identities, read)
    said = manifests.checked(b"".join(pieces))
    if "keys" not in said:
        raise NotABackup(N_("%(name)s: 키 백업이 아닙니다."), name=source.name)
    return KeysArchive(
        backup=str(said["backup"]),
        made_at=datetime.fromisoformat(said["made_at"]),
        heads=str(said["heads"]),
        wrapped={UUID(key): (master, base64.b64decode(bare)) for key, (master, bare) in said["keys"].items()},
        destroyed={UUID(key): datetime.fromisoformat(at) for key, at in said["destroyed"].items()},
    )


def _take(tar: tarfile.TarFile, entry: tarfile.TarInfo, into: Path, found: Unpacked) -> None:
    source = tar.extractfile(entry) if entry.isreg() else None
    named = _FILE.fullmatch(entry.name)
    if source is None or not (named or entry.name in {manifests.DATABASE, manifests.MANIFEST}):
        raise NotABackup(N_("백업에 없어야 할 것이 들어 있습니다: %(name)s"), name=entry.name)
    if entry.name == manifests.MANIFEST:
        found.manifest = manifests.read(source.read(_MOST_MANIFEST))
        return
    target = into / entry.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = _write(source, target)
    if not named:
        found.database_sha256 = digest
        return
    blob = named[1] + named[2]
    found.files.add(blob)
    found.bytes += entry.size
    if digest != blob:
        found.strange.add(blob)


def _write(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(sealing.BUFFER):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
