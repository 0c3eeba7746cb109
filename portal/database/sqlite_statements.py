"""How does one of Tortoise's calls become one job on a SQLite connection?

Each call is a single job, so it is whole even when its caller is cancelled.
SQLite's errors leave as Tortoise's.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pypika_tortoise.dialects import SQLLiteQuery
from tortoise.backends.base.client import BaseDBAsyncClient, Capabilities
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.backends.sqlite.schema_generator import SqliteSchemaGenerator
from tortoise.exceptions import IntegrityError, OperationalError

from portal.database.sql import is_read
from portal.database.sqlite_wire import Job

T = TypeVar("T")


def statements(script: str) -> Iterator[str]:
    """The single statements of a script; a semicolon in a string or a trigger's body ends none."""
    statement = ""
    for piece in re.split(r"(?<=;)", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def roll_back(connection: sqlite3.Connection) -> None:
    """Ends an open transaction without effect; nothing to do when SQLite has ended it already."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


class SqliteStatements(BaseDBAsyncClient):
    """Tortoise's raw calls, for the client and for a transaction alike; they differ in where a job runs."""

    executor_class = SqliteExecutor
    query_class = SQLLiteQuery
    schema_generator = SqliteSchemaGenerator
    capabilities = Capabilities(
        "sqlite",
        daemon=False,
        requires_limit=True,
        inline_comment=True,
        support_for_update=False,
        support_update_limit_order_by=False,
        can_rollback_ddl=True,
        support_returning=True,
    )

    async def work(self, job: Job[T], *, reads: bool) -> T:
        """Runs `job` where it belongs; `reads` promises that it writes nothing."""
        raise NotImplementedError

    async def answer(self, job: Job[T]) -> T:
        """Runs a job that writes; SQLite's errors leave as Tortoise's."""
        return await self._answer(job, "several statements")

    async def _answer(self, job: Job[T], sql: str, *, reads: bool = False) -> T:
        self.log.debug(sql)  # never the values: they may be personal data
        try:
            return await self.work(job, reads=reads)
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error

    async def execute_insert(self, query: str, values: list[Any]) -> int:
        """Runs one INSERT and returns the row's id (only meaningful for integer keys)."""

        def job(connection: sqlite3.Connection) -> int:
            return connection.execute(query, values).lastrowid or 0

        return await self._answer(job, query)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Runs a statement once for each row of values: all of them or, on an error, none."""

        def job(connection: sqlite3.Connection) -> None:
            if connection.in_transaction:
                connection.executemany(query, values)
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(query, values)
                connection.execute("COMMIT")
            finally:
                roll_back(connection)

        await self._answer(job, query)

    async def execute_query(
        self, query: str, values: list[Any] | None = None
    ) -> tuple[int, Sequence[dict[str, Any]]]:
        """Runs one statement; returns the number of rows changed (or else read) and the rows."""
        sql = query.replace("\x00", "'||CHAR(0)||'")

        def job(connection: sqlite3.Connection) -> tuple[int, list[Any]]:
            before = connection.total_changes
            rows = connection.execute(sql, values or ()).fetchall()
            return (connection.total_changes - before) or len(rows), rows

        return await self._answer(job, sql, reads=is_read(sql))

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """Runs one statement and returns its rows as dictionaries."""
        _, rows = await self.execute_query(query, values)
        return [dict(row) for row in rows]

    async def execute_script(self, query: str) -> None:
        """Runs several statements; inside a transaction they stay inside it."""

        def job(connection: sqlite3.Connection) -> None:
            if connection.in_transaction:  # executescript would commit first
                for statement in statements(query):
                    connection.execute(statement)
            else:
                connection.executescript(query)

        await self._answer(job, query)
