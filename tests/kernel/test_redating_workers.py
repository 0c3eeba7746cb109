"""Is each case moved once, whatever befalls the workers that do it?"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from uuid import UUID

import pytest

from portal import house as composition
from portal.kernel import holidays, keys, ledger, outbox
from portal.kernel.cases import redating
from portal.kernel.cases.clock import due_of
from portal.kernel.models import Case, Event
from tests.cast import NOW, hire
from tests.kernel.test_cases_move import _go
from tests.kernel.test_redating import declare, permit, redate, redated


async def test_of_two_workers_each_case_is_moved_by_one(house, monkeypatch):
    monkeypatch.setattr(redating, "WRITE", 3)
    made = [await permit(house) for _ in range(10)]
    await declare()
    await asyncio.gather(redate(), redate(), redate())
    for case in made:
        assert len(await redated(case)) == 1
    change = (await holidays.changes(1))[0]
    assert (change.state, change.looked, change.redated) == ("done", 10, 10)


async def test_a_batch_that_is_broken_off_is_done_again_whole(house, monkeypatch):
    made = [await permit(house) for _ in range(4)]
    await declare()
    compose = outbox.compose

    def breaks(case, event):
        if case.id == made[2].id:
            raise RuntimeError
        return compose(case, event)

    monkeypatch.setattr(outbox, "compose", breaks)
    with pytest.raises(RuntimeError):
        await redate()
    assert await Event.filter(kind="redated").count() == 0
    monkeypatch.undo()
    await redate()
    assert await Event.filter(kind="redated").count() == 4


async def test_a_holiday_declared_while_a_case_is_accepted_is_counted_either_way(house):
    case = await permit(house, accepted=False)
    await asyncio.gather(_go(case, house.minsu, "accept"), declare())
    await redate()
    case = await Case.get(id=case.id)
    assert case.due_at == due_of(case, await holidays.current_calendar())


WORKER = """
import asyncio, sys
from datetime import datetime
from portal import house
from portal.kernel.cases import redating
redating.WRITE = 2
async def work(now):
    async with house.opened(now):
        print("open", flush=True)
        sys.stdin.readline()
        while await redating.redate_some(now):
            print("batch", flush=True)
            await asyncio.sleep(0.01)
asyncio.run(work(datetime.fromisoformat(sys.argv[1])))
"""


def _worker() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, NOW.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(composition.__file__).parents[1])},
    )


@pytest.mark.slow
def test_two_workers_killed_in_the_middle_go_on_where_they_stopped_and_no_case_moves_twice(var):
    made = asyncio.run(_prepared())
    both = [_worker(), _worker()]
    for one in both:
        assert _out(one).readline() == "open\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in both:
        assert _out(one).readline() == "batch\n"
    for one in both:
        one.kill()
        one.communicate()
    counts, looked = asyncio.run(_finished(made))
    assert counts == [1] * len(made)
    assert looked == ("done", len(made), len(made))


def _out(worker: subprocess.Popen[str]) -> IO[str]:
    assert worker.stdout is not None
    return worker.stdout


async def _prepared() -> list[UUID]:
    async with composition.opened(NOW):
        cast = await hire()
        made = [(await permit(cast)).id for _ in range(60)]
        await declare()
        return made


async def _finished(made: Sequence[UUID]) -> tuple[list[int], tuple[str, int, int]]:
    async with composition.opened(NOW):
        assert (await holidays.changes(1))[0].state == "pending"
        await redate()
        change = (await holidays.changes(1))[0]
        assert (await ledger.verify()).faults == ()
        counts = [await Event.filter(case_id=one, kind="redated").count() for one in made]
        return counts, (change.state, change.looked, change.redated)


async def test_a_case_that_can_not_be_read_holds_no_other_one_back(house, monkeypatch):
    made = [await permit(house) for _ in range(3)]
    read = redating.petitioner_of  # type: ignore[attr-defined]

    def unreadable(case, key):
        if case.id == made[1].id:
            raise keys.SealBroken
        return read(case, key)

    monkeypatch.setattr(redating, "petitioner_of", unreadable)
    await declare()
    await redate()
    assert [len(await redated(case)) for case in made] == [1, 0, 1]
    change = (await holidays.changes(1))[0]
    assert (change.state, change.redated, change.stuck) == ("done", 2, 1)
    assert (await ledger.verify()).faults == ()
