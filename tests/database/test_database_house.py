"""Does a populated database of the house come through every one of its revisions?"""

import sqlite3
from pathlib import Path

from portal.database.migrate import check_schema, migrate
from portal.database.sqlite_shape import row_counts
from portal.settings import ROOT, tortoise_config
from tests.database.filler import populate


def revisions() -> list[str]:
    return sorted(path.stem for path in (ROOT / "portal" / "migrations").glob("0*.py"))


async def test_a_populated_database_comes_through_every_revision_of_the_house(path: Path):
    config = tortoise_config(path)
    connection = sqlite3.connect(path, isolation_level=None)
    for revision in revisions():
        assert await migrate(config, to=revision) == [revision]
        populate(connection)
        assert set(row_counts(connection).values()) == {2}
    connection.close()
    assert await migrate(config) == []


async def test_the_models_the_migrations_and_a_new_database_agree(path: Path):
    config = tortoise_config(path)
    await migrate(config)
    assert await check_schema(config) == []
