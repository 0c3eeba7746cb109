"""Do transactions end well whatever cancels them, and do callbacks wait for the commit?"""

# ruff: noqa: PT012 (the block that fails is a transaction)

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError

from portal.database.transactions import on_commit, transaction
from tests.database.conftest import a_place, config_for
from tests.database.models import Account, Entry, names
from tests.postgres import Server


async def test_a_callback_runs_after_the_commit_and_only_then(client: BaseDBAsyncClient):
    heard: list[str] = []
    async with transaction():
        on_commit(lambda: heard.append("outer"))
        async with transaction():
            on_commit(lambda: heard.append("inner"))
        assert heard == []
    assert heard == ["outer", "inner"]


async def test_a_callback_of_a_failed_transaction_never_runs(client: BaseDBAsyncClient):
    heard: list[str] = []
    with pytest.raises(RuntimeError):
        async with transaction():
            on_commit(lambda: heard.append("never"))
            raise RuntimeError
    assert heard == []


async def test_a_callback_of_a_failed_nested_transaction_never_runs(client: BaseDBAsyncClient):
    heard: list[str] = []
    async with transaction():
        on_commit(lambda: heard.append("outer"))
        with pytest.raises(RuntimeError):
            async with transaction():
                on_commit(lambda: heard.append("inner"))
                raise RuntimeError
    assert heard == ["outer"]


async def test_a_failing_callback_is_logged_and_the_next_one_runs(
    client: BaseDBAsyncClient, caplog: pytest.LogCaptureFixture
):
    heard: list[str] = []
    async with transaction():
        await Account.create(name="a")
        on_commit({}.popitem)
        on_commit(lambda: heard.append("second"))
    assert heard == ["second"]
    assert "after the commit failed" in caplog.text
    assert await Account.all().count() == 1


async def test_outside_a_transaction_a_callback_runs_at_once(client: BaseDBAsyncClient):
    heard: list[str] = []
    on_commit(lambda: heard.append("now"))
    assert heard == ["now"]


async def test_a_task_started_after_the_commit_is_outside(client: BaseDBAsyncClient):
    tasks: list[asyncio.Task[None]] = []

    async def wake() -> None:
        async with transaction():
            await Account.create(name="woken")

    async with transaction():
        on_commit(lambda: tasks.append(asyncio.create_task(wake())))
    await asyncio.gather(*tasks)
    assert await Account.all().count() == 1


async def _transfer(number: int, committed: set[int]) -> None:
    async with transaction():
        account = await Account.get(name="pot")
        await Entry.create(account=account, amount=number)
        try:
            async with transaction():
                await Account.create(name=f"nested {number}")
                if number % 3 == 0:
                    raise LookupError
        except LookupError:
            pass
        account.balance += number
        await account.save()
        on_commit(lambda: committed.add(number))


async def _cancel_after(task: asyncio.Task[None], steps: int) -> None:
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=12, deadline=None)
async def test_a_storm_of_cancellations_leaves_the_database_whole(
    tmp_path_factory: pytest.TempPathFactory, postgres: Server | None, seed: int
):
    dice = random.Random(seed)
    async with (
        a_place(postgres, tmp_path_factory.mktemp("storm")) as place,
        TortoiseContext() as context,
    ):
        await context.init(config=config_for(place))
        await context.generate_schemas()
        await Account.create(name="pot")
        committed: set[int] = set()
        tasks = [asyncio.create_task(_transfer(number, committed)) for number in range(1, 31)]
        longest = 6000 if postgres else 600  # a statement takes longer to a server and back
        storm = [_cancel_after(task, dice.randrange(1, longest)) for task in tasks if dice.random() < 0.7]
        await asyncio.gather(*storm)
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(result is None or isinstance(result, asyncio.CancelledError) for result in results)
        await _transfer(1000, committed)  # the lock is free and the writer in order
        assert sorted(entry.amount for entry in await Entry.all()) == sorted(committed)
        assert (await Account.get(name="pot")).balance == sum(committed)
        assert await names() == sorted(["pot", *(f"nested {number}" for number in committed if number % 3)])


@pytest.mark.parametrize("steps", range(40))
async def test_a_cancellation_at_the_entry_gives_the_lock_back(client: BaseDBAsyncClient, steps: int):
    async def enter() -> None:
        async with transaction():
            await asyncio.sleep(3600)

    task = asyncio.create_task(enter())
    await _cancel_after(task, steps)
    with pytest.raises(asyncio.CancelledError):
        await task
    async with transaction():
        await Account.create(name="after")
    assert await Account.all().count() == 1


async def test_a_cancellation_during_the_commit_waits_for_it_and_tells_the_callbacks(
    client: BaseDBAsyncClient,
):
    heard: list[str] = []
    committing = asyncio.Event()

    async def write() -> None:
        async with transaction():
            await Account.create(name="a")
            on_commit(lambda: heard.append("committed"))
            asyncio.get_running_loop().call_soon(committing.set)

    task = asyncio.create_task(write())
    await committing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(heard) == await Account.all().count() == 1


async def test_an_error_inside_leaves_the_lock_free(client: BaseDBAsyncClient):
    with pytest.raises(OperationalError):
        async with transaction() as connection:
            await connection.execute_query("SELECT * FROM nowhere")
    async with transaction():
        await Account.create(name="a")
    assert await Account.all().count() == 1
