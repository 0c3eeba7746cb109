"""How is the database copied while people write to it, and what goes out of the copy?

On SQLite by its online backup in one step: it reads one state of the log (WAL) and holds up no writer. On PostgreSQL
row by row, in one transaction that sees one state. The copy is a SQLite file in either case. The wrapped data keys are
taken out of it, and out of its free pages too, so that the copy alone opens nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from portal.database.carrying import keeping
from portal.database.sqlite_shape import row_counts
from portal.kernel.files import DESTROYED
from portal.settings import settings, tortoise_config

T = TypeVar("T")

_PIECE = 1024 * 1024
_NAMED = "SELECT count(*) FROM attachment WHERE blob = {} AND state <> {}"


@dataclass(frozen=True)
class Snapshot:
    """What a copy of the database holds. `wrapped`: key id → (master, wrapped key), of keys that stand."""

    path: Path
    revision: str
    counts: dict[str, int]
    cases: int
    heads: str
    masters: list[str]
    wrapped: dict[str, tuple[str, bytes]]
    blobs: list[str]


def take(target: Path) -> Snapshot:
    """Copy the live database to `target`, without its wrapped keys. Raises NotCarried (of PostgreSQL)."""
    if settings().on_postgres:
        _waited(keeping.copy(tortoise_config(), target))
    else:
        with _live() as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
    target.chmod(0o600)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        found = copy.execute("SELECT id, master, wrapped FROM data_key WHERE wrapped IS NOT NULL")
        wrapped = {str(key): (str(master), bytes(sealed)) for key, master, sealed in found}
        copy.execute("UPDATE data_key SET wrapped = NULL")
        copy.execute("VACUUM")
        return Snapshot(
            path=target,
            revision=revision(copy),
            counts=row_counts(copy),
            cases=int(copy.execute('SELECT count(*) FROM "case"').fetchone()[0]),
            heads=heads(copy),
            masters=sorted({master for master, _ in wrapped.values()}),
            wrapped=wrapped,
            blobs=blobs(copy),
        )


def still_named(blob: str) -> bool:
    """Whether the live database names a file now: if not, it was removed lawfully since the snapshot."""
    if settings().on_postgres:
        return bool(_waited(_asked(_NAMED.format("$1", "$2"), blob, DESTROYED)))
    with _live() as live:
        return bool(live.execute(_NAMED.format("?", "?"), (blob, DESTROYED)).fetchone()[0])


def size() -> int:
    """How many bytes the live database takes."""
    if settings().on_postgres:
        return int(_waited(_asked("SELECT pg_database_size(current_database())")))
    return settings().database_path.stat().st_size


def revision(connection: sqlite3.Connection) -> str:
    """The newest migration that the database has."""
    found = connection.execute("SELECT max(name) FROM tortoise_migrations").fetchone()
    return str(found[0] or "")


def heads(connection: sqlite3.Connection) -> str:
    """SHA-256 over the heads of all cases' chains, in the order of their ids."""
    digest = hashlib.sha256()
    for case, seq, head in connection.execute('SELECT id, seq, head_hash FROM "case" ORDER BY id'):
        digest.update(f"{case}:{seq}:{head}\n".encode())
    return digest.hexdigest()


def blobs(connection: sqlite3.Connection) -> list[str]:
    """The addresses of all files that rows name, but for those of destroyed cases."""
    found = connection.execute("SELECT DISTINCT blob FROM attachment WHERE state != ?", (DESTROYED,))
    return sorted(str(blob) for (blob,) in found)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _live() -> Iterator[sqlite3.Connection]:
    place = settings().database_path.resolve().as_uri()
    with closing(sqlite3.connect(f"{place}?mode=ro", uri=True, timeout=30)) as connection:
        yield connection


async def _asked(sql: str, *given: str) -> Any:
    async with keeping.connected(tortoise_config()) as server:
        return await server.fetchval(sql, *given)


def _waited(work: Coroutine[Any, Any, T]) -> T:
    """The outcome of work that is done in a thread of its own: whoever calls may stand in an event loop or not."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()
