"""What every test may ask for: a house of its own with keys, holidays, catalogue and a fixed cast."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from starlette.testclient import TestClient
from tortoise import Tortoise

from portal import house as composition
from portal.database.migrate import migrate
from portal.kernel import holidays, keys
from portal.settings import Settings, settings, tortoise_config
from tests import rabbit
from tests.buckets import Buckets, credentials
from tests.cast import NOW, Cast, hire
from tests.postgres import WANTED, Server, server

# What a property test finds must not depend on how busy the machine is.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

T = TypeVar("T")
HOLIDAYS = holidays.PACKAGED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine of data or queue only what meets it: the rest has been tested on the first."""
    met = {"postgres"} if WANTED else {"broker"} if rabbit.WANTED else set()
    left_out = [item for item in items if met and not met & set(getattr(item, "fixturenames", ()))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        kept = set(items) - set(left_out)
        items[:] = [item for item in items if item in kept]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server | None]:
    """The run's own PostgreSQL server with `DATABASE=postgresql`; without, the tests run on SQLite."""
    if not WANTED:
        yield None
        return
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def template(postgres: Server | None) -> str:
    """The name of the PostgreSQL database that each test's is copied from; "" on SQLite."""
    return postgres.create() if postgres else ""


@pytest.fixture(scope="session")
def fresh_var(tmp_path_factory: pytest.TempPathFactory, postgres: Server | None, template: str) -> Path:
    """A machine's data as `portal db migrate` and the holiday table leave them; copied for each test."""
    folder = tmp_path_factory.mktemp("fresh") / "var"
    keys.make_master_key(folder / "keys", "2026-01-01")
    config = tortoise_config(folder / "portal.sqlite3")
    if postgres:
        config["connections"]["default"] = {
            "engine": "portal.database.postgres_engine",
            "credentials": {"url": postgres.url(template)},
        }
    asyncio.run(_make_tables(config))
    return folder


async def _make_tables(config: dict[str, Any]) -> None:
    await migrate(config)
    await Tortoise.init(config=config)
    await holidays.load_holidays(HOLIDAYS, now=NOW)
    await Tortoise.close_connections()


@pytest.fixture
def var(
    fresh_var: Path,
    postgres: Server | None,
    template: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Settings]:
    """The settings of a machine of its own, with a master key, tables and holidays."""
    shutil.copytree(fresh_var, tmp_path / "var")
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    for name in ("DEMO", "DATABASE_URL", "FILES_URL", "CLAMD"):
        monkeypatch.delenv(name, raising=False)
    database = postgres.create(template) if postgres else ""
    if postgres:
        monkeypatch.setenv("DATABASE_URL", postgres.url(database))
    _forget()
    yield settings()
    _forget()
    if postgres:
        postgres.drop(database)


def _forget() -> None:
    settings.cache_clear()
    keys.ring.cache_clear()


@pytest.fixture(scope="session")
def buckets() -> Iterator[Buckets]:
    """The run's own S3-compatible store."""
    with credentials():
        running = Buckets()
        yield running
        running.stop()


@pytest.fixture(params=["folder", "bucket"])
def files_at(request: pytest.FixtureRequest, var: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask for it to run a test with the files in a folder and once more in a bucket."""
    if request.param == "bucket":
        monkeypatch.setenv("FILES_URL", request.getfixturevalue("buckets").url())
        settings.cache_clear()
    return str(request.param)


@pytest.fixture
async def house(var: Settings) -> AsyncIterator[Cast]:
    """The opened house with its cast (see tests/cast.py). The time in it is `tests.cast.NOW`."""
    async with composition.opened(NOW):
        yield await hire()


@pytest.fixture
def now() -> datetime:
    """Tuesday, 10 March 2026, 10:00 in Korea: the tests' present."""
    assert NOW.tzinfo is UTC
    return NOW


@pytest.fixture
def run(client: TestClient) -> Callable[[Awaitable[T]], T]:
    """Run a coroutine beside the app of `client`, in its event loop and on its database."""

    def call(coroutine: Awaitable[T]) -> T:
        async def waited() -> T:
            return await coroutine

        assert client.portal is not None
        return client.portal.call(waited)

    return call


@pytest.fixture
def cast(run: Callable[[Awaitable[Cast]], Cast]) -> Cast:
    """The staff of the house behind `client`."""
    return run(hire())
