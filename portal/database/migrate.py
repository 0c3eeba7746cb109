"""How does a populated database get its new shape, whole or not at all?

`migrate` runs all outstanding migrations in one transaction, alone (under a lock, see `sqlite_migrating` and
`postgres_migrating`), and looks before it commits: does every foreign key point somewhere, has every table its rows,
every index and rule that the migrations describe? If not, it takes everything back and names what is wrong.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget, PlanStep
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.writer import MigrationWriter, format_migration_name
from tortoise.models import Model

from portal.database import postgres_migrating, sqlite_migrating
from portal.database.shape import Shape, differences, missing_indexes
from portal.database.transactions import CONNECTION, transaction

Config = dict[str, Any]
Step = Callable[[BaseDBAsyncClient], Awaitable[None]]

LOCK_SECONDS = 60.0
_ENGINES: dict[str, ModuleType] = {
    "portal.database.engine": sqlite_migrating,
    "portal.database.postgres_engine": postgres_migrating,
}


class MigrationRefused(Exception):
    """The database was left as it was; `problems` names each reason."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("the migration is refused: " + "; ".join(self.problems))


async def migrate(
    config: Config,
    *,
    to: str = "__latest__",
    lock_seconds: float = LOCK_SECONDS,
    first: Step | None = None,
    then: Step | None = None,
) -> list[str]:
    """Applies what is outstanding, up to the migration `to`, and returns the names applied, in order.

    `first` and `then` are done before and after, in the same transaction.

    Raises `MigrationRefused`, and leaves the database untouched, when another migration holds the lock for longer
    than `lock_seconds` or when the result is not whole. A migration that means to add or remove rows says so:
    `class Migration: changes_rows = ("table", …)`.
    """
    engine = _engine(config)
    async with _alone(config, lock_seconds), _opened(config) as (_, client):
        await engine.prepare(client)
        async with transaction() as connection:
            if first is not None:
                await first(connection)
            executor = engine.executor(connection, config["apps"])
            targets = [MigrationTarget(app, to) for app in config["apps"]]
            plan = await executor.plan(targets)
            if plan:
                await _apply(engine, executor, connection, targets, plan)
            if then is not None:
                await then(connection)
        return [step.migration.name for step in plan]


async def _apply(
    engine: ModuleType,
    executor: MigrationExecutor,
    connection: BaseDBAsyncClient,
    targets: list[MigrationTarget],
    plan: list[PlanStep],
) -> None:
    before = await engine.row_counts(connection)
    await executor.migrate(targets, direction="forward")
    wanted = await _described(engine, executor)
    actual = await engine.read_shape(connection)
    for sql in missing_indexes(wanted, actual).values():
        await connection.execute_query(sql)
    after = await engine.row_counts(connection)
    meant = {table for step in plan for table in getattr(step.migration, "changes_rows", ())}
    problems = [
        f"{table}: {before[table]} rows before, {after[table]} after"
        for table in sorted((before.keys() & after.keys()) - meant)
        if before[table] != after[table]
    ]
    problems += await engine.broken_references(connection)
    problems += differences(wanted, await engine.read_shape(connection))
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
        engine = _engine(config)
        executor = engine.executor(client, config["apps"])
        outstanding = [step.migration.name for step in await executor.plan()]
        if outstanding:
            return problems + [f"not applied: {name}" for name in outstanding]
        actual = await engine.read_shape(client)
        return problems + differences(await _described(engine, executor), actual)


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


async def _described(engine: ModuleType, executor: MigrationExecutor) -> Shape:
    """The shape that the applied migrations describe, built apart from their final state."""
    state: State = await executor._project_state(set(await executor.recorder.applied_migrations()))
    models = [model for label in executor.loader.apps_config for model in _models(state, label)]
    shape: Shape = await engine.described(executor.connection, models)
    return shape


def _models(state: State, label: str) -> list[type[Model]]:
    return [state.apps.get_model(f"{app}.{name}") for app, name in state.models if app == label]


def known_revisions(config: Config) -> list[str]:
    """The names of all migrations that this version of the portal brings, in order."""
    modules = (import_module(app["migrations"]) for app in config["apps"].values())
    found = (name for module in modules for _, name, _ in iter_modules(module.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def _engine(config: Config) -> ModuleType:
    """How migrations are done on the engine of a configuration."""
    name = config["connections"][CONNECTION]["engine"]
    if name not in _ENGINES:
        raise MigrationRefused([f"{name} is no engine of the house"])
    return _ENGINES[name]


@asynccontextmanager
async def _opened(config: Config) -> AsyncIterator[tuple[TortoiseContext, BaseDBAsyncClient]]:
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield context, context.connections.get(CONNECTION)


@asynccontextmanager
async def _alone(config: Config, seconds: float) -> AsyncIterator[None]:
    """Holds the lock of migrations for as long as the block lasts."""
    async with AsyncExitStack() as held:
        try:
            await held.enter_async_context(
                _engine(config).alone(config["connections"][CONNECTION]["credentials"], seconds)
            )
        except TimeoutError:
            raise MigrationRefused(["another migration of this database is running"]) from None
        yield
