"""Does the worker hold still while the house takes no changes, show that it lives, and go on afterwards?"""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from portal import worker
from portal.kernel import heartbeat, modes
from portal.kernel.heartbeat import Tally
from portal.kernel.jobs import Job
from portal.settings import Settings
from tests.cast import NOW


def now() -> datetime:
    return NOW


@pytest.mark.parametrize("name", ["read_only", "maintenance"])
async def test_nothing_is_sent_until_the_house_opens(var: Settings, monkeypatch, name):
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.01)
    stop, done = asyncio.Event(), []

    async def send(at: datetime) -> bool:
        done.append(modes.current().name)
        stop.set()
        return False

    modes.set_mode(name, now=NOW, by="tests")
    working = asyncio.create_task(worker.work([Job("send", 0, send)], stop, now))
    await asyncio.sleep(0.1)
    assert done == []
    modes.set_mode("degraded", now=NOW, by="tests")
    await asyncio.wait_for(working, 10)
    assert done == ["degraded"]


async def test_it_shows_that_it_lives_and_whether_it_holds_still(var: Settings):
    stop = asyncio.Event()
    modes.set_mode("maintenance", now=NOW, by="tests")
    beating = asyncio.create_task(worker._beat(stop, now))
    while heartbeat.last() is None:
        await asyncio.sleep(0.01)
    beat = heartbeat.last()
    assert beat is not None
    assert (beat.at, beat.held) == (NOW, True)
    assert heartbeat.all_held(NOW)
    stop.set()
    await beating


async def test_a_batch_that_still_runs_is_not_yet_held(var: Settings):
    stop, go = asyncio.Event(), asyncio.Event()

    async def slow(_: datetime) -> bool:
        await go.wait()
        return False

    running = asyncio.create_task(worker.once(Job("slow", 1, slow), now))
    await asyncio.sleep(0)
    modes.set_mode("maintenance", now=NOW, by="tests")
    beating = asyncio.create_task(worker._beat(stop, now))
    while heartbeat.last() is None:
        await asyncio.sleep(0.01)
    assert not heartbeat.all_held(NOW)
    go.set()
    await running
    stop.set()
    await beating


async def test_what_failed_is_counted_and_named_by_job_and_batch(var: Settings):
    async def fail(_: datetime) -> bool:
        raise ValueError("haneul@example.org")

    with capture_logs() as lines:
        await worker.once(Job("counted", 1, fail), now)
        await worker.once(Job("counted", 1, fail), now)
    one, other = lines
    assert one["job"] == other["job"] == "counted"
    assert one["batch"] != other["batch"]
    assert worker._tallies["counted"] == Tally(2, 2)


def test_beats_of_several_workers_are_read_together(var: Settings, monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 1)
    heartbeat.beat(NOW - timedelta(days=2), held=False, jobs={"a": Tally(99, 9)})
    monkeypatch.setattr(os, "getpid", lambda: 2)
    heartbeat.beat(NOW - timedelta(seconds=5), held=True, jobs={"a": Tally(1, 0)})
    monkeypatch.setattr(os, "getpid", lambda: 3)
    heartbeat.beat(NOW, held=False, jobs={"a": Tally(2, 1), "b": Tally(1, 0)})
    beat = heartbeat.last()
    assert beat is not None
    assert (beat.at, beat.held) == (NOW, False)
    assert beat.jobs == {"a": Tally(3, 1), "b": Tally(1, 0)}  # what nobody saw for two days is forgotten
    heartbeat.stop()
    assert heartbeat.all_held(NOW)
    (var.var / "workers" / "4.json").write_text("{")
    assert heartbeat.last() is not None
