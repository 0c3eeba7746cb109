"""What every test may ask for: a house of its own with keys, holidays, catalogue and a fixed cast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cast import NOW, Cast, hire
from tortoise import Tortoise

from portal import house as composition
from portal.kernel import holidays, keys
from portal.settings import Settings, settings, tortoise_config

HOLIDAYS = Path(holidays.__file__).parent / "data" / "holidays_2024_2027.csv"


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of a machine of its own, with a master key and an empty database with its tables."""
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    for name in ("DEMO", "DATABASE_URL", "CLAMD"):
        monkeypatch.delenv(name, raising=False)
    _forget()
    keys.make_master_key(settings().var / "keys", "2026-01-01")
    asyncio.run(_make_tables())
    yield settings()
    _forget()


async def _make_tables() -> None:
    await Tortoise.init(config=tortoise_config())
    await Tortoise.generate_schemas()
    await holidays.load_holidays(HOLIDAYS)
    await Tortoise.close_connections()


def _forget() -> None:
    settings.cache_clear()
    keys.ring.cache_clear()


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
