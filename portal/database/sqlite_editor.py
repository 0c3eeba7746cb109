"""How does a SQLite table change its shape without losing its indexes, unique sets and triggers?

SQLite cannot alter a column: Tortoise makes a new table, copies the rows, drops the old table and renames the
new one. What hung on the old table is gone then, without a word. This editor notes it down before and puts
it back. (The child rows are safe because `portal.database.migrate` turns foreign keys off meanwhile.)
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tortoise.fields import Field
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.models import Model

from portal.database.shape import Table
from portal.database.sqlite_shape import read_table
from portal.database.sqlite_statements import SqliteStatements, statements

Altered = Sequence[tuple[Any, Any]]


class KeepingSchemaEditor(SqliteSchemaEditor):
    """Tortoise's editor, keeping indexes, unique sets and triggers of a table that is made anew."""

    client: SqliteStatements

    async def _run_sql(self, sql: str) -> None:
        if self.collect_sql:
            await super()._run_sql(sql)
            return
        for statement in statements(sql):  # Tortoise cuts at every semicolon, also inside a default value
            await self.client.execute_query(statement)

    async def _remake_table(
        self,
        model: type[Model],
        create_field: Field[Any] | None = None,
        delete_field: Field[Any] | None = None,
        alter_fields: Altered | None = None,
    ) -> None:
        name = model._meta.db_table
        if self.collect_sql:
            await super()._remake_table(model, create_field, delete_field, alter_fields)
            return
        before = await self._table(name)
        hung_on = await self._hung_on(name)
        await super()._remake_table(model, create_field, delete_field, alter_fields)
        changed = {_column(old): new for old, new in alter_fields or ()}
        after = await self._table(name)
        for columns, sql in hung_on:
            if columns <= after.columns.keys() and not _unwanted(columns, changed, "index"):
                await self.client.execute_query(sql)
        after = await self._table(name)
        for unique in sorted(before.unique - after.unique):
            if set(unique) <= after.columns.keys() and not _unwanted(frozenset(unique), changed, "unique"):
                await self._make_unique(model, unique)

    async def _table(self, name: str) -> Table:
        return await self.client.work(lambda connection: read_table(connection, name), reads=True)

    async def _hung_on(self, name: str) -> list[tuple[frozenset[str], str]]:
        """Indexes (with their columns) and triggers of the table, as the SQL that makes them."""

        def job(connection: sqlite3.Connection) -> list[tuple[frozenset[str], str]]:
            found = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE tbl_name=? AND type IN ('index', 'trigger') "
                "AND sql IS NOT NULL ORDER BY type, name",
                (name,),
            ).fetchall()
            columns = "SELECT name FROM pragma_index_info(?) WHERE name IS NOT NULL"
            return [
                (frozenset(column for (column,) in connection.execute(columns, (index,))), sql)
                for index, sql in found
            ]

        return await self.client.work(job, reads=True)

    async def _make_unique(self, model: type[Model], columns: Sequence[str]) -> None:
        name = self._get_unique_constraint_name(model, list(columns))
        listed = ", ".join(self.quote(column) for column in columns)
        table = self.quote(model._meta.db_table)
        await self.client.execute_query(f"CREATE UNIQUE INDEX {self.quote(name)} ON {table} ({listed})")


def _column(field: Any) -> str:
    column: str = field.source_field or field.model_field_name
    return column


def _unwanted(columns: frozenset[str], changed: dict[str, Any], what: str) -> bool:
    """True when the one column was altered so that it is to be indexed (or unique) no more."""
    if len(columns) != 1:
        return False
    (column,) = columns
    return column in changed and not (getattr(changed[column], what) or changed[column].unique)


class KeepingExecutor(MigrationExecutor):
    """Tortoise's executor with the editor that keeps."""

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> KeepingSchemaEditor:
        return KeepingSchemaEditor(self.connection, atomic=atomic, collect_sql=collect_sql)
