"""How is the database copied while people write to it, and what goes out of the copy?

SQLite's online backup in one step: it reads one state of the log (WAL) and holds up no writer. The wrapped data keys
are taken out of the copy, and out of its free pages too, so that the copy alone opens nothing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.database.sqlite_shape import row_counts
from portal.kernel.files import DESTROYED

_PIECE = 1024 * 1024


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


def take(database: Path, target: Path) -> Snapshot:
    """Copy the live database to `target`, without its wrapped keys."""
    with _connected(database, "mode=ro") as live, closing(sqlite3.connect(target)) as copy:
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


def still_named(database: Path, blob: str) -> bool:
    """Whether the live database names a file now: if not, it was removed lawfully since the snapshot."""
    with _connected(database, "mode=ro") as live:
        found = live.execute("SELECT 1 FROM attachment WHERE blob = ? AND state != ?", (blob, DESTROYED))
        return found.fetchone() is not None


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
def _connected(database: Path, how: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?{how}", uri=True, timeout=30)) as connection:
        yield connection
