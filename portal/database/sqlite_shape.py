"""How is the shape of a SQLite database read, and how many rows stand in it?"""

import sqlite3

from portal.database.shape import OWN, Columns, Shape, Table


def table_names(connection: sqlite3.Connection) -> list[str]:
    """The house's tables by name, without SQLite's, a full-text index's and Tortoise's own."""
    found = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table'"
        " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    )
    return [name for (name,) in found if name != OWN]


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
