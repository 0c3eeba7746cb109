"""How is the whole database kept aside before a risky change, and put back if the change goes wrong?

By SQLite's own online copy, both ways: it takes one consistent state, and what it writes back is one transaction
that every process sees that has the file open. Only a file that SQLite can't open any more is replaced by renaming.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

_JOURNALS = ("-wal", "-shm", "-journal")


class Unreadable(Exception):
    """The copy is not whole: nothing was put back."""


def keep(database: Path, aside: Path) -> Path:
    """Copy the live database to `aside` (0600) and see that the copy is whole. Raises Unreadable."""
    aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside.unlink(missing_ok=True)
    aside.touch(0o600)
    with (
        closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as live,
        closing(sqlite3.connect(aside)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    _check(aside)
    _to_disk(aside)
    return aside


def put_back(aside: Path, database: Path) -> bool:
    """Make the live database what the copy is. True if the processes that have it open may go on.

    False if the file had to be replaced: they still hold the old one and must be started again. Raises Unreadable.
    """
    _check(aside)
    try:
        with (
            closing(sqlite3.connect(f"{aside.resolve().as_uri()}?mode=ro", uri=True)) as copy,
            closing(sqlite3.connect(database, timeout=60)) as live,
        ):
            live.execute("PRAGMA synchronous=FULL")
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()
            copy.backup(live)
        _check(database)
    except (sqlite3.DatabaseError, Unreadable):
        _replace(aside, database)
        return False
    return True


def _replace(aside: Path, database: Path) -> None:
    fresh = database.with_name(f".{database.name}.back")
    fresh.write_bytes(aside.read_bytes())
    fresh.chmod(0o600)
    _to_disk(fresh)
    for ending in _JOURNALS:
        database.with_name(database.name + ending).unlink(missing_ok=True)
    fresh.replace(database)
    _check(database)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as found:
            said = [str(line) for (line,) in found.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        raise Unreadable(type(error).__name__) from error
    if said != ["ok"]:
        raise Unreadable("quick_check")


def _to_disk(path: Path) -> None:
    for place, how in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY)):
        descriptor = os.open(place, how)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
