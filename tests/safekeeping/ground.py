"""Where do the restores of a test go? Into a folder and, on PostgreSQL, a new database for each folder."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from portal.kernel.safekeeping import place, restore
from tests.postgres import Server

_server: list[Server] = []
_blank: list[str] = []
_databases: dict[Path, str] = {}


def begin(server: Server | None, blank: str) -> None:
    """Which server makes the databases of the test that begins, from which one with empty tables; None on SQLite."""
    _server[:], _blank[:] = [server] if server else [], [blank]
    _databases.clear()


def end() -> None:
    """Drop the databases of the test that ends."""
    for server in _server:
        for name in _databases.values():
            server.drop(name)


def address(folder: Path, *, tables: bool = True) -> str:
    """The address of the folder's database, made without a row or without a table; "" on SQLite."""
    for server in _server:
        if folder not in _databases:
            _databases[folder] = server.create(_blank[0]) if tables else server.create()
        return server.url(_databases[folder])
    return ""


async def restored(
    source: restore.Source, folder: Path, *, now: datetime, even_so: bool = False
) -> restore.Restored:
    """Restore into the folder, on the engine that this run is about."""
    return await restore.restore(source, folder, now=now, even_so=even_so, database=address(folder))


def standing(folder: Path) -> AbstractContextManager[None]:
    """Settings and keys of what was restored there."""
    return place.standing(folder, address(folder))
