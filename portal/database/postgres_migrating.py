"""How is a PostgreSQL database migrated: alone, whole, and compared with what the migrations describe?

An advisory lock of the database keeps two migrations apart. What the migrations describe is built as temporary tables
of the same connection, read, and taken back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import OperationalError
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor.base_postgres import BasePostgresSchemaEditor
from tortoise.models import Model

from portal.database import postgres_shape
from portal.database.postgres_line import AWAY
from portal.database.postgres_statements import PostgresStatements
from portal.database.shape import OWN, Shape
from portal.database.transactions import transaction

PAUSE: Final = 0.05
MIGRATION: Final = 0x6D69677261746531
_TRY: Final = f"SELECT pg_try_advisory_lock({MIGRATION})"


@asynccontextmanager
async def alone(credentials: dict[str, Any], seconds: float) -> AsyncIterator[None]:
    """Holds the lock of migrations on a connection of its own; it goes with the connection. Raises TimeoutError."""
    try:
        connection = await asyncpg.connect(credentials["url"], password=credentials.get("password"))
    except AWAY as error:
        raise OperationalError(error) from error
    try:
        deadline = asyncio.get_running_loop().time() + seconds
        while not await connection.fetchval(_TRY):
            if asyncio.get_running_loop().time() >= deadline:
                raise TimeoutError
            await asyncio.sleep(PAUSE)
        yield
    finally:
        await connection.close()


async def prepare(client: BaseDBAsyncClient) -> None:
    """Nothing to prepare: PostgreSQL alters a table in place."""


class _Recorder(MigrationRecorder):
    async def applied_migrations(self) -> list[MigrationKey]:
        """What was applied. Tortoise asks a table that may not be there, and the error would end the transaction."""
        found = await self.connection.execute_query_dict(f"SELECT to_regclass('{OWN}') IS NOT NULL AS there")
        return await super().applied_migrations() if found[0]["there"] else []


class _Executor(MigrationExecutor):
    def __init__(self, connection: BaseDBAsyncClient, apps: dict[str, dict[str, Any]]) -> None:
        super().__init__(connection, apps)
        self.recorder = _Recorder(connection)
        self.loader.recorder = self.recorder

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BasePostgresSchemaEditor:
        return BasePostgresSchemaEditor(self.connection, atomic=atomic, collect_sql=collect_sql)


def executor(connection: BaseDBAsyncClient, apps: dict[str, dict[str, Any]]) -> MigrationExecutor:
    """Tortoise's executor as it is safe here."""
    return _Executor(connection, apps)


async def read_shape(connection: BaseDBAsyncClient) -> Shape:
    """The shape of the database."""
    return await cast(PostgresStatements, connection).answer(postgres_shape.read_shape, reads=True)


async def row_counts(connection: BaseDBAsyncClient) -> dict[str, int]:
    """How many rows each table has."""
    return await cast(PostgresStatements, connection).answer(postgres_shape.row_counts, reads=True)


async def broken_references(connection: BaseDBAsyncClient) -> list[str]:
    """None: PostgreSQL has checked every foreign key, with every statement."""
    return []


class _Taken(Exception):
    """Ends the block in which the temporary tables stood."""


async def described(connection: BaseDBAsyncClient, models: list[type[Model]]) -> Shape:
    """The shape that these models have, built as temporary tables and taken back."""
    editor = BasePostgresSchemaEditor(connection, atomic=False, collect_sql=True)
    for model in _parents_first(models):
        await editor.create_model(model)
    shape: Shape = {}
    try:
        async with transaction() as inner:
            await inner.execute_script("SET LOCAL search_path = pg_temp")
            await inner.execute_script(";\n".join(editor.collected_sql))
            shape = await cast(PostgresStatements, inner).answer(postgres_shape.read_temporary, reads=True)
            raise _Taken
    except _Taken:
        return shape


def _parents_first(models: Iterable[type[Model]]) -> list[type[Model]]:
    """Each table after those that it refers to. Raises ValueError if they refer to each other in a circle."""
    waiting = {model._meta.db_table: model for model in models}
    ordered: list[type[Model]] = []
    while waiting:
        ready = [model for model in waiting.values() if not _parents(model) & waiting.keys()]
        if not ready:
            raise ValueError(f"tables refer to each other in a circle: {', '.join(sorted(waiting))}")
        ordered += ready
        for model in ready:
            del waiting[model._meta.db_table]
    return ordered


def _parents(model: type[Model]) -> set[str]:
    related = [model._meta.fields_map[name] for name in model._meta.fk_fields | model._meta.o2o_fields]
    return {str(field.related_model._meta.db_table) for field in cast(list[Any], related)} - {
        model._meta.db_table
    }
