"""Has anyone, in any process, counted something at the PostgreSQL server since I last looked?

A connection of its own listens: `rows.count_up` tells all processes with its commit (NOTIFY), and asking is only
reading a number, as `data_version` is on SQLite. What this process commits itself shows at once. While the listening
connection is lost, every answer is another one, so that nobody believes an old page: it is opened again every second.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final

import asyncpg
from tortoise.connection import get_connections

from portal.database.postgres_line import AWAY
from portal.database.postgres_transaction import LineOwner
from portal.database.rows import COUNTED
from portal.database.transactions import CONNECTION

AGAIN: Final = 1.0


class PostgresVersion:
    """The counter of this process; `begin` it in the event loop that serves, with the database open."""

    def __init__(self, credentials: dict[str, Any]) -> None:
        self._credentials = credentials
        self._heard = 0
        self._listens = False
        self._lost = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._client: LineOwner | None = None

    def read(self) -> int:
        """The counter now. Two equal answers: nobody counted between, and this process committed nothing."""
        if not self._listens:
            self._heard += 1
        return self._heard + (self._client.commits if self._client else 0)

    async def begin(self) -> None:
        """Listen from now on."""
        client = get_connections().get(CONNECTION)
        self._client = client if isinstance(client, LineOwner) else None
        listening = asyncio.Event()
        self._task = asyncio.create_task(self._listen(listening))
        with suppress(TimeoutError):
            await asyncio.wait_for(listening.wait(), AGAIN)

    async def end(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self, listening: asyncio.Event) -> None:
        while True:
            with suppress(*AWAY):
                connection = await asyncpg.connect(
                    self._credentials["url"], password=self._credentials.get("password")
                )
                try:
                    await self._hear(connection, listening)
                finally:
                    self._listens = False
                    connection.terminate()
            await asyncio.sleep(AGAIN)

    async def _hear(self, connection: asyncpg.Connection, listening: asyncio.Event) -> None:
        self._lost.clear()
        connection.add_termination_listener(lambda _: self._lost.set())
        await connection.add_listener(COUNTED, self._count)
        self._heard += 1  # what was counted before it listened was not heard
        self._listens = True
        listening.set()
        await self._lost.wait()

    def _count(self, *_: object) -> None:
        self._heard += 1
