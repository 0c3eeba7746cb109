"""How does a house come by years of cases? Ended ones are copied in the database, each under its own ids and number.

The copies end before the house's own cases begin, so that houses of any size have the same open work. Their chains are
no real ones: nothing that is measured reads them.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from portal.kernel import receipts
from portal.kernel.ids import new_id

BATCH: Final = 2_000
APART: Final = timedelta(minutes=13)
"""About a hundred and ten cases a day, day and night."""
_BELONGING: Final = ("event", "outbox_message", "notice")
_HASHES: Final = (
    "idempotency_key filing_digest name_hash phone_hash phone_tail_hash head_hash body_sha256 prev_hash hash"
).split()
_SETTLED: Final = {"outbox_message": {"state": "acknowledged"}, "notice": {"state": "sent"}}

Row = dict[str, Any]


@dataclass(frozen=True)
class _Pattern:
    """One ended case with all that belongs to it."""

    case: Row
    key: Row
    belonging: dict[str, list[Row]]


def grow(database: Path, cases: int, latest: datetime) -> None:
    """Add so many ended cases, the newest filed at `latest` (aware). Nobody else may have the database open."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        patterns = list(_patterns(connection))
        for begin in range(0, cases, BATCH):
            numbers = range(begin, min(begin + BATCH, cases))
            _insert(connection, [_copy(patterns[n % len(patterns)], n, latest - n * APART) for n in numbers])
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _patterns(connection: sqlite3.Connection) -> Iterator[_Pattern]:
    for case in _rows(connection, 'SELECT * FROM "case" WHERE closed_at IS NOT NULL'):
        [key] = _rows(connection, "SELECT * FROM data_key WHERE id = ?", case["key_id"])
        asked = {table: f"SELECT * FROM {table} WHERE case_id = ?" for table in _BELONGING}
        yield _Pattern(case, key, {table: _rows(connection, sql, case["id"]) for table, sql in asked.items()})


def _rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [dict(row) for row in connection.execute(sql, values)]


def _copy(pattern: _Pattern, number: int, filed_at: datetime) -> dict[str, list[Row]]:
    earlier = datetime.fromisoformat(pattern.case["submitted_at"]) - filed_at
    case_id, key_id = str(new_id()), str(new_id())
    own = {"id": case_id, "key_id": key_id, "receipt_no": receipts.make(filed_at.year, 500_000 + number)}
    made = {
        "data_key": [_earlier(pattern.key, earlier) | {"id": key_id}],
        "case": [_earlier(pattern.case, earlier) | own],
    }
    for table, rows in pattern.belonging.items():
        of_case = {"case_id": case_id, **_SETTLED.get(table, {})}
        made[table] = [_earlier(row, earlier) | _new_id(row) | of_case for row in rows]
    return made


def _earlier(row: Row, by: timedelta) -> Row:
    """The row with its instants moved back, and hashes of its own."""
    moved: Row = {}
    for name, value in row.items():
        if value and (name.endswith(("_at", "_by", "_until")) or name == "at") and isinstance(value, str):
            try:
                moved[name] = (datetime.fromisoformat(value) - by).isoformat(" ")
            except ValueError:  # who did it, not when
                moved[name] = value
        elif value and name in _HASHES:
            moved[name] = secrets.token_hex(32)
        else:
            moved[name] = value
    return moved


def _new_id(row: Row) -> Row:
    """A generated id is given anew by the database."""
    return {"id": str(new_id()) if isinstance(row["id"], str) else None}


def _insert(connection: sqlite3.Connection, copies: list[dict[str, list[Row]]]) -> None:
    for table in ("data_key", "case", *_BELONGING):
        rows = [row for copy in copies for row in copy[table]]
        if rows:
            names = list(rows[0])
            sql = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'
            connection.executemany(sql, [[row[name] for name in names] for row in rows])
