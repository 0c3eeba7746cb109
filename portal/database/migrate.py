"""How does a populated database get its new shape, whole or not at all?

`migrate` runs all outstanding migrations in one transaction, alone (a lock file beside the database), with
foreign keys off, and looks before it commits: does every foreign key point somewhere, has every table its rows,
every index and rule that the migrations describe? If not, it takes everything back and names what is wrong.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, cast

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationTarget, PlanStep
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.writer import MigrationWriter, format_migration_name
from tortoise.models import Model

from portal.database.sqlite_client import SqliteClient
from portal.database.sqlite_editor import KeepingExecutor, KeepingSchemaEditor
from portal.database.sqlite_shape import (
    Shape,
    broken_references,
    differences,
    missing_indexes,
    read_shape,
    row_counts,
)
from portal.database.sqlite_statements import SqliteStatements
from portal.database.transactions import CONNECTION, transaction

Config = dict[str, Any]

LOCK_SECONDS = 60.0


class MigrationRefused(Exception):
    """The database was left as it was; `problems` names each reason."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("the migration is refused: " + "; ".join(self.problems))


async def migrate(config: Config, *, to: str = "__latest__", lock_seconds: float = LOCK_SECONDS) -> list[str]:
    """Applies what is outstanding, up to the migration `to`, and returns the names applied, in order.

    Raises `MigrationRefused`, and leaves the database untouched, when another migration holds the lock for longer
    than `lock_seconds` or when the result is not whole. A migration that means to add or remove rows says so:
    `class Migration: changes_rows = ("table", …)`.
    """
    async with _lock_file(database_path(config), lock_seconds), _opened(config) as (_, client):
        await client.execute_query("PRAGMA foreign_keys=OFF")
        async with transaction() as connection:
            executor = KeepingExecutor(connection, config["apps"])
            targets = [MigrationTarget(app, to) for app in config["apps"]]
            plan = await executor.plan(targets)
            if plan:
                await _apply(executor, cast(SqliteStatements, connection), targets, plan)
        return [step.migration.name for step in plan]


async def _apply(
    executor: KeepingExecutor,
    connection: SqliteStatements,
    targets: list[MigrationTarget],
    plan: list[PlanStep],
) -> None:
    before = await connection.work(row_counts, reads=True)
    await executor.migrate(targets, direction="forward")
    wanted = await _described(executor)
    actual = await connection.work(read_shape, reads=True)
    for sql in missing_indexes(wanted, actual).values():
        await connection.execute_query(sql)
    after = await connection.work(row_counts, reads=True)
    meant = {table for step in plan for table in getattr(step.migration, "changes_rows", ())}
    problems = [
        f"{table}: {before[table]} rows before, {after[table]} after"
        for table in sorted((before.keys() & after.keys()) - meant)
        if before[table] != after[table]
    ]
    problems += await connection.work(broken_references, reads=True)
    problems += differences(wanted, await connection.work(read_shape, reads=True))
    if problems:
        raise MigrationRefused(problems)


async def check_schema(config: Config) -> list[str]:
    """What keeps models, migrations and database apart, in words; empty when all three agree.

    Named are changes of the models without a migration, migrations not applied, and whatever the database lacks
    of the models. Changes nothing.
    """
    async with _opened(config) as (context, client):
        problems = [
            f"no migration for: {operation.describe()}"
            for writer in await _changes(context, config)
            for operation in writer.operations
        ]
        executor = KeepingExecutor(client, config["apps"])
        outstanding = [step.migration.name for step in await executor.plan()]
        if outstanding:
            return problems + [f"not applied: {name}" for name in outstanding]
        actual = await client.work(read_shape, reads=True)
        return problems + differences(await _described(executor), actual)


async def make_migrations(config: Config, name: str) -> list[Path]:
    """Writes the migration that brings the models' changes, as `NNNN_name.py`; returns its path, or nothing.

    Read it before you commit it: an AlterField is copied row by row, a new NOT NULL column needs a `db_default`.
    """
    async with _opened(config) as (context, _):
        written = []
        for writer in await _changes(context, config):
            number = int(writer.name.split("_", 1)[0])
            writer.name = format_migration_name(number, name)
            written.append(Path(str(writer.write())))
        return written


async def _changes(context: TortoiseContext, config: Config) -> list[MigrationWriter]:
    if context.apps is None:
        raise ValueError("the configuration names no models")
    return await MigrationAutodetector(context.apps, config["apps"]).changes()


async def _described(executor: KeepingExecutor) -> Shape:
    """The shape that the applied migrations describe, built in memory from their final state."""
    state: State = await executor._project_state(set(await executor.recorder.applied_migrations()))
    editor = KeepingSchemaEditor(executor.connection, atomic=False, collect_sql=True)
    for label in executor.loader.apps_config:
        for model in _models(state, label):
            await editor.create_model(model)
    return await asyncio.to_thread(_built, editor.collected_sql)


def _models(state: State, label: str) -> list[type[Model]]:
    return [state.apps.get_model(f"{app}.{name}") for app, name in state.models if app == label]


def _built(script: list[str]) -> Shape:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(";\n".join(script))
        return read_shape(connection)
    finally:
        connection.close()


def known_revisions(config: Config) -> list[str]:
    """The names of all migrations that this version of the portal brings, in order."""
    modules = (import_module(app["migrations"]) for app in config["apps"].values())
    found = (name for module in modules for _, name, _ in iter_modules(module.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def database_path(config: Config) -> Path:
    """Where the database file of a Tortoise configuration stands."""
    return Path(config["connections"][CONNECTION]["credentials"]["file_path"])


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[tuple[TortoiseContext, SqliteClient]]:
    async with TortoiseContext() as context:
        await context.init(config=config)
        client = context.connections.get(CONNECTION)
        if not isinstance(client, SqliteClient):
            raise MigrationRefused([f"the engine of {CONNECTION} is not portal.database.engine"])
        yield context, client


@asynccontextmanager
async def _lock_file(path: Path, seconds: float) -> AsyncIterator[None]:
    """Holds `<database>.migrating` exclusively; the system frees it when the process dies."""
    with path.with_name(path.name + ".migrating").open("w") as file:
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if asyncio.get_running_loop().time() >= deadline:
                    raise MigrationRefused([f"another migration of {path.name} is running"]) from None
                await asyncio.sleep(0.05)
        yield
