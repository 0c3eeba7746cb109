"""How do the rows of a SQLite file get into an empty PostgreSQL database, all of them or none?

By COPY, inside the caller's transaction, parents first: PostgreSQL checks every reference, key and length on the way.
What counts goes on where it stood.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import asyncpg

from portal.database.carrying import shape, values
from portal.database.carrying.shape import Carried, NotCarried
from portal.database.postgres_line import AWAY
from portal.database.sqlite_shape import row_counts

_AT_ONCE: Final = 500


async def pour(file: Path, server: asyncpg.Connection) -> dict[str, int]:
    """Put every row of the file into the server's empty tables; how many each table got. Raises NotCarried.

    The file must not change meanwhile. On an error the caller's transaction must be left.
    """
    carried = await shape.tables(server)
    await check_empty(carried, server)
    with closing(_opened(file)) as source:
        source.execute("BEGIN")
        shape.check_same(carried, source)
        counted = _counted(source)
        counts = {table.name: await _table(table, source, server) for table in carried}
        wanted = row_counts(source)
    for table in carried:
        if table.sequence:
            await _count_on(table, counted.get(table.name, 0), server)
    lacking = [
        f"{name}: {wanted[name]} rows there, {rows} here"
        for name, rows in counts.items()
        if rows != wanted[name]
    ]
    if lacking:
        raise NotCarried(lacking)
    await server.execute("ANALYZE")
    return counts


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=30)


async def check_empty(carried: list[Carried], server: asyncpg.Connection) -> None:
    """Raises NotCarried if any table has a row."""
    full = [
        table.name
        for table in carried
        if await server.fetchval(f'SELECT EXISTS (SELECT FROM "{table.name}")')  # noqa: S608 (its own names)
    ]
    if full:
        raise NotCarried([f"{name}: the table has rows already" for name in full])


async def _table(table: Carried, source: sqlite3.Connection, server: asyncpg.Connection) -> int:
    try:
        said = await server.copy_records_to_table(
            table.name, columns=list(table.columns), records=_rows(table, source)
        )
    except (*AWAY, ValueError, TypeError) as error:
        # The message may quote what stands in the row.
        raise NotCarried([f"{table.name}: {type(error).__name__}"]) from None
    return int(said.rsplit(" ", 1)[-1])


def _rows(table: Carried, source: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    found = source.execute(f'SELECT {table.listed} FROM "{table.name}"')  # noqa: S608 (its own names)
    change = values.to_server(list(table.columns.values()))
    while rows := found.fetchmany(_AT_ONCE):
        yield from map(change, rows)


async def _count_on(table: Carried, last: int, server: asyncpg.Connection) -> None:
    """The next number is one that nobody had, also if the newest rows are gone."""
    newest = await server.fetchval(f'SELECT max("{table.counter}") FROM "{table.name}"')  # noqa: S608
    last = max(last, newest or 0)
    await server.execute("SELECT setval($1::text::regclass, $2, $3)", table.sequence, max(last, 1), last > 0)


def _counted(source: sqlite3.Connection) -> dict[str, int]:
    """The last number that each counting table has given out."""
    there = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone()
    return dict(source.execute("SELECT name, seq FROM sqlite_sequence")) if there else {}
