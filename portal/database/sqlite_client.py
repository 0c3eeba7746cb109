"""How does the house use SQLite through Tortoise without losing, blocking or half-writing anything?

- One writer connection under one lock (WAL, synchronous=FULL); every transaction begins IMMEDIATE, so that of
  several processes that read and then write none fails with "database is locked".
- Reading outside a transaction goes to reader connections beside it: an open write transaction blocks nobody.
  A reader sees the newest commit, so what this process has just written, it reads.
- Writing outside a transaction is one durable statement on the writer, under its lock.

The module's name contains "sqlite" because Tortoise's migrations choose their dialect by it.
"""

import asyncio
import sqlite3
from pathlib import Path
from typing import TypeVar

from tortoise.backends.base.client import TransactionContext
from tortoise.exceptions import OperationalError

from portal.database.sqlite_transaction import OutermostTransaction, WriterOwner
from portal.database.sqlite_wire import Job, Wire

T = TypeVar("T")

_WRITER: dict[str, str | int] = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # with NORMAL a power cut may take commits for which a receipt was given
    "foreign_keys": "ON",
    "secure_delete": "ON",  # a destroyed key must not linger in a free page
    "journal_size_limit": 64 * 1024 * 1024,
    "wal_autocheckpoint": 4000,  # pages: what a filing writes is written over again by the next ones before it moves
}
_READER: dict[str, str | int] = {"query_only": "ON"}


class SqliteClient(WriterOwner):
    """The connection "default" of the house on SQLite. `busy_timeout` in milliseconds."""

    def __init__(
        self,
        file_path: str,
        *,
        connection_name: str,
        fetch_inserted: bool = True,
        readers: int = 2,
        busy_timeout: int = 15_000,
    ) -> None:
        super().__init__(connection_name, fetch_inserted)
        self.filename = str(file_path)
        in_memory = self.filename in {"", ":memory:"}  # such a database belongs to one connection
        self._reader_count = 0 if in_memory else readers
        self._busy_timeout = busy_timeout
        self._writer: Wire | None = None
        self._readers: list[Wire] = []
        self._lock = asyncio.Lock()
        self._opening = asyncio.Lock()

    async def create_connection(self, with_db: bool) -> None:
        """Opens the writer and then its readers, unless they are open already."""
        async with self._opening:
            if self._writer is None:
                await self._open()
                await self._post_connect()

    async def _open(self) -> None:
        wait: dict[str, str | int] = {"busy_timeout": self._busy_timeout}
        wires = [Wire(self.filename, wait | _WRITER)]
        wires += [Wire(self.filename, wait | _READER) for _ in range(self._reader_count)]
        try:
            for wire in wires:
                await wire.open()
        except BaseException:
            for wire in wires:
                await wire.close()
            raise
        self._writer, *self._readers = wires

    async def writer(self) -> Wire:
        """The writer connection, opened when needed. The caller holds the write lock."""
        if self._writer is None:
            await self.create_connection(with_db=True)
        if self._writer is None:
            raise OperationalError("the database was closed while it was being opened")
        return self._writer

    async def work(self, job: Job[T], *, reads: bool) -> T:
        """Reads on the idlest reader; everything else on the writer, under the lock."""
        if reads and self._reader_count and not self._readers:
            await self.create_connection(with_db=True)
        if reads and self._readers:
            return await min(self._readers, key=lambda wire: wire.waiting).run(job)

        def alone(connection: sqlite3.Connection) -> T:
            result = job(connection)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
                raise sqlite3.OperationalError("BEGIN outside a transaction block: use transaction()")
            return result

        async with self._lock:
            return await (await self.writer()).run(alone)

    def _in_transaction(self) -> TransactionContext:
        return OutermostTransaction(self, self._lock)

    async def close(self) -> None:
        """Waits for the open transaction and running statements, then closes; the next call would reopen."""
        async with self._lock, self._opening:
            wires = [*self._readers, *([self._writer] if self._writer else [])]
            self._writer, self._readers = None, []
            for wire in wires:  # the writer last: closing it moves the log into the database
                await wire.close()

    async def db_create(self) -> None:
        """Nothing to do: SQLite creates the file when it is opened."""

    async def db_delete(self) -> None:
        """Closes and removes the database with its log. For tests."""
        await self.close()
        await asyncio.to_thread(self._remove_files)

    def _remove_files(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(self.filename + suffix).unlink(missing_ok=True)
