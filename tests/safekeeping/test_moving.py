"""From the SQLite file to a PostgreSQL server: everything, verified, and only while nobody writes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from portal.database.migrate import migrate
from portal.kernel import holidays, keys, ledger, modes, receipts
from portal.kernel.models import Attachment, Case, DataKey, Event
from portal.kernel.safekeeping import moving, place, restore
from portal.settings import Settings, settings, tortoise_config
from tests.cast import NOW, hire
from tests.conftest import HOLIDAYS
from tests.postgres import postgres_only
from tests.safekeeping import ground, town
from tests.safekeeping.test_commands import portal


@pytest.fixture
def on_file(var: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The machine, with its database in a file whatever engine this run is about."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    return settings()


@pytest.fixture
async def cases(on_file: Settings, opened) -> list[Case]:
    """A town of three in the file, closed for maintenance."""
    with place.standing(on_file.var):
        await migrate(tortoise_config())
        async with place.opened():
            await holidays.load_holidays(HOLIDAYS, now=NOW)
        async with opened():
            cast = await hire()
            found = await town.grown(3)
            found[0] = await town.answered(found[0], cast.minsu)
    modes.set_mode("maintenance", now=NOW, by="admin", text="옮깁니다.")
    return found


@postgres_only
async def test_every_case_and_file_is_read_at_the_server_and_numbers_go_on(cases, on_file, tmp_path, opened):
    with place.standing(on_file.var):
        async with opened():
            said = [await town.read(case) for case in cases]
            counts = [await model.all().count() for model in (Case, Event, Attachment, DataKey)]
    to = ground.address(tmp_path / "moved", tables=False)
    moved = await moving.move(to, now=NOW)
    assert (moved.problems, moved.cases, moved.events) == ([], 3, counts[1])
    modes.set_mode("normal", now=NOW, by="admin")
    with place.standing(on_file.var, to):
        async with opened():
            assert [await town.read(case) for case in cases] == said
            assert [await model.all().count() for model in (Case, Event, Attachment, DataKey)] == counts
            fresh = await town.filed_with_file(9)
            assert receipts.read(fresh.receipt_no)
            assert fresh.receipt_no > max(case.receipt_no for case in cases)
            assert (await ledger.verify()).faults == ()
    modes.set_mode("maintenance", now=NOW, by="admin")
    with pytest.raises(restore.DatabaseNotEmpty):
        await moving.move(to, now=NOW)


@postgres_only
def test_the_operator_moves_and_is_told_what_comes_next(cases, on_file, tmp_path, monkeypatch):
    to = ground.address(tmp_path / "moved", tables=False)
    assert "민원 3건" in portal("db", "move", "--to", to)
    assert "비어 있지 않습니다" in portal("db", "move", "--to", to, code=1)
    monkeypatch.setenv("DATABASE_URL", to)
    assert "3 cases, 0 faults" in portal("ledger", "verify")
    assert "SQLite에서" in portal("db", "move", "--to", to, code=1)


def test_an_open_house_is_not_moved(cases, on_file):
    modes.set_mode("normal", now=NOW, by="admin")
    assert "maintenance" in portal("db", "move", "--to", "postgresql://nobody@127.0.0.1:9/none", code=1)


def test_it_goes_nowhere_else(cases, on_file, tmp_path: Path):
    with pytest.raises(moving.NotFromHere):
        asyncio.run(moving.move(f"sqlite:///{tmp_path / 'other'}", now=NOW))
    assert keys.ring().masters
