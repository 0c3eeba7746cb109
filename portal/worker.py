"""What does the second process do? The house's recurring jobs, each by itself, until told to stop.

A failing job is logged by type and place and tried again at its next turn; it never stops the others.
The process may be killed at any moment and may run twice: each job claims its rows by their state.
While the house takes no changes (`kernel.modes`) it does nothing but show that it is alive.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from time import perf_counter
from typing import Final

import structlog

from portal import house
from portal.kernel import heartbeat, modes
from portal.kernel.heartbeat import Tally
from portal.kernel.ids import short_id
from portal.kernel.jobs import Job
from portal.web import logs, tracing
from portal.web.clock import ReadClock, utc_now

LOOK_SECONDS: Final = 2.0
"""How soon a change of the mode is noticed while nothing may be done."""
SLOW_SECONDS: Final = 5.0
"""A batch that took longer is written down."""

_log = structlog.get_logger()
_tallies: dict[str, Tally] = {}
_busy: set[str] = set()


async def run(read_clock: ReadClock = utc_now) -> None:
    """Open the house and work until SIGTERM or SIGINT; what is running is finished first."""
    logs.configure()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with house.opened_when_there(read_clock):
        jobs = house.jobs()
        _log.info("worker-started", jobs=[job.name for job in jobs])
        beating = asyncio.create_task(_beat(stop, read_clock))
        await work(jobs, stop, read_clock)
        await beating
    heartbeat.stop()
    _log.info("worker-stopped")


async def work(jobs: Sequence[Job], stop: asyncio.Event, read_clock: ReadClock) -> None:
    """Run all jobs side by side until `stop` is set."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(job, stop, read_clock), name=job.name)


async def once(job: Job, read_clock: ReadClock) -> bool:
    """One batch of a job; True if more is waiting. An error is logged and is none of the caller's.

    Whatever is logged meanwhile names the job and the batch.
    """
    batch, failed, began = short_id(), "", perf_counter()
    tally = _tallies.setdefault(job.name, Tally())
    with (
        structlog.contextvars.bound_contextvars(job=job.name, batch=batch),
        tracing.span("internal") as span,
    ):
        _busy.add(job.name)
        try:
            return await job.run(read_clock())
        except Exception as error:
            failed = type(error).__qualname__
            tally.failed += 1
            _log.error("job-failed", job=job.name, batch=batch, **logs.describe(error))
            return False
        finally:
            _busy.discard(job.name)
            tally.run += 1
            seconds = perf_counter() - began
            if seconds > SLOW_SECONDS:
                _log.warning("job-slow", job=job.name, batch=batch, ms=round(seconds * 1000))
            span.settle(f"job {job.name}", {"portal.job": job.name, "portal.batch": batch}, failed=failed)


async def _repeat(job: Job, stop: asyncio.Event, read_clock: ReadClock) -> None:
    while not stop.is_set():
        if not modes.current().takes_changes:
            await _pause(stop, LOOK_SECONDS)
        elif not await once(job, read_clock):
            await _pause(stop, job.every_seconds)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _beat(stop: asyncio.Event, read_clock: ReadClock) -> None:
    """Show that the process is alive, and at once when it begins or ends to hold still."""
    told: bool | None = None
    since = heartbeat.EVERY_SECONDS
    while not stop.is_set():
        held = not (modes.current().takes_changes or _busy)
        if held != told or since >= heartbeat.EVERY_SECONDS:
            heartbeat.beat(read_clock(), held=held, jobs=_tallies)
            told, since = held, 0.0
        await _pause(stop, 1.0)
        since += 1.0
