"""How does one PostgreSQL connection serve several tasks without a statement being cut off half heard?

A line is one connection of the pool, lent for a transaction. Jobs on it follow one another; a job that must not be
cut off (begin, commit, rollback) is finished before a cancellation is let through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from portal.database.blocks import to_the_end

T = TypeVar("T")
Job = Callable[[asyncpg.Connection], Awaitable[T]]

AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""What asyncpg raises when the server refuses, or does not answer."""


class Line:
    """One connection, for one transaction and those nested in it."""

    def __init__(self, connection: asyncpg.Connection, pool: asyncpg.Pool) -> None:
        self.connection, self.pool = connection, pool
        self._turn = asyncio.Lock()

    async def run(self, job: Job[T]) -> T:
        """Runs `job` when it is its turn. A cancellation stops the statement at the server."""
        async with self._turn:
            return await job(self.connection)

    async def run_to_the_end(self, job: Job[T]) -> T:
        """Like `run`, but a cancellation is held back until the job is done, and raised only then."""
        return await to_the_end(self.run(job))
