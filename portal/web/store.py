"""Which public pages stand ready as bytes, and are they still true?

Every process keeps its own pages; they agree by a number in the database, the generation of public pages
(Counter "public"), which every event that the public can see raises. Asking for it costs a query, so
first comes a cheaper question: has anybody committed anything at all (SQLite's `data_version`)?
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

Header = tuple[bytes, bytes]
Version = Callable[[], int]
Generation = Callable[[], Awaitable[int]]

MAX_BYTES = 32 * 1024 * 1024


async def _never_changes() -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One page as it is sent: plain and packed (gzip), with the headers of each and of its 304.

    `made_by` is the handler's name and its route's template, for the log.
    """

    generation: int
    made_by: tuple[str, str]
    until: datetime
    etag: bytes
    plain: bytes
    plain_headers: tuple[Header, ...]
    packed: bytes
    packed_headers: tuple[Header, ...]
    unchanged_headers: tuple[Header, ...]

    @property
    def size(self) -> int:
        """What it takes in memory, about."""
        return len(self.plain) + len(self.packed) + 1024


class PublicStore:
    """The pages of this process, the least used first to go when 32 MB are full.

    `version` must be cheap and change with each commit of any process; `generation` reads the counter.
    """

    def __init__(self, version: Version = lambda: 0, generation: Generation = _never_changes) -> None:
        self._version = version
        self._generation = generation
        self._seen: int | None = None
        self._current = 0
        self._entries: OrderedDict[object, Entry] = OrderedDict()
        self._bytes = 0

    @property
    def empty(self) -> bool:
        """True if no page is kept."""
        return not self._entries

    async def current(self) -> int:
        """The generation that is true now; asks the counter only if anything was committed since."""
        version = self._version()
        if version != self._seen:
            # Read the counter after the version: a commit between the two is seen at the next call.
            self._current = await self._generation()
            self._seen = version
        return self._current

    def get(self, key: object, generation: int, now: datetime) -> Entry | None:
        """The page under `key` if it is of this generation and not too old."""
        entry = self._entries.get(key)
        if entry is None or entry.generation != generation or now >= entry.until:
            return None
        self._entries.move_to_end(key)
        return entry

    def put(self, key: object, entry: Entry) -> None:
        """Keep a page."""
        old = self._entries.pop(key, None)
        self._bytes += entry.size - (old.size if old else 0)
        self._entries[key] = entry
        while self._bytes > MAX_BYTES:
            _, gone = self._entries.popitem(last=False)
            self._bytes -= gone.size

    def clear(self) -> None:
        """Forget all pages."""
        self._entries.clear()
        self._bytes = 0
        self._seen = None
