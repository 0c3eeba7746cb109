"""Does a populated PostgreSQL database come through a migration whole, and is it left alone when it would not?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from portal.database import postgres_migrating
from portal.database.migrate import MigrationRefused, check_schema, make_migrations, migrate
from portal.database.postgres_shape import read_shape, row_counts
from portal.database.shape import Shape
from tests.database.changing import House, importable
from tests.postgres import postgres_only

pytestmark = postgres_only

POPULATE = """
INSERT INTO author(id, name, kind, born) VALUES (1, '가', 'poet', 1900), (2, '나', 'poet', NULL);
INSERT INTO book(id, author_id, title) VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z');
INSERT INTO portrait(id, author_id, caption) VALUES (1, 1, 'p'), (2, 2, 'q');
CREATE INDEX by_hand ON author(born) WHERE born IS NOT NULL;
"""
ROWS = {"author": 2, "book": 3, "portrait": 2}


@pytest.fixture
def house(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(tmp_path, f"house_{abs(hash(tmp_path))}", place)
    with importable(made, monkeypatch):
        yield made


@pytest.fixture
async def connection(place: str) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(place)
    yield found
    await found.close()


@pytest.fixture
async def populated(house: House, connection: asyncpg.Connection) -> House:
    first = house.models(1, 20)
    await make_migrations(first, "first")
    assert await migrate(first) == ["0001_first"]
    await connection.execute(POPULATE)
    return house


async def state(connection: asyncpg.Connection) -> tuple[Shape, dict[str, int], list[str]]:
    """Tables, rows and indexes as they are now."""
    indexes = await connection.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
    return await read_shape(connection), await row_counts(connection), [row["indexdef"] for row in indexes]


async def test_the_first_migration_makes_what_the_models_say_and_nothing_is_left_to_do(house: House):
    config = house.models(1, 20)
    await make_migrations(config, "first")
    assert await check_schema(config) == ["not applied: 0001_first"]
    assert await migrate(config) == ["0001_first"]
    assert await migrate(config) == []
    assert await make_migrations(config, "again") == []
    assert await check_schema(config) == []


async def test_altered_fields_keep_child_rows_indexes_and_unique_sets(
    populated: House, connection: asyncpg.Connection
):
    shape, rows, indexes = await state(connection)
    second = populated.models(2, 50)
    assert "no migration for" in (await check_schema(second))[0]
    await make_migrations(second, "longer")
    assert await migrate(second) == ["0002_longer"]
    after, rows_after, indexes_after = await state(connection)
    assert (rows_after, indexes_after) == (rows, indexes)
    assert {name: table.foreign_keys for name, table in after.items()} == {
        name: table.foreign_keys for name, table in shape.items()
    }
    assert "character varying(50)" in after["author"].columns["name"]
    assert await check_schema(second) == []


async def test_a_new_column_with_a_default_and_a_removed_one_keep_the_rows(
    populated: House, connection: asyncpg.Connection
):
    second = populated.models(2, 20, extra="size = fields.IntField(db_default=3, db_index=True)")
    await make_migrations(second, "size")
    assert await migrate(second) == ["0002_size"]
    assert await check_schema(second) == []
    third = populated.models(3, 20)
    await make_migrations(third, "no_size")
    assert await migrate(third) == ["0003_no_size"]
    assert await check_schema(third) == []
    assert await row_counts(connection) == ROWS


async def test_an_index_that_the_models_want_is_made_and_one_that_they_drop_goes(populated: House):
    second = populated.models(2, 20, caption="db_index=True")
    await make_migrations(second, "index")
    await migrate(second)
    assert await check_schema(second) == []
    third = populated.models(3, 20)
    await make_migrations(third, "no_index")
    await migrate(third)
    assert await check_schema(third) == []


async def test_a_migration_that_loses_rows_is_refused_and_taken_back_whole(
    populated: House, connection: asyncpg.Connection
):
    before = await state(connection)
    populated.migration(
        2, "ops.RunSQL('CREATE TABLE more(x int)'), ops.RunSQL('DELETE FROM book WHERE id=3')"
    )
    with pytest.raises(MigrationRefused, match="book: 3 rows before, 2 after"):
        await migrate(populated.models(1, 20))
    assert await state(connection) == before


async def test_a_migration_that_says_so_may_remove_rows(populated: House):
    populated.migration(2, "ops.RunSQL('DELETE FROM book WHERE id=3')", "changes_rows = ('book',)")
    assert await migrate(populated.models(1, 20)) == ["0002_by_hand"]


async def test_a_migration_that_departs_from_the_models_is_refused(populated: House):
    populated.migration(2, "ops.RunSQL('ALTER TABLE book DROP COLUMN title')")
    with pytest.raises(MigrationRefused, match="book: the column title is missing"):
        await migrate(populated.models(1, 20))


async def test_an_index_that_was_lost_is_made_again(populated: House, connection: asyncpg.Connection):
    index = await connection.fetchval(
        "SELECT indexname FROM pg_indexes WHERE tablename = 'book' AND indexdef LIKE '%(author_id)'"
    )
    populated.migration(2, f"ops.RunSQL('DROP INDEX \"{index}\"')")
    config = populated.models(1, 20)
    await migrate(config)
    assert ("author_id",) in (await read_shape(connection))["book"].indexes
    await connection.execute(f'DROP INDEX "{index}"')
    assert await check_schema(config) == ["book(author_id): the index is missing"]


async def test_a_failing_statement_takes_back_the_migrations_before_it(
    populated: House, connection: asyncpg.Connection
):
    before = await state(connection)
    populated.migration(2, "ops.RunSQL('CREATE TABLE more(x int)')")
    populated.migration(3, "ops.RunSQL('INSERT INTO nowhere VALUES(1)')")
    with pytest.raises(OperationalError, match="nowhere"):
        await migrate(populated.models(1, 20))
    assert await state(connection) == before


async def test_two_migrations_never_run_at_once(populated: House):
    populated.migration(2, "ops.RunSQL('CREATE TABLE more(x int)')")
    config = populated.models(1, 20)
    assert sorted(await asyncio.gather(migrate(config), migrate(config))) == [[], ["0002_by_hand"]]


async def test_a_migration_that_waits_in_vain_for_another_one_is_refused(
    populated: House, connection: asyncpg.Connection
):
    await connection.execute(f"SELECT pg_advisory_lock({postgres_migrating.MIGRATION})")
    with pytest.raises(MigrationRefused, match="another migration"):
        await migrate(populated.models(1, 20), lock_seconds=0)
