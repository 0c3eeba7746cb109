"""How does a folder keep sealed files? Each under its own address, whole or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from portal.kernel.files.ends import BlobGone, Kept, StoreAway, folded, unfolded

log = logging.getLogger(__name__)
_WAITING = "tmp"


class _Open:
    def __init__(self, file: IO[bytes]) -> None:
        self.read, self.bytes = file.read, os.fstat(file.fileno()).st_size


class Folder:
    """A folder of this machine. `root` is `var/files` unless FILES_URL says otherwise."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, blob: str, sealed: bytes) -> None:
        """Beside its place first, then under its name: nobody ever sees half a file. Raises StoreAway (a full disk)."""
        with _told("keep"):
            path, waiting = self.path(blob), self.root / _WAITING
            waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = waiting / secrets.token_hex(16)
            try:
                with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(sealed)
                    file.flush()
                    os.fsync(file.fileno())
                if not path.parent.exists():
                    path.parent.mkdir(mode=0o700, exist_ok=True)
                    _sync(self.root)
                draft.rename(path)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            _sync(path.parent)

    @contextmanager
    def open(self, blob: str) -> Iterator[_Open]:
        """Open a file for reading. Raises BlobGone."""
        path = self.path(blob)
        with _told("open"):
            try:
                file = path.open("rb")
            except FileNotFoundError as error:
                raise BlobGone(blob) from error
        with file:
            yield _Open(file)

    def has(self, blob: str) -> bool:
        """Whether a file lies there."""
        path = self.path(blob)
        with _told("look"):
            try:
                path.stat()
            except FileNotFoundError:
                return False
        return True

    def remove(self, blob: str) -> None:
        """Remove a file for good; no file is no error."""
        path = self.path(blob)
        with _told("remove"), contextlib.suppress(FileNotFoundError):
            path.unlink()
            _sync(path.parent)

    def kept(self) -> Iterator[Kept]:
        """All files that lie there."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            blob = unfolded(path.parent.name, path.name)
            if blob is None:
                continue
            with contextlib.suppress(FileNotFoundError):
                found = path.stat()
                yield Kept(blob, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def tidy(self, older_than: datetime) -> int:
        """Remove what writes that broke off have left, if older; returns how many."""
        gone = 0
        for path in (self.root / _WAITING).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than.timestamp():
                    path.unlink()
                    gone += 1
        return gone

    def path(self, blob: str) -> Path:
        """Where a file lies. Raises BlobGone for what is no address."""
        return self.root.joinpath(*folded(blob))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """A disk that is full or gone is the operator's to mend: the log says which, the person hears "later"."""
    try:
        yield
    except OSError as error:
        log.error("the folder of files can't %s: %s", what, error.strerror or type(error).__name__)
        raise StoreAway() from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
