"""Which tables, columns, keys and indexes does a SQLite database have, and what does it lack of another?

Compared is what decides about data: columns with type, NOT NULL, key and default; foreign keys with their rule
for deletion; unique sets; indexes. Names of indexes and their order are not compared.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Columns = tuple[str, ...]

_OWN = "tortoise_migrations"  # Tortoise's record of what was applied


@dataclass(frozen=True)
class Table:
    """The shape of one table. `indexes` maps the indexed columns to the SQL that makes the index."""

    columns: Mapping[str, str]
    foreign_keys: frozenset[tuple[str, ...]]
    unique: frozenset[Columns]
    indexes: Mapping[Columns, str]


Shape = dict[str, Table]


def table_names(connection: sqlite3.Connection) -> list[str]:
    """The house's tables by name, without SQLite's and Tortoise's own."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    )
    return [name for (name,) in found if name != _OWN]


def read_shape(connection: sqlite3.Connection) -> Shape:
    """The shape of every table of the database."""
    return {name: read_table(connection, name) for name in table_names(connection)}


def read_table(connection: sqlite3.Connection, name: str) -> Table:
    """The shape of one table; empty when there is none of that name."""
    columns = {
        column: f"{kind.upper()} null={not required} key={key} default={default}"
        for _, column, kind, required, default, key in connection.execute(
            "SELECT * FROM pragma_table_info(?)", (name,)
        )
    }
    keys = connection.execute(
        'SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?)', (name,)
    )
    unique: set[Columns] = set()
    indexes: dict[Columns, str] = {}
    found = connection.execute(
        'SELECT l.name, l."unique", l.origin, l.partial, m.sql FROM pragma_index_list(?) AS l '
        "LEFT JOIN sqlite_master AS m ON m.type='index' AND m.name=l.name",
        (name,),
    ).fetchall()
    for index, is_unique, origin, partial, sql in found:
        of = tuple(
            column or "(expression)"
            for (column,) in connection.execute("SELECT name FROM pragma_index_info(?)", (index,))
        )
        if origin == "pk" or partial:
            continue
        if is_unique:
            unique.add(of)
        else:
            indexes[of] = sql
    return Table(columns, frozenset(tuple(row) for row in keys), frozenset(unique), indexes)


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 (its own names)
        for name in table_names(connection)
    }


def broken_references(connection: sqlite3.Connection) -> list[str]:
    """Rows whose foreign key points nowhere, counted by table, in words."""
    found: dict[str, int] = {}
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        words = f"{table}: rows that refer to a missing row of {parent}"
        found[words] = found.get(words, 0) + 1
    return [f"{words}: {number}" for words, number in found.items()]


def missing_indexes(wanted: Shape, actual: Shape) -> dict[str, str]:
    """The indexes (not unique ones) that `actual` lacks: "table(columns)" and the SQL that makes each."""
    return {
        f"{name}({', '.join(columns)})": sql
        for name, table in wanted.items()
        if name in actual
        for columns, sql in table.indexes.items()
        if columns not in actual[name].indexes
    }


def differences(wanted: Shape, actual: Shape) -> list[str]:
    """What `actual` lacks of `wanted`, or has otherwise, in words. More tables and indexes than wanted are fine."""
    problems = [f"{name}: the table is missing" for name in wanted if name not in actual]
    problems += [f"{index}: the index is missing" for index in missing_indexes(wanted, actual)]
    for name, table in wanted.items():
        if name in actual:
            problems += [f"{name}: {words}" for words in _table_differences(table, actual[name])]
    return problems


def _table_differences(wanted: Table, actual: Table) -> Iterator[str]:
    for column, kind in wanted.columns.items():
        if column not in actual.columns:
            yield f"the column {column} is missing"
        elif actual.columns[column] != kind:
            yield f"the column {column} is {actual.columns[column]}, not {kind}"
    yield from (f"the column {name} is one too many" for name in actual.columns if name not in wanted.columns)
    for key in sorted(wanted.foreign_keys - actual.foreign_keys):
        yield "the foreign key {} → {}.{} ({}) is missing".format(*key)
    for columns in sorted(wanted.unique - actual.unique):
        yield f"({', '.join(columns)}) is not unique"
