"""Where do letters lie once they have come in?

A Maildir (one file a letter; cr.yp.to/proto/maildir.html): written under tmp/, made durable, then renamed
into new/, so that a reader never sees half a letter and a crash loses none that was acknowledged. Dovecot
may serve the same folder.
"""

import asyncio
import itertools
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_KEY = re.compile(r"[0-9]{1,12}\.[A-Za-z0-9_.=,-]{1,180}")
_STAMP = re.compile(r"(\d+)\.M(\d+)")
_count = itertools.count()


class NoSuchLetter(LookupError):
    """No letter of this key lies in the folder."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One letter in the list: its key, when it was delivered (UTC), its size in bytes, whether it was
    read."""

    key: str
    delivered_at: datetime
    size: int
    seen: bool


class Maildir:
    """A folder of letters. All calls are short; file work runs in a thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def deliver(self, raw: bytes, now: datetime) -> str:
        """Keep a letter durably and return its key. `now` (aware) becomes its time of delivery."""
        return await asyncio.to_thread(self._deliver, raw, now)

    async def newest(self, limit: int = 50, offset: int = 0) -> list[Entry]:
        """Letters by time of delivery, newest first."""
        return await asyncio.to_thread(self._newest, limit, offset)

    async def read(self, key: str) -> bytes:
        """The bytes of one letter. Raises `NoSuchLetter`."""
        return await asyncio.to_thread(lambda: self._find(key).read_bytes())

    async def mark_seen(self, key: str) -> None:
        """Move a letter from new/ to cur/ with the Seen flag. Raises `NoSuchLetter`."""
        await asyncio.to_thread(self._mark_seen, key)

    async def delete(self, key: str) -> None:
        """Remove a letter for good. Raises `NoSuchLetter`."""
        await asyncio.to_thread(lambda: self._find(key).unlink())

    def _deliver(self, raw: bytes, now: datetime) -> str:
        self._prepare()
        moment = now.astimezone(UTC)
        unique = f"P{os.getpid()}Q{next(_count)}R{secrets.token_hex(6)}"
        key = f"{int(moment.timestamp())}.M{moment.microsecond:06d}{unique}.portal"
        draft = self.folder / "tmp" / key
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self.folder / "new" / key)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(self.folder / "new")
        return key

    def _prepare(self) -> None:
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)

    def _files(self) -> Iterator[os.DirEntry[str]]:
        for part in ("new", "cur"):
            if (self.folder / part).is_dir():
                with os.scandir(self.folder / part) as files:
                    yield from (file for file in files if not file.name.startswith("."))

    def _newest(self, limit: int, offset: int) -> list[Entry]:
        files = sorted(self._files(), key=lambda file: _moment(file.name), reverse=True)
        entries = (_entry(file) for file in files)
        return list(itertools.islice((entry for entry in entries if entry), offset, offset + limit))

    def _find(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NoSuchLetter(key)
        fresh = self.folder / "new" / key
        if fresh.is_file():
            return fresh
        for path in (self.folder / "cur").glob(f"{key}*"):
            if path.name.partition(":")[0] == key:
                return path
        raise NoSuchLetter(key)

    def _mark_seen(self, key: str) -> None:
        path = self._find(key)
        flags = set(path.name.partition(":2,")[2]) | {"S"}
        path.rename(self.folder / "cur" / f"{key}:2,{''.join(sorted(flags))}")


def _moment(name: str) -> tuple[int, int, str]:
    found = _STAMP.match(name)
    return (int(found[1]), int(found[2]), name) if found else (0, 0, name)


def _entry(file: "os.DirEntry[str]") -> Entry | None:
    """None when the letter was moved or removed while the folder was listed."""
    try:
        size = file.stat().st_size
    except FileNotFoundError:
        return None
    seconds, micro, _ = _moment(file.name)
    key, _, flags = file.name.partition(":2,")
    return Entry(key, datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), size, "S" in flags)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
