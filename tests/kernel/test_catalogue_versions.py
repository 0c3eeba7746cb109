"""A changed service is a new version, and a case keeps the one it was filed under."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tortoise import Tortoise

from portal.kernel import catalogue
from portal.kernel.models import ServiceVersion

HOUSE = catalogue.load_catalogue(Path(catalogue.__file__).parents[2] / "catalogue")
NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)


async def test_a_changed_service_is_a_new_version_and_cases_keep_theirs(tables):
    first = await catalogue.store_versions(HOUSE, NOW)
    assert {service.version for service in first.services} == {1}
    assert await catalogue.store_versions(HOUSE, NOW) == first

    old = first.services[0]
    changed = replace(HOUSE.services[0], summary=catalogue.Text("새 설명", "New words"))
    changed = replace(changed, digest=catalogue.digest_of(changed))
    second = await catalogue.store_versions(replace(HOUSE, services=(changed, *HOUSE.services[1:])), NOW)
    assert [service.version for service in second.services[:2]] == [2, 1]
    assert await ServiceVersion.filter(code=old.code).count() == 2

    catalogue.use(second)
    assert await catalogue.service_version(old.code, 1) == old
    assert (await catalogue.service_version(old.code, 2)).summary.ko == "새 설명"


async def test_an_old_version_names_the_department_s_team_of_today(tables):
    await catalogue.store_versions(HOUSE, NOW)
    service = HOUSE.services[0]
    moved = replace(service.department, team=catalogue.Text("새 팀", "New team"))
    departments = tuple(moved if d.code == moved.code else d for d in HOUSE.departments)
    catalogue.use(replace(HOUSE, services=HOUSE.services[1:], departments=departments))
    assert (await catalogue.service_version(service.code, 1)).department.team.ko == "새 팀"


async def test_an_unknown_service_or_version_is_a_refusal(tables):
    catalogue.use(await catalogue.store_versions(HOUSE, NOW))
    with pytest.raises(catalogue.UnknownService) as caught:
        await catalogue.service_version("streetlight-road", 99)
    assert caught.value.kind == "not_found"
    with pytest.raises(catalogue.UnknownService):
        catalogue.service("moon")
    assert catalogue.service("streetlight-road").version == 1


async def test_two_processes_that_start_at_once_give_one_version(tables):
    await asyncio.gather(*(catalogue.store_versions(HOUSE, NOW) for _ in range(3)))
    assert await ServiceVersion.all().count() == len(HOUSE.services)


@pytest.fixture
async def tables(tmp_path):
    """An empty database with the house's tables."""
    config = {
        "connections": {
            "default": {
                "engine": "portal.database.engine",
                "credentials": {"file_path": str(tmp_path / "test.sqlite3")},
            }
        },
        "apps": {"portal": {"models": ["portal.kernel.models"], "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }
    await Tortoise.init(config=config)
    await Tortoise.generate_schemas()
    yield
    await Tortoise.close_connections()
