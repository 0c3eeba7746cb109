"""How is a SQLite database migrated: alone, whole, and compared with what the migrations describe?

A lock file beside the database keeps two migrations apart; foreign keys are off meanwhile, since Tortoise makes a
table anew and the cascade would empty its children.
"""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.executor import MigrationExecutor
from tortoise.models import Model

from portal.database import sqlite_shape
from portal.database.shape import Shape
from portal.database.sqlite_editor import KeepingExecutor, KeepingSchemaEditor
from portal.database.sqlite_statements import SqliteStatements

PAUSE = 0.05


@asynccontextmanager
async def alone(credentials: dict[str, Any], seconds: float) -> AsyncIterator[None]:
    """Holds `<database>.migrating` exclusively; the system frees it when the process dies. Raises TimeoutError."""
    path = Path(credentials["file_path"])
    with path.with_name(path.name + ".migrating").open("w") as file:
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if asyncio.get_running_loop().time() >= deadline:
                    raise TimeoutError from None
                await asyncio.sleep(PAUSE)
        yield


async def prepare(client: BaseDBAsyncClient) -> None:
    """Before the transaction: no cascade while tables are made anew."""
    await client.execute_query("PRAGMA foreign_keys=OFF")


def executor(connection: BaseDBAsyncClient, apps: dict[str, dict[str, Any]]) -> MigrationExecutor:
    """Tortoise's executor as it is safe here."""
    return KeepingExecutor(connection, apps)


async def read_shape(connection: BaseDBAsyncClient) -> Shape:
    """The shape of the database."""
    return await cast(SqliteStatements, connection).work(sqlite_shape.read_shape, reads=True)


async def row_counts(connection: BaseDBAsyncClient) -> dict[str, int]:
    """How many rows each table has."""
    return await cast(SqliteStatements, connection).work(sqlite_shape.row_counts, reads=True)


async def broken_references(connection: BaseDBAsyncClient) -> list[str]:
    """Rows whose foreign key points nowhere, in words."""
    return await cast(SqliteStatements, connection).work(sqlite_shape.broken_references, reads=True)


async def described(connection: BaseDBAsyncClient, models: list[type[Model]]) -> Shape:
    """The shape that these models have, built in memory."""
    editor = KeepingSchemaEditor(cast(SqliteStatements, connection), atomic=False, collect_sql=True)
    for model in models:
        await editor.create_model(model)
    return await asyncio.to_thread(_built, editor.collected_sql)


def _built(script: list[str]) -> Shape:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(";\n".join(script))
        return sqlite_shape.read_shape(connection)
    finally:
        connection.close()
