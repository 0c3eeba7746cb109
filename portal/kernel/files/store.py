"""Where do the bytes of attachments lie? Sealed, at the end that FILES_URL names: a folder or an S3-compatible store.

The address is the SHA-256 of the sealed bytes; sealing the same file twice gives two addresses.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Collection, Generator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from anyio import to_thread

from portal.kernel.files import sealed
from portal.kernel.files.bucket import Bucket
from portal.kernel.files.ends import End, StoreAway, address_of
from portal.kernel.files.folder import Folder
from portal.settings import settings

log = logging.getLogger(__name__)


class Store:
    """Files sealed and addressed, at one end."""

    def __init__(self, end: End) -> None:
        self.end = end

    async def put(self, key: bytes, data: bytes) -> str:
        """Seal and keep a file; when this returns its address, the file is durable. Raises StoreAway."""
        return await to_thread.run_sync(self._put, key, data)

    async def get(self, key: bytes, blob: str) -> bytes:
        """A whole file. Raises BlobGone, StoreAway, keys.SealBroken."""
        return b"".join([piece async for piece in self.stream(key, blob)])

    async def has(self, blob: str) -> bool:
        """Whether a file lies there. Raises StoreAway."""
        return await to_thread.run_sync(self.end.has, blob)

    async def stream(self, key: bytes, blob: str) -> AsyncIterator[bytes]:
        """A file in pieces of at most 1 MiB, each checked before it is given.

        Raises BlobGone, StoreAway, keys.SealBroken. A cut file gives its whole pieces first and raises at the end.
        """
        pieces = self._pieces(key, blob)
        try:
            while (piece := await to_thread.run_sync(next, pieces, None)) is not None:
                yield piece
        finally:
            pieces.close()

    async def delete(self, blob: str) -> bool:
        """Remove a file for good; no file is no error.

        False if the store is away: its row is gone, so the sweep takes it later.
        """
        try:
            await to_thread.run_sync(self.end.remove, blob)
        except StoreAway:
            return False
        return True

    async def sweep(self, known_blobs: Collection[str], older_than: datetime) -> int:
        """Remove files that no row knows and that were written before `older_than` (aware), and broken-off writes.

        A file is kept before its row is written: `older_than` must lie well before the reading of `known_blobs`.
        Returns how many went. Raises StoreAway.
        """
        return await to_thread.run_sync(self._sweep, frozenset(known_blobs), older_than.astimezone(UTC))

    def _put(self, key: bytes, data: bytes) -> str:
        whole = b"".join(sealed.seal(key, data))
        blob = address_of(whole)
        self.end.keep(blob, whole)
        return blob

    def _pieces(self, key: bytes, blob: str) -> Generator[bytes, None, None]:
        with self.end.open(blob) as found:
            yield from sealed.unseal(key, found)

    def _sweep(self, known: frozenset[str], older_than: datetime) -> int:
        # The list first, whole: what is removed meanwhile must not shift it.
        orphans = [one.blob for one in self.end.kept() if one.blob not in known and one.at < older_than]
        for blob in orphans:
            self.end.remove(blob)
        return len(orphans) + self.end.tidy(older_than)


def end() -> End:
    """Where this house's files lie."""
    return _end(settings().files_url, settings().var / "files")


def end_at(place: str) -> End:
    """A place by its name: `s3://…`, or a folder's path."""
    return _end(place, Path()) if "://" in place else Folder(Path(place))


def store() -> Store:
    """The store of this house."""
    return Store(end())


@cache
def _end(url: str, folder: Path) -> End:
    """One client a place and process, for its connections."""
    return Bucket(url) if url else Folder(folder)
