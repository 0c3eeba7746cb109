"""Does the house lose nothing at a PostgreSQL server that is busy, stopped, killed or slow?"""

# ruff: noqa: PT012 (the block that fails is a transaction)

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress

import asyncpg
import pytest
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from portal.database.postgres_client import PostgresClient
from portal.database.postgres_transaction import BEGIN_ALONE
from portal.database.transactions import transaction
from tests.database.conftest import config_for
from tests.database.models import Account, Entry, names
from tests.database.test_database_processes import outcome, start
from tests.postgres import Server, postgres_only

pytestmark = postgres_only


async def test_no_cancellation_keeps_a_connection(client: PostgresClient):
    dice = random.Random(1)

    async def write(number: int) -> None:
        async with transaction():
            await Account.create(name=f"t{number}")
        await Account.create(name=f"s{number}")

    for round_ in range(10):
        tasks = [asyncio.create_task(write(round_ * 20 + number)) for number in range(20)]
        for task in tasks:
            await asyncio.sleep(dice.random() / 500)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert client._writers is not None
    assert client._writers.get_idle_size() == client._writers.get_size()
    async with asyncio.timeout(10), transaction():
        await Account.create(name="after")


async def test_a_failed_statement_that_was_passed_over_is_never_reported_as_committed(client: PostgresClient):
    with pytest.raises(TransactionManagementError):
        async with transaction():
            await Account.create(name="a")
            with suppress(IntegrityError):
                await Account.create(name="a")
    assert await names() == []


async def test_a_transaction_that_something_else_ended_goes_no_further(client: PostgresClient):
    with pytest.raises(TransactionManagementError):
        async with transaction() as connection:
            await Account.create(name="a")
            await connection.execute_query("ROLLBACK")
            await Account.create(name="b")
    assert await names() == []


async def test_what_does_not_fit_is_an_error_of_integrity_and_not_of_the_server(client: PostgresClient):
    with pytest.raises(IntegrityError):
        await Account.create(name="a\x00b")
    with pytest.raises(IntegrityError):
        await client.execute_query("INSERT INTO account (name, balance) VALUES ($1, 0)", ["x" * 51])


async def test_looking_for_what_can_not_stand_there_finds_nothing(client: PostgresClient):
    await Account.create(name="a")
    assert await Account.filter(name="a\x00").count() == 0


async def test_writers_that_wait_hold_up_no_reader(client: PostgresClient):
    await Account.create(name="pot")
    opened, may_commit = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            opened.set()
            await may_commit.wait()

    async def write(number: int) -> None:
        await Entry.create(account_id=1, amount=number)

    first = asyncio.create_task(slow())
    await opened.wait()
    waiting = [asyncio.create_task(write(number)) for number in range(30)]
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        assert await Entry.all().count() == 0
    may_commit.set()
    await asyncio.gather(first, *waiting)
    assert await Entry.all().count() == 30


async def test_one_statement_never_comes_between_the_reading_and_the_writing_of_a_transaction(
    client: PostgresClient,
):
    await Account.create(name="pot")

    async def read_then_write() -> None:
        async with transaction():
            pot = await Account.get(name="pot")
            await asyncio.sleep(0.001)
            pot.balance += 1
            await pot.save()

    async def one_statement() -> None:
        await client.execute_query("UPDATE account SET balance = balance + 1 WHERE name = $1", ["pot"])

    await asyncio.gather(*(work() for _ in range(20) for work in (read_then_write, one_statement)))
    assert (await Account.get(name="pot")).balance == 40


async def test_who_waits_too_long_for_the_writer_is_told_and_disturbs_nothing(place: str):
    config = config_for(place)
    config["connections"]["default"]["credentials"]["lock_timeout"] = 200
    async with TortoiseContext() as context:
        await context.init(config=config)
        await context.generate_schemas()
        other = await asyncpg.connect(place)
        await other.execute(BEGIN_ALONE)
        with pytest.raises(TransactionManagementError):
            async with transaction():
                await Account.create(name="never")
        with pytest.raises(OperationalError):
            await Account.create(name="never")
        await other.close()
        async with transaction():
            await Account.create(name="after")
        assert await names() == ["after"]


async def test_a_writer_that_says_nothing_is_ended_and_what_it_wrote_is_gone(place: str):
    config = config_for(place)
    config["connections"]["default"]["credentials"]["idle_timeout"] = 200
    async with TortoiseContext() as context:
        await context.init(config=config)
        await context.generate_schemas()
        with pytest.raises((OperationalError, TransactionManagementError)):
            async with transaction():
                await Account.create(name="never")
                time.sleep(1)  # the whole process stands still, as when it is stopped
                await asyncio.sleep(0.1)
        async with transaction():
            await Account.create(name="after")
        assert await names() == ["after"]


async def test_a_server_that_was_killed_has_all_that_was_committed_and_is_used_again(
    postgres: Server, client: PostgresClient
):
    await Account.create(name="before")
    with pytest.raises((OperationalError, TransactionManagementError)):
        async with transaction():
            await Account.create(name="lost")
            postgres.stop("immediate")
            try:
                await Account.create(name="lost too")
            finally:
                postgres.start()
    async with transaction():
        await Account.create(name="after")
    assert await names() == ["after", "before"]


async def test_a_killed_process_frees_the_writer(client: PostgresClient, place: str):
    await Account.create(name="pot")
    process = start("hold", place)
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    process.kill()
    outcome(process)
    async with asyncio.timeout(10), transaction():
        await Account.create(name="after")
    assert await names() == ["after", "pot"]


async def test_the_client_writes_durably_and_reads_only_with_its_readers(client: PostgresClient):
    async with transaction() as connection:
        found = await connection.execute_query_dict("SHOW synchronous_commit")
    assert found == [{"synchronous_commit": "on"}]
    found = await get_connection("default").execute_query_dict("SHOW default_transaction_read_only")
    assert found == [{"default_transaction_read_only": "on"}]
