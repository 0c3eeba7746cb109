"""Which keys were destroyed, so that no copy of the data brings them back?

An append-only list, one line a key: `2026-11-24T02:00:00+00:00 <key id>`. It names no person and no case. A line is on
disk before its destruction commits: what stands in the list stays destroyed, also in a restored copy. Who dies
between the two finds the key in `unfinished` (kernel.destruction) and destroys it again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from portal.settings import settings

NAME: Final = "destroyed.log"


class ListBroken(Exception):
    """A line of the list is not what was written: the list is not to be trusted as a whole."""


def path() -> Path:
    """Where this machine's list stands: beside the master keys, apart from the database."""
    return settings().var / "keys" / NAME


def note(ids: Iterable[UUID], at: datetime, *, where: Path | None = None) -> None:
    """Append keys to the list; on disk when this returns. Call it inside the transaction that destroys them."""
    target = where or path()
    lines = "".join(f"{at.astimezone(UTC).isoformat()} {key}\n" for key in ids)
    if not lines:
        return
    fresh = not target.exists()
    with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _cut_torn_line(file.fileno())
        file.seek(0, os.SEEK_END)
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())
    if fresh:
        _sync(target.parent)


def read(where: Path | None = None) -> dict[UUID, datetime]:
    """The keys of a list and when each was destroyed; no file is an empty list. Raises ListBroken."""
    target = where or path()
    return parse(target.read_bytes()) if target.exists() else {}


def parse(data: bytes) -> dict[UUID, datetime]:
    """As `read`, from its bytes. A last line without its end was never committed and does not count."""
    found: dict[UUID, datetime] = {}
    for line in data.decode().split("\n")[:-1]:
        at, _, key = line.partition(" ")
        try:
            moment = datetime.fromisoformat(at)
            found.setdefault(UUID(key), moment)
        except ValueError as error:
            raise ListBroken(line) from error
        if moment.tzinfo is None:
            raise ListBroken(line)
    return found


def merged(*lists: Mapping[UUID, datetime]) -> dict[UUID, datetime]:
    """All keys of several lists, each with its earliest time: an older copy of a list takes nothing away."""
    found: dict[UUID, datetime] = {}
    for each in lists:
        for key, at in each.items():
            found[key] = min(at, found.get(key, at))
    return found


def _cut_torn_line(descriptor: int) -> None:
    """What a power cut left of a line goes, so that the next one begins at its own place."""
    size = os.fstat(descriptor).st_size
    kept = size
    while kept and os.pread(descriptor, 1, kept - 1) != b"\n":
        kept -= 1
    if kept != size:
        os.ftruncate(descriptor, kept)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
