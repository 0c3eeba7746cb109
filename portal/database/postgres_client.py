"""How does the house use PostgreSQL through Tortoise without losing, blocking or half-writing anything?

- Transactions and single statements that write have connections of their own; reading has others, so that whoever
  waits for the one writer holds up no reader.
- A single statement that writes takes the writer's lock shared: several may run at once, none between a transaction's
  reading and its writing.
- Nobody holds the writer's lock for longer than `idle_timeout` without a word: the server ends such a transaction
  (a process that was stopped, a machine that is gone).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

import asyncpg
from tortoise.backends.base.client import TransactionContext
from tortoise.exceptions import OperationalError

from portal.database.blocks import to_the_end
from portal.database.postgres_line import AWAY, Job, Line
from portal.database.postgres_transaction import BEGIN_BESIDE, LineOwner, OutermostTransaction

T = TypeVar("T")

_unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)

CLOSING: Final = 10.0
_EVERY: Final = {"application_name": "portal", "timezone": "UTC"}
_WRITER: Final = _EVERY | {
    "synchronous_commit": "on",  # a receipt is given once the commit is on disk, whatever the server's default
    "default_transaction_isolation": "read committed",
}
_READER: Final = _EVERY | {"default_transaction_read_only": "on"}


class PostgresClient(LineOwner):
    """The connection "default" of the house on PostgreSQL.

    `url` without its password; `readers` and `writers` are the most connections of either kind, In
    milliseconds: `lock_timeout`, how long a transaction waits for the writer before it, and `idle_timeout`.
    """

    def __init__(
        self,
        url: str,
        *,
        connection_name: str,
        password: str | None = None,
        fetch_inserted: bool = True,
        readers: int = 4,
        writers: int = 4,
        lock_timeout: int = 15_000,
        idle_timeout: int = 30_000,
    ) -> None:
        super().__init__(connection_name, fetch_inserted)
        self._url, self._password = url, password
        self._sizes = {"readers": readers, "writers": writers}
        self._patience = {
            "lock_timeout": str(lock_timeout),
            "idle_in_transaction_session_timeout": str(idle_timeout),
        }
        self._readers: asyncpg.Pool | None = None
        self._writers: asyncpg.Pool | None = None
        self._lock = asyncio.Lock()
        self._opening = asyncio.Lock()
        self.commits = 0

    async def create_connection(self, with_db: bool) -> None:
        """Opens both pools, unless they are open already."""
        async with self._opening:
            if self._writers is None:
                readers = await self._pool(self._sizes["readers"], _READER | self._patience)
                try:
                    self._writers = await self._pool(self._sizes["writers"], _WRITER | self._patience)
                except BaseException:
                    readers.terminate()
                    raise
                self._readers = readers
                await self._post_connect()

    async def _pool(self, size: int, settings: dict[str, str]) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._url,
            password=self._password,
            min_size=1,
            max_size=size,
            server_settings=settings,
            reset=_nothing_to_reset,
        )

    async def _open(self, *, reads: bool) -> asyncpg.Pool:
        if self._writers is None or self._readers is None:
            await self.create_connection(with_db=True)
        pool = self._readers if reads else self._writers
        if pool is None:
            raise OperationalError("the database was closed while it was being opened")
        return pool

    async def lend(self) -> Line:
        """A connection for writing; the caller gives it back with `take_back`."""
        pool = await self._open(reads=False)
        return Line(await pool.acquire(), pool)

    async def take_back(self, line: Line) -> None:
        """Gives the connection back; one whose transaction is still open is closed."""
        try:
            if not line.connection.is_closed() and line.connection.is_in_transaction():
                line.connection.terminate()
            await line.pool.release(line.connection)
        except AWAY as error:
            self.log.warning("a connection to PostgreSQL was lost: %s", type(error).__name__)

    async def work(self, job: Job[T], *, reads: bool) -> T:
        """Reads beside the writer; everything else is one durable statement under the shared lock."""
        if reads:
            pool = await self._open(reads=True)
            async with pool.acquire() as connection:
                return await job(connection)
        line = await self.lend()
        try:
            await line.run_to_the_end(_begin_unhurried if _unhurried.get() else _begin)
            result = await line.run(job)
            await line.run_to_the_end(self._commit)
            return result
        except BaseException:
            await line.run_to_the_end(_undo)
            raise
        finally:
            await to_the_end(self.take_back(line))

    async def _commit(self, connection: asyncpg.Connection) -> None:
        if not connection.is_in_transaction():
            raise OperationalError("the statement has ended its own transaction: use transaction()")
        await connection.execute("COMMIT")
        self.commits += 1

    def _in_transaction(self) -> TransactionContext:
        return OutermostTransaction(self, self._lock)

    async def close(self) -> None:
        """Waits for the open transaction and running statements, then closes; the next call would reopen."""
        async with self._lock, self._opening:
            pools = [pool for pool in (self._readers, self._writers) if pool is not None]
            self._readers = self._writers = None
            for pool in pools:
                try:
                    await asyncio.wait_for(pool.close(), CLOSING)
                except TimeoutError:
                    pool.terminate()

    async def db_create(self) -> None:
        """Nothing to do: a database of PostgreSQL is made by its administrator (createdb)."""

    async def db_delete(self) -> None:
        """Refuses: a database of PostgreSQL is removed by its administrator (dropdb)."""
        raise OperationalError("dropdb removes a database of PostgreSQL")


async def _nothing_to_reset(connection: Any) -> None:
    """No session is changed between two uses, so the pool need not ask the server to forget (one trip less)."""


async def _begin(connection: asyncpg.Connection) -> None:
    await connection.execute(BEGIN_BESIDE)


async def _begin_unhurried(connection: asyncpg.Connection) -> None:
    await connection.execute(f"{BEGIN_BESIDE}; SET LOCAL synchronous_commit TO off")


@contextmanager
def unhurried() -> Iterator[None]:
    """A single statement in this block does not wait until it is on disk; it is lost if the server dies at once."""
    token = _unhurried.set(True)
    try:
        yield
    finally:
        _unhurried.reset(token)


async def _undo(connection: asyncpg.Connection) -> None:
    if not connection.is_closed() and connection.is_in_transaction():
        await connection.execute("ROLLBACK")
