"""What do the transactions of both engines share? How a block begins and is left, how work is carried to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from types import TracebackType
from typing import TypeVar

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.connection import ConnectionToken, get_connections

T = TypeVar("T")


class Block(TransactionContext):
    """An `async with` block, outermost or nested: it is left in good order and gives its lock back in every case."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock
        self._token: ConnectionToken | None = None

    async def _start(self) -> TransactionalDBClient:
        """The transaction, begun."""
        raise NotImplementedError

    async def _done(self) -> None:
        """Give back what was borrowed besides the lock, whatever happens to the caller."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._lock.acquire()
        try:
            self.client = await self._start()
        except BaseException:
            self._lock.release()
            raise
        self._token = get_connections().set(self.client.connection_name, self.client)
        return self.client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self.client._finalized:
                await (self.client.commit() if kind is None else self.client.rollback())
        finally:
            self.client.left = True  # type: ignore[attr-defined]  # of both engines' transactions
            try:
                await self._done()
            finally:
                self._lock.release()
                get_connections().reset(self._token)


async def to_the_end(work: Awaitable[T]) -> T:
    """Waits for `work` whatever happens to the caller; a cancellation on the way is raised afterwards."""
    done = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not done.done():
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError as error:
            cancelled = error
        except Exception:  # noqa: S110 (done.result() raises it below)
            pass
    if cancelled is not None:
        raise cancelled from (None if done.cancelled() else done.exception())
    return done.result()
