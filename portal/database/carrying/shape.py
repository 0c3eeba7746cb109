"""Which tables are carried, with which columns, and in which order?

Those that both engines have. What one engine keeps for itself (its search index, a column it generates) is made there
from the rows; a table with rows that the other side lacks is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import asyncpg

from portal.database.shape import OWN

_COLUMNS = """
SELECT t.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS kind,
    pg_get_serial_sequence(quote_ident(t.relname), a.attname) AS sequence
FROM pg_class t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND t.relname <> $1
ORDER BY t.relname, a.attnum
"""
_PARENTS = """
SELECT t.relname AS table, p.relname AS parent
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
WHERE t.relnamespace = current_schema()::regnamespace AND k.contype = 'f' AND t.oid <> p.oid
"""
_TABLES_OF_FILE = """
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name <> ? ORDER BY name
"""


class NotCarried(Exception):
    """Nothing was carried; `problems` names each reason, without any value of a row."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True)
class Carried:
    """One table as PostgreSQL has it: its columns with their types, and the sequence that its key counts by, or ""."""

    name: str
    columns: dict[str, str]
    counter: str
    sequence: str

    @property
    def listed(self) -> str:
        """Its columns, as a statement names them on either engine."""
        return ", ".join(f'"{column}"' for column in self.columns)


async def tables(server: asyncpg.Connection) -> list[Carried]:
    """The server's tables, each after those that it refers to. Raises NotCarried if they refer in a circle."""
    columns: dict[str, dict[str, str]] = {}
    counters: dict[str, tuple[str, str]] = {}
    for row in await server.fetch(_COLUMNS, OWN):
        columns.setdefault(row["table"], {})[row["name"]] = row["kind"]
        if row["sequence"]:
            counters[row["table"]] = row["name"], row["sequence"]
    parents: dict[str, set[str]] = {name: set() for name in columns}
    for row in await server.fetch(_PARENTS):
        parents[row["table"]].add(row["parent"])
    ordered: list[str] = []
    while parents:
        ready = sorted(name for name, of in parents.items() if not of & parents.keys())
        if not ready:
            raise NotCarried([f"tables refer to each other in a circle: {', '.join(sorted(parents))}"])
        ordered += ready
        for name in ready:
            del parents[name]
    return [Carried(name, columns[name], *counters.get(name, ("", ""))) for name in ordered]


def tables_of_file(file: sqlite3.Connection) -> dict[str, set[str]]:
    """The columns of the file's tables, without those that SQLite generates."""
    return {
        name: {
            column
            for (column,) in file.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (name,))
        }
        for (name,) in file.execute(_TABLES_OF_FILE, (OWN,)).fetchall()
    }


def check_same(carried: Iterable[Carried], file: sqlite3.Connection) -> None:
    """Both sides must stand at the same revision. Raises NotCarried."""
    here, there = tables_of_file(file), {table.name: set(table.columns) for table in carried}
    problems = [f"{name}: the table is on one engine only" for name in sorted(here.keys() ^ there.keys())]
    problems += [
        f"{name}: the columns {', '.join(sorted(here[name] ^ there[name]))} are on one engine only"
        for name in sorted(here.keys() & there.keys())
        if here[name] != there[name]
    ]
    if problems:
        raise NotCarried(problems)
