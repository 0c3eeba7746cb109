"""How is the shape of a PostgreSQL database read, and how many rows stand in it?"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import asyncpg

from portal.database.shape import OWN, Columns, Shape, Table

_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = $1 AND relkind IN ('r', 'p') ORDER BY relname
"""
_COLUMNS = """
SELECT t.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    NOT a.attnotnull AS null, a.attidentity <> '' AS counted, pg_get_expr(d.adbin, d.adrelid) AS default,
    COALESCE(a.attnum = ANY (k.conkey), FALSE) AS key
FROM pg_class t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
WHERE t.relnamespace = $1 AND t.relkind IN ('r', 'p')
"""
_FOREIGN_KEYS = """
SELECT t.relname AS table, a.attname AS from, p.relname AS parent, b.attname AS to,
    CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL'
        WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END AS rule
FROM pg_constraint k
JOIN pg_class t ON t.oid = k.conrelid
JOIN pg_class p ON p.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
JOIN pg_attribute b ON b.attrelid = p.oid AND b.attnum = k.confkey[1]
WHERE t.relnamespace = $1 AND k.contype = 'f'
"""
# Indexes over whole columns and all rows; the columns in their order.
_INDEXES = """
SELECT t.relname AS table, i.relname AS name, x.indisunique AS unique,
    ARRAY(SELECT COALESCE(a.attname, '(expression)')::text
        FROM unnest(x.indkey) WITH ORDINALITY AS c(number, place)
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.number AND c.number > 0
        WHERE c.place <= x.indnkeyatts ORDER BY c.place) AS columns
FROM pg_index x
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_class i ON i.oid = x.indexrelid
WHERE t.relnamespace = $1 AND NOT x.indisprimary AND x.indpred IS NULL AND x.indisvalid
"""
_HERE = "SELECT current_schema()::regnamespace::oid"
_BESIDE = "SELECT pg_my_temp_schema()"


async def read_shape(connection: asyncpg.Connection) -> Shape:
    """The shape of every table of the database."""
    return await _shape(connection, await connection.fetchval(_HERE))


async def read_temporary(connection: asyncpg.Connection) -> Shape:
    """The shape of the tables that only this connection has."""
    return await _shape(connection, await connection.fetchval(_BESIDE))


async def row_counts(connection: asyncpg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: await connection.fetchval(f'SELECT count(*) FROM "{name}"')  # noqa: S608 (its own names)
        for name in await table_names(connection)
    }


async def table_names(connection: asyncpg.Connection) -> list[str]:
    """The house's tables by name, without Tortoise's own."""
    found = await connection.fetch(_TABLES, await connection.fetchval(_HERE))
    return [row["relname"] for row in found if row["relname"] != OWN]


async def _shape(connection: asyncpg.Connection, schema: int) -> Shape:
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await connection.fetch(_COLUMNS, schema):
        columns[row["table"]][row["name"]] = _kind(row)
    keys: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in await connection.fetch(_FOREIGN_KEYS, schema):
        keys[row["table"]].add((row["from"], row["parent"], row["to"], row["rule"]))
    unique: dict[str, set[Columns]] = defaultdict(set)
    indexes: dict[str, dict[Columns, str]] = defaultdict(dict)
    for row in await connection.fetch(_INDEXES, schema):
        of = tuple(row["columns"])
        if row["unique"]:
            unique[row["table"]].add(of)
        else:
            indexes[row["table"]][of] = _index(row["name"], row["table"], of)
    return {
        name: Table(columns[name], frozenset(keys[name]), frozenset(unique[name]), indexes[name])
        for name in columns
        if name != OWN
    }


def _kind(row: Any) -> str:
    # A counting column's default names its sequence, and that the schema: what matters is that it counts.
    default = "counts" if row["counted"] or (row["default"] or "").startswith("nextval(") else row["default"]
    return f"{row['type']} null={row['null']} key={row['key']} default={default}"


def _index(name: str, table: str, columns: Columns) -> str:
    listed = ", ".join(f'"{column}"' for column in columns)
    return f'CREATE INDEX "{name}" ON "{table}" ({listed})'
