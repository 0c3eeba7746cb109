"""How does a transaction on SQLite begin, nest and end, and survive being cancelled at any point?

Begin, commit and rollback run to their end before a cancellation is let through, and the write lock is given
back in every case. A nested transaction is a savepoint. BEGIN goes along with the first statement, since each step
into the connection's thread costs more than the statement itself: nothing was read before it.

A task that is created inside a transaction inherits it (Tortoise keeps the connection in a context variable):
while the transaction is open, what the task writes belongs to it and is rolled back with it. Once it has
ended, such a task works outside any transaction, as if it had been created outside. Start background tasks
with `portal.database.transactions.on_commit`.
"""

import asyncio
import sqlite3
from itertools import count
from typing import TypeVar

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.exceptions import IntegrityError, TransactionManagementError

from portal.database.blocks import Block
from portal.database.sqlite_statements import SqliteStatements, roll_back
from portal.database.sqlite_wire import Job, Wire

T = TypeVar("T")

_numbers = count(1)


class SqliteTransaction(SqliteStatements, TransactionalDBClient):
    """An open transaction, or with `savepoint` one nested in `outer`; stands in for the client meanwhile."""

    def __init__(self, outer: SqliteStatements, wire: Wire) -> None:
        super().__init__(outer.connection_name, outer.fetch_inserted)
        self._outer = outer
        self._wire = wire
        self._savepoint: str | None = None
        self.begun = isinstance(outer, SqliteTransaction)
        """True once BEGIN has run; a nested one begins with its savepoint."""
        self._finalized = False
        self._bound_loop = asyncio.get_running_loop()
        self.nesting = asyncio.Lock()
        """Held while a transaction nested in this one is open: sibling tasks nest one after another."""
        self.left = False
        """True once the block is left: whoever still holds this client is served by the one outside."""
        self.committed = False
        """True once the outermost COMMIT is on disk."""

    async def work(self, job: Job[T], *, reads: bool) -> T:
        """Runs `job` inside the transaction, or outside it once the block is left."""
        if self.left:
            return await self._outer.work(job, reads=reads)
        if self._finalized:
            raise TransactionManagementError("the transaction is finished; leave its block first")

        if not self.begun:
            return await self.begin_with(job)

        def inside(connection: sqlite3.Connection) -> T:
            _still_open(connection)
            return job(connection)

        return await self._wire.run(inside)

    async def begin_with(self, job: Job[T]) -> T:
        """Takes SQLite's write lock, waiting for other processes up to busy_timeout, and runs the first job."""

        def first(connection: sqlite3.Connection) -> T:
            if self.begun:  # by another task, meanwhile
                _still_open(connection)
                return job(connection)
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise TransactionManagementError(error) from error
            self.begun = True
            return job(connection)

        return await self._wire.run_to_the_end(first)

    def _in_transaction(self) -> TransactionContext:
        return self._outer._in_transaction() if self.left else NestedTransaction(self, self._wire)

    async def close(self) -> None:
        """Closes the client behind an ended transaction. Raises when the transaction is still open."""
        if not self.left:
            raise TransactionManagementError("a transaction is open; leave its block before closing")
        await self._outer.close()

    async def begin(self) -> None:
        """Begins with the first statement, or when a transaction nested in this one begins."""

    async def commit(self) -> None:
        """Puts the transaction on disk. On an error it is rolled back and the error raised."""
        if self._savepoint is not None:
            await self.release_savepoint()
            return
        self._finish()
        if not self.begun:
            self.committed = True
            return

        def job(connection: sqlite3.Connection) -> None:
            _still_open(connection)
            try:
                connection.execute("COMMIT")
                self.committed = True
            finally:
                roll_back(connection)

        await self._end_with(job)

    async def rollback(self) -> None:
        """Takes back everything since the transaction (or the savepoint) began."""
        if self._savepoint is not None:
            await self.savepoint_rollback()
            return
        self._finish()
        if self.begun:
            await self._end_with(roll_back)

    async def savepoint(self) -> None:
        """Begins a nested transaction."""
        name = f"nested_{next(_numbers)}"
        await self._open_with(f"SAVEPOINT {name}", undo=lambda connection: _undo_to(connection, name))
        self._savepoint = name

    async def savepoint_rollback(self) -> None:
        """Takes back the nested transaction alone."""
        name = self._finish()
        await self._end_with(lambda connection: _undo_to(connection, name))

    async def release_savepoint(self) -> None:
        """Makes the nested transaction part of the one around it."""
        name = self._finish()

        def job(connection: sqlite3.Connection) -> None:
            _still_open(connection)
            connection.execute(f"RELEASE {name}")

        await self._end_with(job)

    def _finish(self) -> str | None:
        if self._finalized:
            raise TransactionManagementError("the transaction is already finished")
        self._finalized = True
        return self._savepoint

    async def _open_with(self, sql: str, *, undo: Job[None]) -> None:
        def job(connection: sqlite3.Connection) -> None:
            connection.execute(sql)

        try:
            await self._wire.run_to_the_end(job)
        except asyncio.CancelledError:
            await self._wire.run_to_the_end(undo)
            raise
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error

    async def _end_with(self, job: Job[None]) -> None:
        try:
            await self._wire.run_to_the_end(job)
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error


def _still_open(connection: sqlite3.Connection) -> None:
    """A full disk makes SQLite end the transaction: what follows must not be committed piece by piece."""
    if not connection.in_transaction:
        raise TransactionManagementError("SQLite has rolled this transaction back after an earlier error")


def _nothing(_: sqlite3.Connection) -> None:
    """What a transaction begins with that begins because one nested in it does."""


def _undo_to(connection: sqlite3.Connection, savepoint: str | None) -> None:
    if connection.in_transaction:
        connection.execute(f"ROLLBACK TO {savepoint}")
        connection.execute(f"RELEASE {savepoint}")


class OutermostTransaction(Block):
    """`async with` block of a transaction on the writer connection."""

    def __init__(self, outer: "WriterOwner", lock: asyncio.Lock) -> None:
        super().__init__(lock)
        self._outer = outer

    async def _start(self) -> SqliteTransaction:
        transaction = SqliteTransaction(self._outer, await self._outer.writer())
        await transaction.begin()
        return transaction


class NestedTransaction(Block):
    """`async with` block of a savepoint inside `outer`."""

    def __init__(self, outer: SqliteTransaction, wire: Wire) -> None:
        super().__init__(outer.nesting)
        self._outer, self._wire = outer, wire

    async def _start(self) -> SqliteTransaction:
        if not self._outer.begun:
            await self._outer.begin_with(_nothing)
        transaction = SqliteTransaction(self._outer, self._wire)
        await transaction.savepoint()
        return transaction


class WriterOwner(SqliteStatements):
    """A client that can hand out its writer connection."""

    async def writer(self) -> Wire:
        """The open writer connection; the caller holds the write lock."""
        raise NotImplementedError
