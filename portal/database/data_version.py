"""Has anyone, in any process, committed something since I last looked?

SQLite counts the commits of all other connections (`PRAGMA data_version`). The number means nothing by
itself; it differs from the last one when the database has changed. Asking takes some ten microseconds, so it
may be done in the event loop, for every request: a page kept as bytes is good while the number stays.
On PostgreSQL the same is heard, see `postgres_version`.
"""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from portal.database.postgres_version import PostgresVersion
from portal.database.transactions import CONNECTION


class DataVersion:
    """A connection of its own, only for the counter. Raises `sqlite3.OperationalError` without a database."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA query_only=ON")

    def read(self) -> int:
        """The counter now. Two equal answers of the same object: no commit came between."""
        row: tuple[int] = self._connection.execute("PRAGMA data_version").fetchone()
        return row[0]

    def close(self) -> None:
        """Closes the connection; `read` must not be called afterwards."""
        self._connection.close()

    async def begin(self) -> None:
        """Nothing to begin: it counts since it was made."""

    async def end(self) -> None:
        """Closes the connection."""
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def version_of(config: dict[str, Any]) -> DataVersion | PostgresVersion:
    """The counter of a configuration's database: `begin` it when the database is open, `end` it before."""
    credentials = config["connections"][CONNECTION]["credentials"]
    if "file_path" in credentials:
        return DataVersion(Path(credentials["file_path"]))
    return PostgresVersion(credentials)


def data_version(path: Path) -> DataVersion:
    """The commit counter of the database at `path`; close it when the process ends."""
    return DataVersion(path)
