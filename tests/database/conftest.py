"""What do the tests of the database share? A database of their own, on the engine that this run is about."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext

from tests.postgres import Server


def config_for(
    place: Path | str, models: str = "tests.database.models", migrations: str = ""
) -> dict[str, Any]:
    """A configuration for the SQLite file, or the PostgreSQL address, `place`."""
    app: dict[str, Any] = {"models": [models], "default_connection": "default"}
    if migrations:
        app["migrations"] = migrations
    connection: dict[str, Any] = {
        "engine": "portal.database.engine",
        "credentials": {"file_path": str(place)},
    }
    if str(place).startswith("postgresql://"):
        connection = {"engine": "portal.database.postgres_engine", "credentials": {"url": str(place)}}
    return {
        "connections": {"default": connection},
        "apps": {"portal": app},
        "use_tz": True,
        "timezone": "UTC",
    }


@pytest.fixture
def place(tmp_path: Path, postgres: Server | None) -> Iterator[str]:
    """Where an empty database of the test's own stands: a file's path or a server's address."""
    if postgres is None:
        yield str(tmp_path / "test.sqlite3")
        return
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@asynccontextmanager
async def a_place(postgres: Server | None, folder: Path) -> AsyncIterator[str]:
    """Another empty database, for a test that wants many."""
    if postgres is None:
        yield str(folder / "another.sqlite3")
        return
    name = postgres.create()
    try:
        yield postgres.url(name)
    finally:
        postgres.drop(name)


@pytest.fixture
def path(place: str) -> Path:
    """The place, for tests of SQLite alone."""
    return Path(place)


@pytest.fixture
async def client(place: str) -> AsyncIterator[BaseDBAsyncClient]:
    async with TortoiseContext() as context:
        await context.init(config=config_for(place))
        await context.generate_schemas()
        yield get_connection("default")
