"""Does the engine read beside the writer, write durably and refuse what would leave it in disorder?"""

# ruff: noqa: PT012 (the block that fails is a transaction)

import sqlite3
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError
from tortoise.transactions import in_transaction

from portal.database.sql import is_read
from portal.database.sqlite_client import SqliteClient
from portal.database.sqlite_statements import statements
from tests.database.models import Account, Entry
from tests.postgres import sqlite_only

pytestmark = sqlite_only


async def test_the_writer_is_durable_and_keeps_foreign_keys(client: SqliteClient):
    assert (await client.execute_query_dict("PRAGMA journal_mode"))[0]["journal_mode"] == "wal"
    assert (await client.execute_query_dict("PRAGMA synchronous"))[0]["synchronous"] == 2
    assert (await client.execute_query_dict("PRAGMA foreign_keys"))[0]["foreign_keys"] == 1
    with pytest.raises(IntegrityError):
        await Entry.create(account_id=99, amount=1)


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
