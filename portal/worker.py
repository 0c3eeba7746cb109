"""What does the second process do? The house's recurring jobs, each by itself, until told to stop.

A failing job is logged by type and place and tried again at its next turn; it never stops the others.
The process may be killed at any moment and may run twice: each job claims its rows by their state.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Sequence

import structlog

from portal import house
from portal.kernel.jobs import Job
from portal.web import logs
from portal.web.clock import ReadClock, utc_now

_log = structlog.get_logger()


async def run(read_clock: ReadClock = utc_now) -> None:
    """Open the house and work until SIGTERM or SIGINT; what is running is finished first."""
    logs.configure()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with house.opened(read_clock()):
        _log.info("worker-started", jobs=[job.name for job in house.jobs()])
        await work(house.jobs(), stop, read_clock)
    _log.info("worker-stopped")


async def work(jobs: Sequence[Job], stop: asyncio.Event, read_clock: ReadClock) -> None:
    """Run all jobs side by side until `stop` is set."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(job, stop, read_clock), name=job.name)


async def once(job: Job, read_clock: ReadClock) -> bool:
    """One batch of a job; True if more is waiting. An error is logged and is none of the caller's."""
    try:
        return await job.run(read_clock())
    except Exception as error:
        _log.error("job-failed", job=job.name, **logs.describe(error))
        return False


async def _repeat(job: Job, stop: asyncio.Event, read_clock: ReadClock) -> None:
    while not stop.is_set():
        if await once(job, read_clock):
            continue
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), job.every_seconds)
