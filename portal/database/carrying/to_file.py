"""How do the rows of a PostgreSQL database get into a SQLite file, all of one moment, while people write?

In one transaction that reads one state (REPEATABLE READ) and holds up nobody. The file has its tables already.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import asyncpg

from portal.database.carrying import shape, values
from portal.database.carrying.shape import Carried, NotCarried
from portal.database.sqlite_shape import broken_references

_AT_ONCE: Final = 500


async def dip(server: asyncpg.Connection, file: Path) -> dict[str, int]:
    """Put every row that the server's open transaction sees into the file's empty tables; how many each got.

    Raises NotCarried.
    """
    carried = await shape.tables(server)
    with closing(sqlite3.connect(file, isolation_level=None)) as target:
        target.execute("PRAGMA foreign_keys=OFF")
        shape.check_same(carried, target)
        target.execute("BEGIN")
        counts = {table.name: await _table(table, server, target) for table in carried}
        for table in carried:
            if table.sequence:
                await _count_on(table, server, target)
        problems = broken_references(target)
        if problems:
            raise NotCarried(problems)
        target.execute("COMMIT")
    return counts


async def _table(table: Carried, server: asyncpg.Connection, target: sqlite3.Connection) -> int:
    marks = ", ".join("?" for _ in table.columns)
    put = f'INSERT INTO "{table.name}" ({table.listed}) VALUES ({marks})'  # noqa: S608 (its own names)
    change = values.to_file(list(table.columns.values()))
    rows, number = [], 0
    asked = server.cursor(f'SELECT {table.listed} FROM "{table.name}"', prefetch=_AT_ONCE)  # noqa: S608
    async for row in asked:
        rows.append(change(row))
        if len(rows) == _AT_ONCE:
            target.executemany(put, rows)
            number, rows = number + len(rows), []
    target.executemany(put, rows)
    return number + len(rows)


async def _count_on(table: Carried, server: asyncpg.Connection, target: sqlite3.Connection) -> None:
    last, called = await server.fetchrow(f"SELECT last_value, is_called FROM {table.sequence}")  # noqa: S608
    if called:
        target.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, last))
