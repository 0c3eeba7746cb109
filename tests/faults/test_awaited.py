"""Does a process that starts before its database wait for it, and say so if it never comes?"""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs
from tortoise.exceptions import OperationalError

from portal import house
from portal.kernel.models import Case
from portal.settings import Settings, settings
from tests.cast import NOW
from tests.postgres import sqlite_only

pytestmark = sqlite_only


@pytest.fixture
def elsewhere(var: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The database's disk is not mounted yet."""
    (var.var / "portal.sqlite3").rename(var.var / "aside.sqlite3")
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{var.var}/disk/portal.sqlite3")
    settings.cache_clear()
    return settings()


async def test_a_database_that_comes_late_is_waited_for(elsewhere: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(house, "FIRST_PAUSE", 0.01)

    async def open_and_count() -> int:
        async with house.opened_when_there(lambda: NOW):
            return await Case.all().count()

    with capture_logs() as lines:
        opening = asyncio.create_task(open_and_count())
        while not lines:
            await asyncio.sleep(0.01)
        (elsewhere.var / "disk").mkdir()
        (elsewhere.var / "aside.sqlite3").rename(elsewhere.database_path)
        assert await opening == 0
    assert {line["event"] for line in lines} == {"database-awaited"}


async def test_a_database_that_never_comes_is_told(elsewhere: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(house, "PATIENCE", 0.0)
    with pytest.raises(OperationalError):
        async with house.opened_when_there(lambda: NOW):
            raise AssertionError
