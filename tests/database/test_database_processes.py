"""Do several processes share one database without a lock error, a torn transaction or an unseen commit?"""

import subprocess
import sys
from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.functions import Sum

from portal.database.data_version import data_version
from tests.database.models import Account, Entry
from tests.postgres import sqlite_only

ROOT = Path(__file__).parents[2]


def start(role: str, place: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.database.processes", role, place],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def outcome(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=90)
    return process.returncode, errors


async def test_three_processes_that_read_and_then_write_never_meet_a_locked_database(
    client: BaseDBAsyncClient, place: str
):
    await Account.create(name="pot")
    processes = [start("read_then_write", place) for _ in range(3)]
    assert [outcome(process) for process in processes] == [(0, "")] * 3
    assert (await Account.get(name="pot")).balance == 300
    assert await Entry.all().count() == 300


@sqlite_only
def test_three_processes_may_open_a_new_database_at_once(place: str):
    processes = [start("open_only", place) for _ in range(3)]
    assert [outcome(process) for process in processes] == [(0, "")] * 3


async def test_a_killed_process_leaves_only_whole_transactions_and_all_it_has_reported(
    client: BaseDBAsyncClient, place: str
):
    await Account.create(name="pot")
    reported = 0
    for rounds in range(1, 6):
        process = start("pair_forever", place)
        assert process.stdout is not None
        for _ in range(rounds * 7):
            reported += process.stdout.readline() == "committed\n"
        process.kill()
        rest, _ = process.communicate(timeout=90)
        reported += rest.count("committed\n")
    entries = await Entry.all().count()
    assert entries % 2 == 0
    assert entries >= 2 * reported
    rows = await Entry.all().annotate(total=Sum("amount")).values("total")
    assert rows == [{"total": 0}]
    await Account.create(name="after")


@sqlite_only
async def test_the_counter_changes_with_a_commit_of_another_process_and_only_then(
    client: BaseDBAsyncClient, place: str
):
    await Account.create(name="pot")
    other = start("commit_when_told", place)
    assert other.stdin is not None
    assert other.stdout is not None
    with data_version(Path(place)) as counter:
        seen = {counter.read()}
        assert counter.read() in seen
        for number in range(3):
            other.stdin.write("go\n")
            other.stdin.flush()
            assert other.stdout.readline() == "committed\n"
            assert counter.read() not in seen
            seen.add(counter.read())
            assert len(seen) == number + 2
        assert outcome(other) == (0, "")


@sqlite_only
async def test_the_counter_sees_this_process_too_but_neither_reads_nor_rollbacks(
    client: BaseDBAsyncClient, place: str
):
    await Account.create(name="pot")
    with data_version(Path(place)) as counter:
        before = counter.read()
        await Account.all().count()
        assert counter.read() == before
        await Account.create(name="another")
        assert counter.read() != before
