"""Does a populated database of the house come through every one of its revisions?"""

from pathlib import Path
from typing import Any

import pytest

from portal.database.migrate import check_schema, migrate
from portal.settings import ROOT, tortoise_config
from tests.database import filler
from tests.database.conftest import config_for
from tests.postgres import WANTED


@pytest.fixture
def config(place: str) -> dict[str, Any]:
    """The house's models and migrations on a database of the test's own."""
    made = tortoise_config(Path(place))
    made["connections"] = config_for(place)["connections"]
    return made


def revisions() -> list[str]:
    return sorted(path.stem for path in (ROOT / "portal" / "migrations").glob("0*.py"))


@pytest.mark.timeout(300)
async def test_a_populated_database_comes_through_every_revision_of_the_house(
    config: dict[str, Any], place: str
):
    for revision in revisions():
        assert await migrate(config, to=revision) == [revision]
        counts = await filler.fill_postgres(place) if WANTED else filler.fill_sqlite(place)
        assert set(counts.values()) == {2}
    assert await migrate(config) == []
    assert await check_schema(config) == []  # no column, reference, unique set or index was lost on the way


async def test_the_models_the_migrations_and_a_new_database_agree(config: dict[str, Any]):
    await migrate(config)
    assert await check_schema(config) == []
