"""Does the engine read beside the writer, write durably and refuse what would leave it in disorder?"""

# ruff: noqa: PT012 (the block that fails is a transaction)

import asyncio
import sqlite3
from pathlib import Path

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from portal.database.sql import is_read
from portal.database.sqlite_client import SqliteClient
from portal.database.sqlite_statements import statements
from tests.database.models import Account, Entry, names


async def test_the_writer_is_durable_and_keeps_foreign_keys(client: SqliteClient):
    assert (await client.execute_query_dict("PRAGMA journal_mode"))[0]["journal_mode"] == "wal"
    assert (await client.execute_query_dict("PRAGMA synchronous"))[0]["synchronous"] == 2
    assert (await client.execute_query_dict("PRAGMA foreign_keys"))[0]["foreign_keys"] == 1
    with pytest.raises(IntegrityError):
        await Entry.create(account_id=99, amount=1)


async def test_reading_goes_on_while_a_write_transaction_is_open(client: SqliteClient):
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


async def test_a_transaction_reads_what_it_has_written(client: SqliteClient):
    async with in_transaction("default"):
        await Account.create(name="a", balance=7)
        assert (await Account.get(name="a")).balance == 7


async def test_outside_a_transaction_what_was_written_is_read_at_once(client: SqliteClient):
    for number in range(50):
        await Account.create(name=str(number))
        assert await Account.all().count() == number + 1


async def test_a_returning_insert_and_a_with_that_writes_reach_the_writer(client: SqliteClient):
    changed, rows = await client.execute_query(
        "INSERT INTO account(name, balance) VALUES('a', 3) RETURNING id"
    )
    assert (changed, rows[0]["id"]) == (1, 1)
    await client.execute_query(
        "WITH x AS (SELECT 'a' AS name) UPDATE account SET balance=4 WHERE name=(SELECT name FROM x)"
    )
    assert (await client.execute_query_dict("WITH x AS (SELECT balance FROM account) SELECT * FROM x")) == [
        {"balance": 4}
    ]


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True),
        ("\n select * from account", True),
        ("WITH a AS (SELECT 1) SELECT * FROM a", True),
        ("WITH a AS (SELECT 1) DELETE FROM account", False),
        ("INSERT INTO account(name) VALUES('SELECT')", False),
        ("PRAGMA user_version=3", False),
        ("UPDATE account SET balance=0", False),
    ],
)
def test_statements_are_told_apart(sql: str, reads: bool):
    assert is_read(sql) is reads


def test_a_script_is_cut_at_its_statements_and_nowhere_else():
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x=';'; DELETE FROM b; END;"
    assert [s.strip() for s in statements(f"INSERT INTO a VALUES('x;y'); {trigger} SELECT 1")] == [
        "INSERT INTO a VALUES('x;y');",
        trigger,
        "SELECT 1",
    ]


async def test_a_script_inside_a_transaction_is_rolled_back_with_it(client: SqliteClient):
    with pytest.raises(RuntimeError):
        async with in_transaction("default") as connection:
            await connection.execute_script(
                "INSERT INTO account(name, balance) VALUES('a', 1); CREATE TABLE x(y);"
            )
            raise RuntimeError
    assert await Account.all().count() == 0
    assert not await client.execute_query_dict("SELECT name FROM sqlite_master WHERE name='x'")


async def test_many_rows_are_written_all_or_none(client: SqliteClient):
    with pytest.raises(IntegrityError):
        await client.execute_many("INSERT INTO account(name, balance) VALUES(?, 0)", [["a"], ["b"], ["a"]])
    assert await Account.all().count() == 0


async def test_a_raw_begin_outside_a_block_is_refused_and_undone(client: SqliteClient):
    with pytest.raises(OperationalError, match="transaction"):
        await client.execute_query("BEGIN")
    await Account.create(name="a")
    assert await Account.all().count() == 1


async def test_a_nested_failure_takes_back_only_the_nested_part(client: SqliteClient):
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


async def test_sibling_tasks_nest_one_after_another(client: SqliteClient):
    async def sibling(number: int) -> None:
        async with in_transaction("default"):
            await Account.create(name=f"{number}")
            await asyncio.sleep(0)
            if number % 2:
                raise LookupError

    async with in_transaction("default"):
        await asyncio.gather(*map(sibling, range(8)), return_exceptions=True)
    assert await names() == ["0", "2", "4", "6"]


async def test_a_task_that_outlives_its_transaction_works_outside_it(client: SqliteClient):
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


async def test_after_a_manual_rollback_the_rest_of_the_block_is_refused(client: SqliteClient):
    async with in_transaction("default") as connection:
        await Account.create(name="a")
        await connection.rollback()
        with pytest.raises(TransactionManagementError):
            await Account.create(name="b")
    assert await Account.all().count() == 0


async def test_what_sqlite_has_rolled_back_itself_is_never_reported_as_committed(client: SqliteClient):
    with pytest.raises(TransactionManagementError):
        async with in_transaction("default") as connection:
            await Account.create(name="a")
            await connection.execute_query("ROLLBACK")
    assert await Account.all().count() == 0


async def test_a_deferred_violation_at_the_commit_rolls_back_and_leaves_the_lock_free(client: SqliteClient):
    with pytest.raises(IntegrityError):
        async with in_transaction("default") as connection:
            await connection.execute_query("PRAGMA defer_foreign_keys=ON")
            await Entry.create(account_id=99, amount=1)
    await Account.create(name="a")
    assert await Entry.all().count() == 0


async def test_closing_leaves_one_tidy_file_and_the_next_call_opens_again(client: SqliteClient, path: Path):
    await Account.create(name="a")
    await client.close()
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert await Account.all().count() == 1


async def test_a_reader_cannot_write(client: SqliteClient):
    await client.create_connection(with_db=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await client._readers[0].run(lambda connection: connection.execute("DELETE FROM account"))


async def test_the_client_is_the_one_tortoise_hands_out(client: SqliteClient):
    assert get_connection("default") is client
    async with in_transaction("default") as connection:
        assert get_connection("default") is connection
    assert get_connection("default") is client
