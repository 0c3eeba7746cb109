"""What do the tests of the database share? A database of their own, on the house's engine."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext

from portal.database.sqlite_client import SqliteClient


def config_for(path: Path, models: str = "tests.database.models", migrations: str = "") -> dict[str, Any]:
    app: dict[str, Any] = {"models": [models], "default_connection": "default"}
    if migrations:
        app["migrations"] = migrations
    return {
        "connections": {
            "default": {"engine": "portal.database.engine", "credentials": {"file_path": str(path)}}
        },
        "apps": {"portal": app},
        "use_tz": True,
        "timezone": "UTC",
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite3"


@pytest.fixture
async def client(path: Path) -> AsyncIterator[SqliteClient]:
    async with TortoiseContext() as context:
        await context.init(config=config_for(path))
        await context.generate_schemas()
        client = get_connection("default")
        assert isinstance(client, SqliteClient)
        yield client
