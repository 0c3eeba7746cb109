"""Does a populated database come through a migration whole, and is it left alone when it would not?"""

import asyncio
import fcntl
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

from portal.database.migrate import MigrationRefused, check_schema, make_migrations, migrate
from portal.database.sqlite_shape import read_shape, row_counts
from tests.database.changing import House, importable
from tests.postgres import sqlite_only

pytestmark = sqlite_only

POPULATE = """
INSERT INTO author(id, name, kind, born) VALUES (1, '가', 'poet', 1900), (2, '나', 'poet', NULL);
INSERT INTO book(id, author_id, title) VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z');
INSERT INTO portrait(id, author_id, caption) VALUES (1, 1, 'p'), (2, 2, 'q');
CREATE INDEX by_hand ON author(born) WHERE born IS NOT NULL;
CREATE TRIGGER guard BEFORE DELETE ON author BEGIN SELECT RAISE(ABORT, 'never; ever'); END;
"""


class SqliteHouse(House):
    """Such a house on SQLite."""

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.place, isolation_level=None)
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    def dump(self) -> list[str]:
        connection = self.connect()
        try:
            return list(connection.iterdump())
        finally:
            connection.close()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteHouse]:
    made = SqliteHouse(tmp_path, f"house_{abs(hash(tmp_path))}", tmp_path / "house.sqlite3")
    with importable(made, monkeypatch):
        yield made


@pytest.fixture
async def populated(house: SqliteHouse) -> SqliteHouse:
    first = house.models(1, 20)
    await make_migrations(first, "first")
    assert await migrate(first) == ["0001_first"]
    connection = house.connect()
    connection.executescript(POPULATE)
    connection.close()
    return house


async def test_the_first_migration_makes_what_the_models_say_and_nothing_is_left_to_do(house: SqliteHouse):
    config = house.models(1, 20)
    (path,) = await make_migrations(config, "first")
    assert path.name == "0001_first.py"
    assert await check_schema(config) == ["not applied: 0001_first"]
    assert await migrate(config) == ["0001_first"]
    assert await migrate(config) == []
    assert await make_migrations(config, "again") == []
    assert await check_schema(config) == []


async def test_altered_fields_keep_child_rows_indexes_unique_sets_and_triggers(populated: SqliteHouse):
    connection = populated.connect()
    shape, rows = read_shape(connection), row_counts(connection)
    second = populated.models(2, 50)
    assert "no migration for" in (await check_schema(second))[0]
    await make_migrations(second, "longer")
    assert await migrate(second) == ["0002_longer"]
    after = read_shape(connection)
    assert row_counts(connection) == rows
    for name, table in shape.items():
        assert after[name].indexes.keys() == table.indexes.keys()
        assert after[name].unique == table.unique
        assert after[name].foreign_keys == table.foreign_keys
    assert "VARCHAR(50)" in after["author"].columns["name"]
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert {"by_hand", "guard"} <= names
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute("INSERT INTO author(name, kind) VALUES ('가', 'poet')")
    with pytest.raises(sqlite3.IntegrityError, match="never; ever"):
        connection.execute("DELETE FROM author")
    assert await check_schema(second) == []
    connection.close()


async def test_a_new_column_with_a_default_and_a_removed_one_keep_the_rows(populated: SqliteHouse):
    second = populated.models(2, 20, extra="size = fields.IntField(db_default=3, db_index=True)")
    await make_migrations(second, "size")
    assert await migrate(second) == ["0002_size"]
    assert await check_schema(second) == []
    third = populated.models(3, 20)
    await make_migrations(third, "no_size")
    assert await migrate(third) == ["0003_no_size"]
    assert await check_schema(third) == []
    connection = populated.connect()
    assert row_counts(connection) == {"author": 2, "book": 3, "portrait": 2}
    connection.close()


async def test_an_index_that_the_models_want_is_made_and_one_that_they_drop_goes(populated: SqliteHouse):
    second = populated.models(2, 20, caption="db_index=True")
    await make_migrations(second, "index")
    await migrate(second)
    assert await check_schema(second) == []
    third = populated.models(3, 20)
    await make_migrations(third, "no_index")
    await migrate(third)
    assert await check_schema(third) == []
    connection = populated.connect()
    assert ("caption",) not in read_shape(connection)["portrait"].indexes
    connection.close()


async def test_a_migration_that_loses_rows_is_refused_and_taken_back_whole(populated: SqliteHouse):
    config = populated.models(1, 20)
    before = populated.dump()
    populated.migration(2, "ops.RunSQL('CREATE TABLE more(x)'), ops.RunSQL('DELETE FROM book WHERE id=3')")
    with pytest.raises(MigrationRefused, match="book: 3 rows before, 2 after"):
        await migrate(config)
    assert populated.dump() == before


async def test_a_migration_that_says_so_may_remove_rows(populated: SqliteHouse):
    populated.migration(2, "ops.RunSQL('DELETE FROM book WHERE id=3')", "changes_rows = ('book',)")
    assert await migrate(populated.models(1, 20)) == ["0002_by_hand"]


async def test_a_migration_that_orphans_rows_is_refused(populated: SqliteHouse):
    before = populated.dump()
    populated.migration(2, "ops.RunSQL('UPDATE book SET author_id=77 WHERE id<3')")
    with pytest.raises(MigrationRefused, match="book: rows that refer to a missing row of author: 2"):
        await migrate(populated.models(1, 20))
    assert populated.dump() == before


async def test_a_migration_that_departs_from_the_models_is_refused(populated: SqliteHouse):
    populated.migration(2, "ops.RunSQL('ALTER TABLE book DROP COLUMN title')")
    with pytest.raises(MigrationRefused, match="book: the column title is missing"):
        await migrate(populated.models(1, 20))


async def test_an_index_that_was_lost_is_made_again(populated: SqliteHouse):
    connection = populated.connect()
    (index,) = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='index' AND tbl_name='book' AND sql IS NOT NULL"
    ).fetchone()
    populated.migration(2, f"ops.RunSQL('DROP INDEX \"{index}\"')")
    config = populated.models(1, 20)
    await migrate(config)
    assert ("author_id",) in read_shape(connection)["book"].indexes
    connection.execute(f'DROP INDEX "{index}"')
    connection.close()
    assert await check_schema(config) == ["book(author_id): the index is missing"]


async def test_a_failing_statement_takes_back_the_migrations_before_it(populated: SqliteHouse):
    before = populated.dump()
    populated.migration(2, "ops.RunSQL('CREATE TABLE more(x)')")
    populated.migration(3, "ops.RunSQL('INSERT INTO nowhere VALUES(1)')")
    with pytest.raises(OperationalError, match="nowhere"):
        await migrate(populated.models(1, 20))
    assert populated.dump() == before


async def test_two_migrations_never_run_at_once(populated: SqliteHouse):
    populated.migration(2, "ops.RunSQL('CREATE TABLE more(x)')")
    config = populated.models(1, 20)
    with Path(f"{populated.place}.migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(MigrationRefused, match="another migration"):
            await migrate(config, lock_seconds=0)
    assert sorted(await asyncio.gather(migrate(config), migrate(config))) == [[], ["0002_by_hand"]]


async def test_migrating_prints_nothing(populated: SqliteHouse, capsys: pytest.CaptureFixture[str]):
    populated.migration(2, "ops.RunSQL('CREATE TABLE more(x)')")
    await migrate(populated.models(1, 20))
    assert capsys.readouterr() == ("", "")
