"""Where do the bytes of attachments lie, and who could read them there? Nobody without the case's own key.

A file is sealed in pieces of 1 MiB, so that memory stays bounded; each piece is bound to its file, its number and
whether it is the last, so that none can be changed, swapped, repeated or cut off. The address is the SHA-256 of the
sealed bytes; sealing the same file twice gives two addresses.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterator, Collection, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from anyio import to_thread

from portal.kernel import keys

PIECE: Final = 1024 * 1024
_MARK: Final = b"PORTALF1"
_SALT: Final = 16
_SEALED_PIECE: Final = PIECE + 28  # nonce and tag of AES-GCM
_BLOB: Final = re.compile(r"[0-9a-f]{64}")


class BlobGone(Exception):
    """No file of this address lies in the store."""


class Store:
    """A folder of sealed files. `root` is `var/files`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, key: bytes, data: bytes) -> str:
        """Seal and keep a file; when this returns its address, the file is on disk."""
        return await to_thread.run_sync(self._put, key, data)

    async def get(self, key: bytes, blob: str) -> bytes:
        """A whole file. Raises BlobGone, keys.SealBroken."""
        return b"".join([piece async for piece in self.stream(key, blob)])

    async def stream(self, key: bytes, blob: str) -> AsyncIterator[bytes]:
        """A file in pieces of at most 1 MiB, each checked before it is given. Raises BlobGone, keys.SealBroken.

        A cut file gives its whole pieces first and raises at the end.
        """
        pieces = _unsealed(key, self._path(blob))
        try:
            while (piece := await to_thread.run_sync(next, pieces, None)) is not None:
                yield piece
        finally:
            pieces.close()

    async def delete(self, blob: str) -> None:
        """Remove a file for good; no file is no error."""
        await to_thread.run_sync(self._delete, blob)

    async def sweep(self, known_blobs: Collection[str], older_than: datetime) -> int:
        """Remove files that no row knows and that were written before `older_than` (aware), and broken-off writes.

        A file is on disk before its row is: `older_than` must lie well before the reading of `known_blobs`.
        Returns how many went.
        """
        return await to_thread.run_sync(self._sweep, frozenset(known_blobs), older_than.astimezone(UTC))

    def _path(self, blob: str) -> Path:
        if not _BLOB.fullmatch(blob):
            raise BlobGone(blob)
        return self.root / blob[:2] / blob[2:]

    def _put(self, key: bytes, data: bytes) -> str:
        waiting = self.root / "tmp"
        waiting.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = waiting / secrets.token_hex(16)
        digest = hashlib.sha256()
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for piece in _sealed(key, data):
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(digest.hexdigest())
            if not path.parent.exists():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                _sync(self.root)
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return digest.hexdigest()

    def _delete(self, blob: str) -> None:
        path = self._path(blob)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            _sync(path.parent)

    def _sweep(self, known: frozenset[str], older_than: datetime) -> int:
        gone = 0
        for path in self.root.glob("*/*"):
            if path.parent.name + path.name in known:
                continue
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than.timestamp():
                    path.unlink()
                    gone += 1
        return gone


def _place(salt: bytes, number: int, last: bool) -> bytes:
    return _MARK + salt + number.to_bytes(8) + bytes([last])


def _sealed(key: bytes, data: bytes) -> Iterator[bytes]:
    salt = secrets.token_bytes(_SALT)
    yield _MARK + salt
    view, count = memoryview(data), max(1, -(-len(data) // PIECE))
    for number in range(count):
        piece = bytes(view[number * PIECE : (number + 1) * PIECE])
        yield keys.seal(key, piece, _place(salt, number, number == count - 1))


def _unsealed(key: bytes, path: Path) -> Generator[bytes, None, None]:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise BlobGone(path.name) from error
    with file:
        head = file.read(len(_MARK) + _SALT)
        if not head.startswith(_MARK):
            raise keys.SealBroken("not a sealed file")
        yield from _pieces(key, file, head[len(_MARK) :])


def _pieces(key: bytes, file: IO[bytes], salt: bytes) -> Iterator[bytes]:
    """Each piece is read together with the beginning of the next, to know whether it must be the last."""
    number, piece = 0, file.read(_SEALED_PIECE)
    while True:
        following = file.read(_SEALED_PIECE)
        yield keys.unseal(key, piece, _place(salt, number, not following))
        if not following:
            return
        number, piece = number + 1, following


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
