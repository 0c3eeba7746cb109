"""Which tables, columns, keys and indexes does a database have, and what does it lack of another?

Compared is what decides about data: columns with type, NOT NULL, key and default; foreign keys with their rule
for deletion; unique sets; indexes. Names of indexes and their order are not compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

Columns = tuple[str, ...]

OWN: Final = "tortoise_migrations"
"""Tortoise's record of what was applied."""


@dataclass(frozen=True)
class Table:
    """The shape of one table. `indexes` maps the indexed columns to the SQL that makes the index."""

    columns: Mapping[str, str]
    foreign_keys: frozenset[tuple[str, ...]]
    unique: frozenset[Columns]
    indexes: Mapping[Columns, str]


Shape = dict[str, Table]


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
