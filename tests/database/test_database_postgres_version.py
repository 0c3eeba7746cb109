"""Does every process hear that somebody has counted, and believe nothing while it can't hear?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from portal.database.data_version import version_of
from portal.database.postgres_version import PostgresVersion
from portal.database.rows import count_up
from portal.database.transactions import transaction
from tests.database.conftest import config_for
from tests.database.models import Account
from tests.postgres import Server, postgres_only

pytestmark = postgres_only


@pytest.fixture
async def version(client: BaseDBAsyncClient, place: str) -> AsyncIterator[PostgresVersion]:
    await client.execute_script("CREATE TABLE counter (name text PRIMARY KEY, value bigint NOT NULL)")
    made = version_of(config_for(place))
    assert isinstance(made, PostgresVersion)
    await made.begin()
    yield made
    await made.end()


async def changed(version: PostgresVersion, seen: int) -> bool:
    """Whether the answer becomes another one within seconds."""
    for _ in range(500):
        if version.read() != seen:
            return True
        await asyncio.sleep(0.01)
    return False


async def never() -> None:
    """A transaction that is rolled back."""
    async with transaction():
        await Account.create(name="never")
        raise LookupError


async def test_what_another_process_counts_is_heard_once_it_is_committed(
    version: PostgresVersion, place: str
):
    other = await asyncpg.connect(place)
    await other.execute("BEGIN; SELECT pg_notify('portal_counted', '')")
    before = version.read()
    await asyncio.sleep(0.05)
    assert version.read() == before
    await other.execute("COMMIT")
    assert await changed(version, before)
    await other.close()


async def test_what_this_process_commits_shows_at_once_and_reading_or_a_rollback_does_not(
    version: PostgresVersion,
):
    before = version.read()
    await Account.all().count()
    with pytest.raises(LookupError):
        await never()
    assert version.read() == before
    async with transaction():
        await count_up("counter", "public")
    assert version.read() != before


async def test_while_it_hears_nothing_no_two_answers_are_equal_until_it_hears_again(
    version: PostgresVersion, postgres: Server
):
    postgres.stop("immediate")
    try:
        assert await changed(version, version.read())
        assert version.read() != version.read()
    finally:
        postgres.start()
    for _ in range(500):
        if version.read() == version.read():
            break
        await asyncio.sleep(0.01)
    assert version.read() == version.read()
