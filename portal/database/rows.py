"""How do several new rows, or one that counts, get into the database in one step?

A step through the ORM and into the connection's thread costs more than the statement itself. What a transaction
writes together is therefore handed over together. Call `insert` and `count_up` inside a transaction.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from tortoise.connection import get_connections
from tortoise.models import Model

from portal.database.sqlite_statements import SqliteStatements
from portal.database.transactions import CONNECTION

Statement = tuple[str, list[Any]]


async def insert(*rows: Model) -> None:
    """Insert new rows in this order, as one job; a generated key is set. Raises Tortoise's IntegrityError.

    On an error the transaction must be left: the rows before the faulty one are in it.
    """
    client = get_connections().get(CONNECTION)
    if not isinstance(client, SqliteStatements):
        for row in rows:
            await row.save(force_create=True)
        return
    statements = [_insertion(row, client) for row in rows]

    def job(connection: sqlite3.Connection) -> list[int]:
        return [connection.execute(sql, values).lastrowid or 0 for sql, values in statements]

    for row, number in zip(rows, await client.answer(job), strict=True):
        if row._meta.pk.generated:
            row.pk = number
        row._saved_in_db = True


async def count_up(table: str, name: str, by: int = 1) -> int:
    """Add to the row `name` of a table of counters (`name`, `value`), making it if need be; its value then."""
    client = get_connections().get(CONNECTION)
    found = await client.execute_query_dict(
        f"INSERT INTO {table} (name, value) VALUES (?, ?)"  # noqa: S608 (a table of ours)
        f" ON CONFLICT (name) DO UPDATE SET value = {table}.value + excluded.value RETURNING value",
        [name, by],
    )
    return int(found[0]["value"])


async def counted(table: str, name: str) -> int:
    """The value of a counter, 0 if nobody has counted yet. Read with every page, so without building a query."""
    client = get_connections().get(CONNECTION)
    found = await client.execute_query_dict(f"SELECT value FROM {table} WHERE name = ?", [name])  # noqa: S608
    return int(found[0]["value"]) if found else 0


async def stands(table: str, column: str, value: str) -> bool:
    """Whether a row with this value stands in the table; for what is asked of every filing and hardly ever so."""
    client = get_connections().get(CONNECTION)
    sql = f'SELECT 1 FROM "{table}" WHERE "{column}" = ? LIMIT 1'  # noqa: S608 (names of ours)
    return bool(await client.execute_query_dict(sql, [value]))


def _insertion(row: Model, client: SqliteStatements) -> Statement:
    """The statement by which Tortoise would insert the row, and its values."""
    executor = client.executor_class(model=type(row), db=client)
    fields = row._meta.fields_map
    values = [fields[name].to_db_value(getattr(row, name), row) for name in executor.regular_columns]
    return executor.insert_query, values


async def empty_log() -> None:
    """Move SQLite's log (WAL) into the database and cut it, so that what was overwritten stands nowhere any more.

    Outside a transaction. A reader that is slower than the busy timeout puts it off to the next time.
    """
    client = get_connections().get(CONNECTION)
    if isinstance(client, SqliteStatements):
        await client.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
