"""How does an S3-compatible store keep sealed files? `FILES_URL=s3://bucket/prefix?endpoint=https://…&region=…`.

A file is put on the condition that there is none yet (If-None-Match), and read back before anybody relies on it. The
credentials come from the environment as every S3 tool reads them: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and so on.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from portal.kernel.files.ends import BlobGone, Kept, StoreAway, StoreDamaged, folded, hash_at, unfolded

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import ClientConfig

log = logging.getLogger(__name__)
_CONNECT: Final = "3 s"
_SECONDS: Final = "20 s"
_PATIENCE: Final = timedelta(seconds=20)
"""After this no try is repeated: a person waits for the answer."""
_CHUNK: Final = 1024 * 1024


class _Open:
    """A file that comes over the network, in pieces as they are asked for."""

    def __init__(self, found: GetResult) -> None:
        self.bytes = int(found.meta["size"])
        self._pieces = iter(found.stream(min_chunk_size=_CHUNK))
        self._rest = bytearray()

    def read(self, size: int = -1) -> bytes:
        """As a file's: less than `size` only at the end. Raises StoreAway."""
        with _told("read"):
            while size < 0 or len(self._rest) < size:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._rest += bytes(piece)
        given = bytes(self._rest if size < 0 else self._rest[:size])
        del self._rest[: len(given)]
        return given


class Bucket:
    """A bucket, or the part of it under a prefix. One house a prefix: what no row names is swept away."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        endpoint = asked.get("endpoint")
        options: ClientConfig = {"connect_timeout": _CONNECT, "timeout": _SECONDS}
        if endpoint and endpoint.startswith("http://"):
            options["allow_http"] = True
        given = {name: asked[name] for name in ("endpoint", "region") if name in asked}
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options=options,
            retry_config={"max_retries": 3, "retry_timeout": _PATIENCE},
            **given,  # type: ignore[arg-type]  # two of the names of S3Config
        )

    def keep(self, blob: str, sealed: bytes) -> None:
        """Put it if nothing is there, and read it back. Raises StoreAway, StoreDamaged."""
        with _told("keep"), contextlib.suppress(AlreadyExistsError):
            # Also when the answer to an earlier try was lost: what lies there must then be the same.
            obstore.put(self._store, _name(blob), sealed, mode="create", use_multipart=False)
        try:
            same = hash_at(self, blob) == blob
        except BlobGone:
            same = False
        if not same:
            raise StoreDamaged(f"{blob} was put, and something else is there")

    @contextmanager
    def open(self, blob: str) -> Iterator[_Open]:
        """Open a file for reading. Raises BlobGone."""
        name = _name(blob)
        try:
            with _told("open"):
                found = obstore.get(self._store, name)
        except FileNotFoundError as error:
            raise BlobGone(blob) from error
        yield _Open(found)

    def has(self, blob: str) -> bool:
        """Whether a file lies there."""
        name = _name(blob)
        try:
            with _told("look"):
                obstore.head(self._store, name)
        except FileNotFoundError:
            return self._opens(blob)
        return True

    def _opens(self, blob: str) -> bool:
        """An answer to HEAD can't say whether the file is missing or the whole bucket. Raises StoreAway."""
        try:
            with self.open(blob):
                return True
        except BlobGone:
            return False

    def remove(self, blob: str) -> None:
        """Remove a file for good; no file is no error. A bucket with versions keeps the old one: see operating.md."""
        name = _name(blob)
        with contextlib.suppress(FileNotFoundError), _told("remove"):
            obstore.delete(self._store, name)

    def kept(self) -> Iterator[Kept]:
        """All files that lie there."""
        found = iter(obstore.list(self._store))
        while True:
            with _told("list"):
                page = next(found, None)
            if page is None:
                return
            for one in page:
                folder, _, name = one["path"].partition("/")
                blob = unfolded(folder, name)
                if blob is not None:
                    yield Kept(blob, int(one["size"]), one["last_modified"])

    def tidy(self, older_than: datetime) -> int:
        """Nothing breaks off here: an object is put whole or not at all."""
        return 0


def _name(blob: str) -> str:
    return "/".join(folded(blob))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """The log says what the store said; the person hears "later". A missing bucket is no missing file."""
    try:
        yield
    except FileNotFoundError as error:
        if "NoSuchBucket" not in str(error):
            raise
        _log(what, error)
        raise StoreAway() from error
    except AlreadyExistsError:
        raise
    except (BaseError, OSError) as error:
        _log(what, error)
        raise StoreAway() from error


def _log(what: str, error: Exception) -> None:
    """The first line: what follows is the library's inner life."""
    log.error("the bucket of files can't %s: %s", what, str(error).partition("\n")[0])
