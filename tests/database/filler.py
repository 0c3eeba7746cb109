"""How is any database populated, whatever its tables? Two rows in each empty table, references included."""

import sqlite3

from portal.database.sqlite_shape import row_counts, table_names


def value(kind: str, number: int) -> str | int | float | bytes:
    """A value for a column of that SQL type; the same type and number give the same value, so references meet."""
    kind = kind.upper()
    if kind == "CHAR(36)":
        return f"00000000-0000-7000-8000-{number:012}"
    if kind.startswith(("VARCHAR", "CHAR", "TEXT")):
        return f"v{number}"
    samples: dict[str, str | int | float | bytes] = {
        "JSON": "{}",
        "TIMESTAMP": f"2026-03-{number:02} 00:00:00+00:00",
        "DATE": f"2026-03-{number:02}",
        "BLOB": bytes([number]),
        "REAL": float(number),
    }
    return samples.get(kind, number)


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
