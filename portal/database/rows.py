"""How do several new rows, or one that counts, get into the database in one step?

A step through the ORM and into the connection's thread costs more than the statement itself. What a transaction
writes together is therefore handed over together. Call `insert` and `count_up` inside a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.models import Model

from portal.database.postgres_client import unhurried
from portal.database.postgres_statements import PostgresStatements
from portal.database.sql import in_one_step, numbered
from portal.database.sqlite_statements import SqliteStatements
from portal.database.transactions import CONNECTION

Statement = tuple[str, list[Any]]

COUNTED = "portal_counted"
"""The channel on which PostgreSQL tells every process that somebody has counted."""


async def ask(sql: str, *values: object) -> list[dict[str, Any]]:
    """The rows that a statement of ours gives, with `?` for each value; instants may be handed over as they are.

    How a column that is no number or text comes back is the engine's own: read an instant with `instant`.
    """
    client, statement, given = _ready(sql, values)
    return list(await client.execute_query_dict(statement, given))


async def change(sql: str, *values: object) -> int:
    """How many rows a statement of ours has changed; values as with `ask`."""
    client, statement, given = _ready(sql, values)
    changed, _ = await client.execute_query(statement, given)
    return changed


async def note(sql: str, *values: object) -> int:
    """As `change`, for what may be forgotten if the power fails (tries, not filings): nobody waits for the disk.

    Outside a transaction.
    """
    client, statement, given = _ready(sql, values)
    if not isinstance(client, SqliteStatements):
        with unhurried():
            return await change(sql, *values)

    def job(connection: sqlite3.Connection) -> int:
        # In WAL mode NORMAL leaves the database whole; the next commit that is FULL puts this one on disk, too.
        connection.execute("PRAGMA synchronous=NORMAL")
        try:
            return connection.execute(statement, given).rowcount
        finally:
            connection.execute("PRAGMA synchronous=FULL")

    return await client.answer(job)


async def change_each(sql: str, each: Sequence[Sequence[object]]) -> None:
    """Run a statement that writes once for each row of values, handed over together; values as with `ask`."""
    client = get_connections().get(CONNECTION)
    ready = [_ready(sql, values) for values in each]
    if ready:
        await client.execute_many(ready[0][1], [values for _, _, values in ready])


def instant(found: str | datetime) -> datetime:
    """An instant as the database gives it (aware, UTC)."""
    read = datetime.fromisoformat(found) if isinstance(found, str) else found
    return read if read.tzinfo else read.replace(tzinfo=UTC)


async def size() -> int | None:
    """How many bytes the database takes at the server; None if it is a file of ours."""
    client = get_connections().get(CONNECTION)
    if not isinstance(client, PostgresStatements):
        return None
    found = await client.execute_query_dict("SELECT pg_database_size(current_database()) AS bytes")
    return int(found[0]["bytes"])


async def insert(*rows: Model) -> None:
    """Insert new rows in this order, as one job; a generated key is set. Raises Tortoise's IntegrityError.

    On an error the transaction must be left: the rows before the faulty one are in it.
    """
    if not rows:
        return
    client = get_connections().get(CONNECTION)
    statements = [_insertion(row, client) for row in rows]
    numbers = await (
        _insert_sqlite(client, statements)
        if isinstance(client, SqliteStatements)
        else _insert_postgres(client, statements)
    )
    for row, number in zip(rows, numbers, strict=True):
        if row._meta.pk.generated:
            row.pk = number
        row._saved_in_db = True


async def _insert_sqlite(client: SqliteStatements, statements: Sequence[Statement]) -> list[int]:
    def job(connection: sqlite3.Connection) -> list[int]:
        return [connection.execute(sql, values).lastrowid or 0 for sql, values in statements]

    return await client.answer(job)


async def _insert_postgres(client: BaseDBAsyncClient, statements: Sequence[Statement]) -> list[int]:
    if not isinstance(client, PostgresStatements):
        raise TypeError(f"{type(client).__name__} is no engine of the house")
    together = in_one_step(tuple(sql for sql, _ in statements))
    given = [value for _, values in statements for value in values]

    async def job(connection: asyncpg.Connection) -> list[int]:
        return [number or 0 for number in await connection.fetchrow(together, *given)]

    return await client.answer(job)


async def count_up(table: str, *names: str, by: int = 1) -> list[int]:
    """Add to these rows of a table of counters (`name`, `value`), making them if need be; their values then.

    Who counts second waits for the first one's commit. On PostgreSQL the commit tells the other processes.
    """
    told = f", pg_notify('{COUNTED}', '')" if _on_postgres() else ""
    found = await ask(
        f"INSERT INTO {table} (name, value) VALUES {', '.join(['(?, ?)'] * len(names))}"  # noqa: S608 (a table of ours)
        f" ON CONFLICT (name) DO UPDATE SET value = {table}.value + excluded.value RETURNING name, value{told}",
        *(part for name in names for part in (name, by)),
    )
    values = {row["name"]: int(row["value"]) for row in found}
    return [values[name] for name in names]


async def counted(table: str, name: str) -> int:
    """The value of a counter, 0 if nobody has counted yet. Read with every page, so without building a query."""
    found = await ask(f"SELECT value FROM {table} WHERE name = ?", name)  # noqa: S608
    return int(found[0]["value"]) if found else 0


def _on_postgres() -> bool:
    return isinstance(get_connections().get(CONNECTION), PostgresStatements)


def _ready(sql: str, values: Sequence[object]) -> tuple[BaseDBAsyncClient, str, list[object]]:
    """The client, and statement and values as its engine takes them."""
    client = get_connections().get(CONNECTION)
    if isinstance(client, PostgresStatements):
        return client, numbered(sql), list(values)
    return client, sql, [_text(value) for value in values]


def _text(value: object) -> object:
    """An instant or an id as Tortoise writes it into SQLite, so that it compares with what stands there."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    return str(value) if isinstance(value, UUID) else value


def _insertion(row: Model, client: BaseDBAsyncClient) -> Statement:
    """The statement by which Tortoise would insert the row, and its values."""
    sql, columns = _prepared(type(row), client.executor_class, client)
    held = row.__dict__
    return sql, [to_db_value(held[name], row) for name, to_db_value in columns]


_Columns = tuple[tuple[str, Callable[[Any, Model], Any]], ...]
_PREPARED: dict[tuple[type[Model], type], tuple[str, _Columns]] = {}


def _prepared(model: type[Model], executor_class: type, client: BaseDBAsyncClient) -> tuple[str, _Columns]:
    """An engine's statement for a model, and its columns with how each value is written; made once."""
    found = _PREPARED.get((model, executor_class))
    if found is None:
        executor = executor_class(model=model, db=client)
        columns = executor.regular_columns
        found = (
            executor.insert_query,
            tuple((name, model._meta.fields_map[name].to_db_value) for name in columns),
        )
        _PREPARED[(model, executor_class)] = found
    return found


async def empty_log() -> None:
    """Move SQLite's log (WAL) into the database and cut it, so that what was overwritten stands nowhere any more.

    Outside a transaction. A reader that is slower than the busy timeout puts it off to the next time. PostgreSQL's
    log can't be cut from here: see docs/operating.md on how long it keeps what was overwritten.
    """
    client = get_connections().get(CONNECTION)
    if isinstance(client, SqliteStatements):
        await client.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
