"""How is any database populated, whatever its tables? Two rows in each empty table, references included."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg

from portal.database import postgres_shape
from portal.database.sqlite_shape import row_counts, table_names


def value(kind: str, number: int) -> str | int | float | bytes:
    """A value for a column of that SQL type; the same type and number give the same value, so references meet."""
    kind = kind.upper()
    if kind == "CHAR(36)":
        return f"00000000-0000-7000-8000-{number:012}"
    if kind.startswith(("VARCHAR", "CHAR", "TEXT")):
        return _short(kind, number)
    samples: dict[str, str | int | float | bytes] = {
        "JSON": "{}",
        "TIMESTAMP": f"2026-03-{number:02} 00:00:00+00:00",
        "DATE": f"2026-03-{number:02}",
        "BLOB": bytes([number]),
        "REAL": float(number),
    }
    return samples.get(kind, number)


def _short(kind: str, number: int) -> str:
    """A text that fits a column of that type."""
    length = re.search(r"\((\d+)\)", kind)
    return f"v{number}"[-int(length[1]) if length else 0 :]


def populate(connection: sqlite3.Connection) -> None:
    """Puts two rows into every empty table. A foreign key's column has its parent's type, so it finds its row."""
    connection.execute("PRAGMA foreign_keys=OFF")
    counts = row_counts(connection)
    for table in table_names(connection):
        if not counts[table]:
            columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
            names = ", ".join(f'"{name}"' for name, _ in columns)
            marks = ", ".join("?" for _ in columns)
            connection.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
                [[value(kind, number) for _, kind in columns] for number in (1, 2)],
            )
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def fill_sqlite(place: str) -> dict[str, int]:
    """Populates the file; how many rows each table has then."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        populate(connection)
        return row_counts(connection)


_POSTGRES = {
    "uuid": lambda number: UUID(int=number),
    "jsonb": lambda number: "{}",
    "timestamp with time zone": lambda number: datetime(2026, 3, number, tzinfo=UTC),
    "date": lambda number: date(2026, 3, number),
    "bytea": lambda number: bytes([number]),
    "boolean": lambda number: number == 1,
    "double precision": float,
}
_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
"""


async def fill_postgres(place: str) -> dict[str, int]:
    """The same at a PostgreSQL server."""
    connection = await asyncpg.connect(place)
    try:
        await connection.execute(
            "SET session_replication_role = replica"
        )  # children may come before their parents
        counts = await postgres_shape.row_counts(connection)
        for table, rows in counts.items():
            if not rows:
                columns = await connection.fetch(_COLUMNS, f'"{table}"')
                names = ", ".join(f'"{name}"' for name, _ in columns)
                marks = ", ".join(f"${place + 1}" for place in range(len(columns)))
                values = [[_postgres_value(kind, number) for _, kind in columns] for number in (1, 2)]
                await connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
        return await postgres_shape.row_counts(connection)
    finally:
        await connection.close()


def _postgres_value(kind: str, number: int) -> object:
    if kind.startswith("character") or kind == "text":
        return _short(kind, number)
    return _POSTGRES.get(kind, int)(number)
