"""Does whoever works beside, inside or after a transaction see and write what belongs there?"""

# ruff: noqa: PT012 (the block that fails is a transaction)

import asyncio

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, TransactionManagementError
from tortoise.transactions import in_transaction

from tests.database.models import Account, names


async def test_reading_goes_on_while_a_write_transaction_is_open(client: BaseDBAsyncClient):
    await Account.create(name="a", balance=1)
    opened, may_commit = asyncio.Event(), asyncio.Event()

    async def writer() -> None:
        async with in_transaction("default"):
            await Account.filter(name="a").update(balance=2)
            opened.set()
            await may_commit.wait()

    task = asyncio.create_task(writer())
    await opened.wait()
    assert (await Account.get(name="a")).balance == 1
    assert await Account.all().count() == 1
    may_commit.set()
    await task
    assert (await Account.get(name="a")).balance == 2


async def test_a_transaction_reads_what_it_has_written(client: BaseDBAsyncClient):
    async with in_transaction("default"):
        await Account.create(name="a", balance=7)
        assert (await Account.get(name="a")).balance == 7


async def test_outside_a_transaction_what_was_written_is_read_at_once(client: BaseDBAsyncClient):
    for number in range(50):
        await Account.create(name=str(number))
        assert await Account.all().count() == number + 1


async def test_a_nested_failure_takes_back_only_the_nested_part(client: BaseDBAsyncClient):
    async with in_transaction("default"):
        await Account.create(name="kept")
        with pytest.raises(IntegrityError):
            async with in_transaction("default"):
                await Account.create(name="lost")
                async with in_transaction("default"):
                    await Account.create(name="kept")
        async with in_transaction("default"):
            await Account.create(name="too")
    assert await names() == ["kept", "too"]


async def test_sibling_tasks_nest_one_after_another(client: BaseDBAsyncClient):
    async def sibling(number: int) -> None:
        async with in_transaction("default"):
            await Account.create(name=f"{number}")
            await asyncio.sleep(0)
            if number % 2:
                raise LookupError

    async with in_transaction("default"):
        await asyncio.gather(*map(sibling, range(8)), return_exceptions=True)
    assert await names() == ["0", "2", "4", "6"]


async def test_a_task_that_outlives_its_transaction_works_outside_it(client: BaseDBAsyncClient):
    ended = asyncio.Event()

    async def straggler() -> None:
        await ended.wait()
        await Account.create(name="late")
        async with in_transaction("default"):
            await Account.create(name="later")

    with pytest.raises(RuntimeError):
        async with in_transaction("default"):
            task = asyncio.create_task(straggler())
            await asyncio.sleep(0)
            raise RuntimeError
    ended.set()
    await task
    assert await Account.all().count() == 2


async def test_after_a_manual_rollback_the_rest_of_the_block_is_refused(client: BaseDBAsyncClient):
    async with in_transaction("default") as connection:
        await Account.create(name="a")
        await connection.rollback()
        with pytest.raises(TransactionManagementError):
            await Account.create(name="b")
    assert await Account.all().count() == 0


async def test_the_client_is_the_one_tortoise_hands_out(client: BaseDBAsyncClient):
    assert get_connection("default") is client
    async with in_transaction("default") as connection:
        assert get_connection("default") is connection
    assert get_connection("default") is client
