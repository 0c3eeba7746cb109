"""What happens in one round? Guests file, the department's system moves, and everything dies at any moment.

Everything is a process of its own: the web, two workers, the example back office, on PostgreSQL the server too. What
comes when is drawn from one seed; what it hits is what is under way just then.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.engines import Engine, Queue
from tests.faults.guests import ByPages, by_request
from tests.faults.processes import AHEAD, FULL
from tests.faults.town import Process, await_web, new_key

MOVES: Final = 4
"""The example back office answers a report by four moves."""
GUESTS: Final = 5
WITH_PHOTO: Final = 12
"""One filing in so many comes page by page, with a photo."""
AHEAD_OF_OFFICE: Final = 40
"""So many filings may wait for the department's system: both go on until the end."""
KILLS: Final = {"web": 5, "worker-1": 3, "worker-2": 2, "office": 3, "database": 3, "broker": 3}
ONCE: Final = ("pause", "away", "full", "back", "forward", "silent")
"""Faults of which each round has three, one after another through the rounds."""
SILENT_SECONDS: Final = 60.0
ON_THE_WAY: Final = (
    "SELECT count(*) FROM outbox_message WHERE state <> 'acknowledged'",
    "SELECT count(*) FROM notice WHERE state = 'pending'",
    "SELECT count(*) FROM inbox_message WHERE state = 'waiting'",
)
SETTLES_IN: Final = 400
STILL: Final = 4
"""Seconds without any change after which only a clock can help."""
LEASES_END: Final = 200
"""Seconds after which every lease and claim has ended (2 and 3 minutes)."""


@dataclass
class Storm:
    """One round: its processes, and what came of it."""

    engine: Engine
    queue: Queue
    port: int
    folder: Path
    filings: int
    number: int
    dice: random.Random
    store: Path
    receipts: dict[str, str] = field(default_factory=dict)
    again: dict[str, Callable[[], str]] = field(default_factory=dict)
    hits: list[str] = field(default_factory=list)
    ahead: int = 0

    def __post_init__(self) -> None:
        roles = {"web": "web", "worker-1": "worker", "worker-2": "worker", "office": "office"}
        self.processes = {name: Process(role, self.folder / f"{name}.log") for name, role in roles.items()}

    async def run(self) -> None:
        """Until every guest has a receipt and every case was answered, sent and told."""
        for name in self.processes:
            await self.start(name)
        keys = [new_key() for _ in range(self.filings)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hit_again_and_again())
            for number in range(GUESTS):
                group.create_task(self._file_each(keys[number::GUESTS], number))
        await self._settle()
        for key in self.dice.sample(keys, min(20, len(keys))):
            said = await asyncio.to_thread(self.again[key])
            assert said == self.receipts[key], f"{key}: first {self.receipts[key]}, then {said}"

    def stop(self) -> None:
        """Kill whatever runs, and close the browsers."""
        for process in self.processes.values():
            process.stop()
        for one in self.again.values():
            if isinstance(one, ByPages):
                one.close()

    async def start(self, name: str) -> None:
        self.processes[name].start()
        if name == "web":
            await asyncio.to_thread(await_web, self.processes[name], self.port)

    @property
    def progress(self) -> int:
        """How many filings and moves are done."""
        return len(self.receipts) + self._moved()

    def _moved(self) -> int:
        if not self.store.exists():
            return 0
        with closing(sqlite3.connect(f"{self.store.as_uri()}?mode=ro", uri=True, timeout=30)) as store:
            try:
                return int(store.execute("SELECT count(*) FROM status WHERE state = 'applied'").fetchone()[0])
            except sqlite3.OperationalError:
                return 0  # its table is being made

    async def _file_each(self, keys: list[str], offset: int) -> None:
        for place, key in enumerate(keys):
            while len(self.receipts) > self._moved() / MOVES + AHEAD_OF_OFFICE:
                await asyncio.sleep(0.1)
            paged = (place + offset) % WITH_PHOTO == 0
            self.again[key] = ByPages(self.port, key) if paged else by_request(self.port, key)
            self.receipts[key] = await asyncio.to_thread(self.again[key])

    async def _hit_again_and_again(self) -> None:
        plan = self._plan()
        marks = sorted(self.dice.sample(range(10, int(self.filings * (1 + MOVES) * 0.9)), len(plan)))
        for mark, fault in zip(marks, plan, strict=True):
            while self.progress < mark:
                await asyncio.sleep(0.02)
            await asyncio.sleep(self.dice.uniform(0, 0.2))
            self.hits.append(fault)
            await self._hit(fault)

    def _plan(self) -> list[str]:
        plan = [name for name, times in KILLS.items() for _ in range(times)]
        if not self.engine.mortal:
            plan = [name for name in plan if name != "database"]
        if not self.queue.mortal:
            plan = [name for name in plan if name != "broker"]
        # A server's disk is not ours to fill, and a queue in the database is away only with it.
        left_out = {"full"} if self.engine.mortal else set()
        left_out |= set() if self.queue.mortal else {"silent"}
        once = [name for name in ONCE if name not in left_out]
        plan += [once[(self.number * 3 + turn) % len(once)] for turn in range(3)]
        self.dice.shuffle(plan)
        return plan

    async def _hit(self, fault: str) -> None:
        if fault in self.processes:
            self.processes[fault].kill()
            await self.start(fault)
        elif fault in {"database", "broker"}:
            victim = self.engine if fault == "database" else self.queue
            await asyncio.to_thread(victim.kill)
            await asyncio.sleep(self.dice.uniform(0, 1))
            await asyncio.to_thread(victim.start)
        else:
            once: dict[str, Callable[[], Awaitable[None]]] = {
                "pause": self._pause,
                "away": self.engine.away,
                "full": self._fill,
                "silent": self._silence,
                "back": lambda: self._step(-self.dice.randint(20, 120)),
                "forward": lambda: self._step(self.dice.randint(60, 600)),
            }
            await once[fault]()

    async def _step(self, seconds: int) -> None:
        """Step the clocks of all the portal's processes."""
        self.ahead += seconds
        fresh = self.folder / "fresh"
        fresh.write_text(str(self.ahead))
        fresh.rename(self.folder / AHEAD.name)

    async def _pause(self) -> None:
        """A worker stands still until another has taken over all it held; then it goes on as if nothing were."""
        running = self.processes[self.dice.choice(["worker-1", "worker-2"])].running
        assert running is not None
        running.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.5)
        await self._step(LEASES_END)
        await asyncio.sleep(2)
        running.send_signal(signal.SIGCONT)

    async def _fill(self) -> None:
        """For some seconds the database may not grow (SQLite; a server's disk is not ours to fill)."""
        (self.folder / FULL.name).touch()
        await asyncio.sleep(3)
        (self.folder / FULL.name).unlink()

    async def _silence(self) -> None:
        """The broker is away for a minute; filing goes on."""
        await asyncio.to_thread(self.queue.kill)
        await asyncio.sleep(SILENT_SECONDS)
        await asyncio.to_thread(self.queue.start)

    async def _settle(self) -> None:
        """Wait until nothing is on its way; while nothing moves, the clock runs on past leases and waits."""
        before, still, ends = [-1], 0, time.monotonic() + SETTLES_IN
        while True:
            assert time.monotonic() < ends, f"on its way: {before}"
            counts = [await asyncio.to_thread(self.engine.count, sql) for sql in ON_THE_WAY]
            if not any(counts) and self._idle():
                return
            counts.append(self._moved())
            still = still + 1 if counts == before else 0
            if still == STILL:
                await self._step(LEASES_END)
                still = 0
            before = counts
            await asyncio.sleep(1)

    def _idle(self) -> bool:
        """The department's system has nothing planned and nothing unsettled."""
        with closing(sqlite3.connect(f"{self.store.as_uri()}?mode=ro", uri=True, timeout=30)) as store:
            plans = store.execute("SELECT count(*) FROM plan").fetchone()[0]
            sent = store.execute("SELECT count(*) FROM status WHERE state IN ('', 'waiting')").fetchone()[0]
        return not plans and not sent
