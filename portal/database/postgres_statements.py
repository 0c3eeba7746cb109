"""How does one of Tortoise's calls become one job on a PostgreSQL connection?

PostgreSQL's errors leave as Tortoise's. No value of a statement is logged: it may be personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import asyncpg
from pypika_tortoise.dialects import PostgreSQLQuery
from tortoise.backends.asyncpg.executor import AsyncpgExecutor
from tortoise.backends.asyncpg.schema_generator import AsyncpgSchemaGenerator
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base_postgres.client import BasePostgresClient
from tortoise.exceptions import IntegrityError, OperationalError

from portal.database.postgres_line import AWAY, Job
from portal.database.sql import gives_rows, is_read

T = TypeVar("T")

# What is written does not fit the table: a key, a length, a letter that PostgreSQL does not store (NUL).
_UNFIT = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, asyncpg.exceptions.DataError)


class PostgresStatements(BaseDBAsyncClient):
    """Tortoise's raw calls, for the client and for a transaction alike; they differ in where a job runs."""

    executor_class = AsyncpgExecutor
    query_class = PostgreSQLQuery
    schema_generator = AsyncpgSchemaGenerator
    capabilities = BasePostgresClient.capabilities

    async def work(self, job: Job[T], *, reads: bool) -> T:
        """Runs `job` where it belongs; `reads` promises that it writes nothing."""
        raise NotImplementedError

    async def answer(self, job: Job[T], sql: str = "several statements", *, reads: bool = False) -> T:
        """Runs a job; PostgreSQL's errors leave as Tortoise's."""
        self.log.debug(sql)
        try:
            return await self.work(job, reads=reads)
        except _UNFIT as error:
            raise IntegrityError(error) from error
        except AWAY as error:
            raise OperationalError(error) from error

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        """Runs one INSERT and returns the row that it gives back (a generated key), if any."""

        async def job(connection: asyncpg.Connection) -> Any:
            return await connection.fetchrow(query, *values)

        return await self.answer(job, query)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Runs a statement once for each row of values: all of them or, on an error, none."""

        async def job(connection: asyncpg.Connection) -> None:
            await connection.executemany(query, values)

        await self.answer(job, query)

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[dict[str, Any]]]:
        """Runs one statement; returns the number of rows changed (or else read) and the rows."""

        reads = is_read(query)
        given = [_sought(value) for value in values or ()] if reads else values or []

        async def rows(connection: asyncpg.Connection) -> tuple[int, Sequence[dict[str, Any]]]:
            found = await connection.fetch(query, *given)
            return len(found), found

        async def changes(connection: asyncpg.Connection) -> tuple[int, Sequence[dict[str, Any]]]:
            said = (await connection.execute(query, *given)).rsplit(" ", 1)[-1]
            return (int(said) if said.isdigit() else 0), []

        return await self.answer(rows if gives_rows(query) else changes, query, reads=reads)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """Runs one statement and returns its rows as dictionaries."""
        _, rows = await self.execute_query(query, values)
        return [dict(row) for row in rows]

    async def execute_script(self, query: str) -> None:
        """Runs several statements; inside a transaction they stay inside it."""

        async def job(connection: asyncpg.Connection) -> None:
            await connection.execute(query)

        await self.answer(job, query)


def _sought(value: object) -> object:
    """What is looked for: PostgreSQL stores no NUL and refuses to be asked for one, so it is another letter there."""
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value
