"""Does one command bring a new version in, and does a bad one leave everything as it was?"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import house as composition
from portal.cli import upgrade
from portal.cli.upgrade import Outcome, Plan, carry_out
from portal.database import aside, revision
from portal.database.carrying import keeping, shape
from portal.kernel import heartbeat, modes
from portal.kernel.safekeeping import sealing
from portal.settings import Settings, settings, tortoise_config
from tests.cast import NOW, filed
from tests.postgres import WANTED, sqlite_only

MIGRATIONS = Path(revision.__file__).parents[1] / "migrations"
pytestmark = pytest.mark.slow  # each backs up, migrates and starts a house

HEAD = """from tortoise import fields, migrations
from tortoise.migrations import operations as ops

async def fail(apps, editor):
    raise RuntimeError("in the middle")

class Migration(migrations.Migration):
    dependencies = [("portal", "{before}")]
    initial = False
"""
BROKEN = {
    "in the middle": "    operations = [ops.RunSQL('DELETE FROM notice'), ops.RunPython(fail)]\n",
    "notice": "    operations = [ops.RunSQL('DELETE FROM notice')]\n",
    "no migration for": "    operations = [ops.AddField('Case', 'mood', fields.IntField(null=True))]\n",
    "사슬": "    operations = [ops.RunSQL(\"UPDATE event SET meta = '{}'\")]\n",
}
GOOD = "    operations = [ops.RunSQL(\"UPDATE person SET phone = '051-519-0000'\")]\n"


@pytest.fixture
def cases(var: Settings) -> list[str]:
    """A house in which three petitions were filed."""

    async def file() -> list[str]:
        async with composition.opened(NOW):
            return [(await filed()).receipt_no for _ in range(3)]

    return asyncio.run(file())


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The configuration of a version whose newest migration does this."""
    monkeypatch.syspath_prepend(tmp_path)
    made: list[str] = []

    def version(operations: str) -> dict[str, Any]:
        name = f"next_migrations_{len(made)}"
        made.append(name)
        shutil.copytree(MIGRATIONS, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        text = HEAD.replace("{before}", revision.newest()) + operations
        (tmp_path / name / "0099_next.py").write_text(text, "utf-8")
        config = tortoise_config()
        config["apps"]["portal"]["migrations"] = name
        return config

    yield version
    for module in [one for one in sys.modules if one.startswith("next_migrations_")]:
        del sys.modules[module]


def dump() -> list[str]:
    """All that stands in the database, engine or no engine."""
    if WANTED:
        return asyncio.run(_of_server())
    with closing(sqlite3.connect(settings().database_path)) as found:
        return list(found.iterdump())


async def _of_server() -> list[str]:
    said: list[str] = []
    async with keeping.connected(tortoise_config()) as server:
        for table in await shape.tables(server):
            said += [f"{table.name}: {table.columns}"]
            said += sorted(str(tuple(row)) for row in await server.fetch(f'SELECT * FROM "{table.name}"'))
        found = await server.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
    return said + [row["indexdef"] for row in found]


def run(config: dict[str, Any], **more: Any) -> tuple[Outcome, list[str]]:
    said: list[str] = []
    return carry_out(Plan(config, **{"backup": False, **more}), said.append), said


def test_a_good_version_takes_over_and_the_house_opens_again(cases, next_version):
    outcome, said = run(next_version(GOOD))
    assert outcome.done
    assert outcome.applied == ["0099_next"]
    assert modes.current() == modes.NORMAL
    assert not list((settings().var / "upgrade").iterdir())
    assert said[0] == "점검으로 닫았습니다."


@pytest.mark.parametrize("reason", list(BROKEN))
def test_a_bad_version_leaves_everything_as_it_was_and_says_why(cases, next_version, reason):
    before = dump()
    outcome, _ = run(next_version(BROKEN[reason]))
    assert not outcome.done
    assert outcome.put_back
    assert reason in " ".join(outcome.problems)
    assert dump() == before
    assert modes.current() == modes.NORMAL
    assert not list((settings().var / "upgrade").iterdir())


def test_the_mode_before_comes_back(cases, next_version):
    modes.set_mode("degraded", now=NOW, by="admin", text="늦어집니다.")
    run(next_version(BROKEN["notice"]))
    assert (modes.current().name, modes.current().text.ko, modes.current().since) == (
        "degraded",
        "늦어집니다.",
        NOW,
    )


def test_while_it_runs_the_house_is_closed_and_the_worker_is_waited_for(cases, next_version, monkeypatch):
    monkeypatch.setattr(upgrade, "HOLD_SECONDS", 0.0)
    heartbeat.beat(datetime.now(UTC), held=False, jobs={})
    before = dump()
    outcome, said = run(next_version(GOOD))
    assert "worker가 하던 일을 멈추지 않습니다" in outcome.problems[0]
    assert (outcome.put_back, said, dump()) == (False, ["점검으로 닫았습니다."], before)
    heartbeat.beat(datetime.now(UTC), held=True, jobs={})
    assert run(next_version(GOOD))[0].done
    heartbeat.beat(datetime.now(UTC) - timedelta(hours=1), held=False, jobs={})
    assert heartbeat.all_held(datetime.now(UTC))  # a worker that died long ago holds nobody up


def test_it_backs_up_first_and_does_nothing_without_a_place_for_that(
    cases, next_version, tmp_path, monkeypatch
):
    before = dump()
    outcome, _ = run(next_version(GOOD), backup=True)
    assert "백업할 곳이 없습니다" in outcome.problems[0]
    assert dump() == before
    for name in ("DATA", "KEYS"):
        recipient = sealing.make_identity(tmp_path / f"{name}.txt")
        end = "_KEYS" if name == "KEYS" else ""
        monkeypatch.setenv(f"PORTAL_BACKUP{end}_DIR", str(tmp_path / name))
        monkeypatch.setenv(f"PORTAL_BACKUP{end}_RECIPIENTS", recipient)
    settings.cache_clear()
    outcome, said = run(next_version(GOOD), backup=True)
    assert outcome.done
    assert [path for path in (tmp_path / "DATA").iterdir() if path.name in said[1]]


def test_a_restart_that_fails_leaves_the_house_closed_on_the_old_data(cases, next_version):
    before = dump()
    outcome, _ = run(next_version(GOOD), restart="false", check_restart=False)
    assert (outcome.done, outcome.restarted, outcome.put_back) == (False, True, True)
    assert dump() == before
    assert modes.current().closed


def test_a_restart_that_succeeds_opens_it(cases, next_version):
    outcome, _ = run(next_version(GOOD), restart="true", check_restart=False)
    assert outcome.done
    assert modes.current() == modes.NORMAL


@sqlite_only
def test_whoever_has_the_database_open_sees_what_was_put_back(var: Settings, tmp_path: Path):
    database = settings().database_path
    aside.keep(database, tmp_path / "copy")
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        count = "SELECT count(*) FROM holiday"
        (before,) = reader.execute(count).fetchone()
        reader.execute("DELETE FROM holiday")
        assert aside.put_back(tmp_path / "copy", database)
        assert reader.execute(count).fetchone() == (before,)


@sqlite_only
def test_a_database_that_is_broken_is_replaced_and_a_broken_copy_is_not_put_back(
    var: Settings, tmp_path: Path
):
    database = settings().database_path
    aside.keep(database, tmp_path / "copy")
    whole = dump()
    database.write_bytes(b"not a database at all" * 1000)
    assert not aside.put_back(tmp_path / "copy", database)
    assert dump() == whole
    (tmp_path / "copy").write_bytes(b"neither is this" * 1000)
    with pytest.raises(aside.Unreadable):
        aside.put_back(tmp_path / "copy", database)
    assert dump() == whole
