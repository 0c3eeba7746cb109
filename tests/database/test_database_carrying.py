"""Does every row come from SQLite to PostgreSQL and back as it was, all of them or none?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from portal.database.carrying import keeping, shape
from portal.database.carrying.shape import NotCarried
from portal.database.migrate import check_schema, known_revisions, migrate
from portal.settings import tortoise_config
from tests.database import filler
from tests.database.conftest import config_for
from tests.postgres import postgres_only

pytestmark = [postgres_only, pytest.mark.timeout(300)]


@pytest.fixture
def config(place: str) -> dict[str, Any]:
    """The house's configuration for the server's empty database."""
    made = tortoise_config(Path("unused"))
    made["connections"] = config_for(place)["connections"]
    return made


@pytest.fixture
async def file(config: dict[str, Any], tmp_path: Path) -> Path:
    """A file of the newest revision with two rows in every table, some of them hard to carry."""
    await migrate(keeping.on_file(config, tmp_path / "file.sqlite3"))
    filler.fill_sqlite(str(tmp_path / "file.sqlite3"))
    with closing(sqlite3.connect(tmp_path / "file.sqlite3")) as open_file, open_file:
        hard = ("2026-03-10 01:02:03.000004+00:00", '한글 "따옴표" \\ \t 🙂')
        open_file.execute("UPDATE event SET at = ? WHERE id = 1", hard[:1])
        open_file.execute("UPDATE person SET name = ? WHERE id = (SELECT min(id) FROM person)", hard[1:])
        open_file.execute("DELETE FROM event WHERE id = 2")
    return tmp_path / "file.sqlite3"


def rows_of(file: Path) -> dict[str, list[Any]]:
    """Every row of every table, and where the counting stands."""
    with closing(sqlite3.connect(file)) as found:
        tables = [*shape.tables_of_file(found), "sqlite_sequence"]
        said = {name: sorted(found.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables}
        # Tortoise's own record counts what was applied, each side for itself.
        said["sqlite_sequence"] = [row for row in said["sqlite_sequence"] if row[0] in tables]
        return said


def make_truth_plain(file: Path, tables: list[shape.Carried]) -> None:
    """The filler puts a 2 where only true and false belong."""
    with closing(sqlite3.connect(file)) as open_file, open_file:
        for table in tables:
            for column in (name for name, kind in table.columns.items() if kind == "boolean"):
                open_file.execute(f'UPDATE "{table.name}" SET "{column}" = "{column}" <> 0')


async def test_every_row_of_every_table_comes_back_as_it_was(
    config: dict[str, Any], file: Path, tmp_path: Path
):
    counts = await keeping.bring(file, config)
    assert counts.pop("event") == 1
    assert set(counts.values()) == {2}
    assert await check_schema(config) == []
    assert await keeping.copy(config, tmp_path / "back.sqlite3") == known_revisions(config)[-1]
    async with keeping.connected(config) as server:
        make_truth_plain(file, await shape.tables(server))
    assert rows_of(tmp_path / "back.sqlite3") == rows_of(file)


async def test_what_counts_goes_on_behind_what_was_given_out(config: dict[str, Any], file: Path, place: str):
    await keeping.bring(file, config)
    server = await asyncpg.connect(place)
    try:
        for table in await shape.tables(server):
            if table.sequence:
                assert await server.fetchval("SELECT nextval($1::text::regclass)", table.sequence) == 3, (
                    table.name
                )
    finally:
        await server.close()


async def test_a_database_with_a_single_row_is_refused_and_left_alone(
    config: dict[str, Any], file: Path, place: str
):
    await migrate(config)
    server = await asyncpg.connect(place)
    try:
        await server.execute("INSERT INTO counter (name, value) VALUES ('mine', 7)")
        with pytest.raises(NotCarried, match="counter"):
            await keeping.check_empty(config)
        with pytest.raises(NotCarried, match="counter"):
            await keeping.bring(file, config)
        assert await server.fetch("SELECT name, value FROM counter") == [("mine", 7)]
        assert await server.fetchval('SELECT count(*) FROM "case"') == 0
    finally:
        await server.close()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM data_key WHERE id = (SELECT max(id) FROM data_key)", "ForeignKeyViolationError"),
        ("UPDATE person SET name = char(0)", "person"),
        ("ALTER TABLE person ADD COLUMN secret_wish TEXT", "secret_wish"),
        ("CREATE TABLE by_hand (x)", "by_hand"),
    ],
)
async def test_what_does_not_fit_leaves_an_empty_database_and_names_no_value(
    config: dict[str, Any], file: Path, place: str, damage: str, told: str
):
    with closing(sqlite3.connect(file)) as open_file, open_file:
        open_file.execute("PRAGMA foreign_keys=OFF")
        open_file.execute(damage)
    with pytest.raises(NotCarried, match=told) as refused:
        await keeping.bring(file, config)
    assert "00000000-0000" not in str(refused.value)
    server = await asyncpg.connect(place)
    try:
        assert await shape.tables(server) == []
    finally:
        await server.close()


async def test_an_older_database_is_copied_as_it_is_and_put_back_over_a_newer_one(
    config: dict[str, Any], tmp_path: Path, place: str
):
    first, *_, last = known_revisions(config)
    await migrate(config, to=first)
    await filler.fill_postgres(place)
    assert await keeping.copy(config, tmp_path / "first.sqlite3") == first
    before = rows_of(tmp_path / "first.sqlite3")
    assert (await migrate(config))[-1] == last
    await filler.fill_postgres(place)
    await keeping.put_back(tmp_path / "first.sqlite3", first, config)
    assert await keeping.copy(config, tmp_path / "again.sqlite3") == first
    assert rows_of(tmp_path / "again.sqlite3") == before
    assert (await migrate(config))[-1] == last
    assert await check_schema(config) == []


async def test_a_copy_sees_one_moment_and_holds_up_no_writer(
    config: dict[str, Any], tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
):
    await migrate(config)
    server = await asyncpg.connect(place)
    tables = shape.tables

    async def and_somebody_writes(connection: asyncpg.Connection) -> list[shape.Carried]:
        found = await tables(connection)
        await server.execute("INSERT INTO counter (name, value) VALUES ('late', 1)")
        return found

    try:
        await server.execute("INSERT INTO counter (name, value) VALUES ('early', 1)")
        monkeypatch.setattr(shape, "tables", and_somebody_writes)
        await keeping.copy(config, tmp_path / "copy.sqlite3")
    finally:
        await server.close()
    assert [row[0] for row in rows_of(tmp_path / "copy.sqlite3")["counter"]] == ["early"]
