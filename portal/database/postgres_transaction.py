"""How does a transaction on PostgreSQL begin, nest and end, and survive being cancelled at any point?

As on SQLite there is one writer at a time, in all processes together: a transaction begins by taking an advisory lock
of the database, so that what it reads stays true until it commits. Beginning, committing and rolling back run to their
end before a cancellation is let through, and lock and connection are given back in every case. A nested transaction is
a savepoint. A task that outlives the transaction it was created in works outside it (see `sqlite_transaction`).
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Final, TypeVar

import asyncpg
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.exceptions import IntegrityError, TransactionManagementError

from portal.database.blocks import Block, to_the_end
from portal.database.postgres_line import AWAY, Job, Line
from portal.database.postgres_statements import PostgresStatements

T = TypeVar("T")

WRITER: Final = 0x706F7274616C
"""The number of the advisory lock: a transaction takes it alone, a single statement that writes takes it shared."""
BEGIN_ALONE: Final = f"BEGIN; SELECT pg_advisory_xact_lock({WRITER})"
BEGIN_BESIDE: Final = f"BEGIN; SELECT pg_advisory_xact_lock_shared({WRITER})"
_numbers = count(1)


class LineOwner(PostgresStatements):
    """A client that lends connections for transactions."""

    commits: int
    """How many commits this process has made; see `portal.database.data_version`."""

    async def lend(self) -> Line:
        """A connection for writing."""
        raise NotImplementedError

    async def take_back(self, line: Line) -> None:
        """Gives the connection back to the pool, whatever state it is in."""
        raise NotImplementedError


class PostgresTransaction(PostgresStatements, TransactionalDBClient):
    """An open transaction, or with `savepoint` one nested in `outer`; stands in for the client meanwhile."""

    def __init__(self, outer: PostgresStatements, line: Line, owner: LineOwner) -> None:
        super().__init__(outer.connection_name, True)
        self._outer = outer
        self._line = line
        self._owner = owner
        self._savepoint: str | None = None
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

        async def inside(connection: asyncpg.Connection) -> T:
            if connection.is_closed():
                raise _lost()
            if not connection.is_in_transaction():
                raise TransactionManagementError("the transaction was ended by something else than its block")
            return await job(connection)

        return await self._line.run(inside)

    def _in_transaction(self) -> TransactionContext:
        return (
            self._outer._in_transaction() if self.left else NestedTransaction(self, self._line, self._owner)
        )

    async def close(self) -> None:
        """Closes the client behind an ended transaction. Raises when the transaction is still open."""
        if not self.left:
            raise TransactionManagementError("a transaction is open; leave its block before closing")
        await self._outer.close()

    async def begin(self) -> None:
        """Becomes the one writer, waiting for others up to lock_timeout."""
        await self._open_with(BEGIN_ALONE, undo="ROLLBACK")

    async def commit(self) -> None:
        """Puts the transaction on disk. On an error it is rolled back and the error raised."""
        if self._savepoint is not None:
            await self.release_savepoint()
            return
        self._finish()

        async def job(connection: asyncpg.Connection) -> None:
            if connection.is_closed():
                raise _lost()
            # After a failed statement PostgreSQL answers a COMMIT with a ROLLBACK, and that is no error to it.
            if not connection.is_in_transaction() or await connection.execute("COMMIT") != "COMMIT":
                raise TransactionManagementError("PostgreSQL has rolled this transaction back")
            self.committed = True
            self._owner.commits += 1

        await self._end_with(job)

    async def rollback(self) -> None:
        """Takes back everything since the transaction (or the savepoint) began."""
        if self._savepoint is not None:
            await self.savepoint_rollback()
            return
        self._finish()
        await self._end_with(_saying("ROLLBACK"))

    async def savepoint(self) -> None:
        """Begins a nested transaction."""
        name = f"nested_{next(_numbers)}"
        await self._open_with(f"SAVEPOINT {name}", undo=f"ROLLBACK TO {name}; RELEASE {name}")
        self._savepoint = name

    async def savepoint_rollback(self) -> None:
        """Takes back the nested transaction alone."""
        name = self._finish()
        await self._end_with(_saying(f"ROLLBACK TO {name}; RELEASE {name}"))

    async def release_savepoint(self) -> None:
        """Makes the nested transaction part of the one around it."""
        name = self._finish()
        await self._end_with(_saying(f"RELEASE {name}", must_be_open=True))

    def _finish(self) -> str | None:
        if self._finalized:
            raise TransactionManagementError("the transaction is already finished")
        self._finalized = True
        return self._savepoint

    async def _open_with(self, sql: str, *, undo: str) -> None:
        try:
            await self._line.run_to_the_end(_saying(sql))
        except asyncio.CancelledError:
            await self._line.run_to_the_end(_saying(undo))
            raise
        except AWAY as error:
            raise TransactionManagementError(error) from error

    async def _end_with(self, job: Job[None]) -> None:
        try:
            await self._line.run_to_the_end(job)
        except asyncpg.IntegrityConstraintViolationError as error:
            raise IntegrityError(error) from error
        except AWAY as error:
            raise TransactionManagementError(error) from error


def _lost() -> TransactionManagementError:
    error = TransactionManagementError("the connection to PostgreSQL is lost")
    error.__cause__ = ConnectionResetError()
    return error


def _saying(sql: str, *, must_be_open: bool = False) -> Job[None]:
    async def job(connection: asyncpg.Connection) -> None:
        if connection.is_closed():
            if must_be_open:
                raise _lost()
            return  # with the connection went the transaction
        if connection.is_in_transaction() or sql.startswith("BEGIN"):
            await connection.execute(sql)
        elif must_be_open:
            raise TransactionManagementError("the transaction was ended by something else than its block")

    return job


class OutermostTransaction(Block):
    """`async with` block of a transaction on a connection of its own."""

    def __init__(self, outer: LineOwner, lock: asyncio.Lock) -> None:
        super().__init__(lock)
        self._outer = outer

    async def _start(self) -> PostgresTransaction:
        try:
            self._line = await self._outer.lend()
        except AWAY as error:
            raise TransactionManagementError(error) from error
        try:
            transaction = PostgresTransaction(self._outer, self._line, self._outer)
            await transaction.begin()
        except BaseException:
            await self._done()
            raise
        return transaction

    async def _done(self) -> None:
        await to_the_end(self._outer.take_back(self._line))


class NestedTransaction(Block):
    """`async with` block of a savepoint inside `outer`."""

    def __init__(self, outer: PostgresTransaction, line: Line, owner: LineOwner) -> None:
        super().__init__(outer.nesting)
        self._outer, self._line, self._owner = outer, line, owner

    async def _start(self) -> PostgresTransaction:
        transaction = PostgresTransaction(self._outer, self._line, self._owner)
        await transaction.savepoint()
        return transaction
