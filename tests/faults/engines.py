"""On which engines does a storm run, and how are they hurt? `ENGINES` for the data, `QUEUES` for the messages.

For a queue, `settings` name it to the portal, `address` to the department's system, `kill` and `start` are its death
and its return, and the storm does the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from tests.postgres import Server, server
from tests.rabbit import HOST, PASSWORD, Broker, broker

LOCKED_SECONDS: Final = 17.0
"""Longer than a writer waits for SQLite's lock (15 s)."""
AWAY_SECONDS: Final = 5.0


class Engine(Protocol):
    """What keeps the data. `mortal`: it is a process of its own, which can be killed and started again."""

    mortal: bool
    settings: dict[str, str]

    def kill(self) -> None:
        """Without a chance to say goodbye."""
        ...

    def start(self) -> None:
        """Again, on what is on disk."""
        ...

    async def away(self) -> None:
        """Nobody gets anything written for a while."""
        ...

    def count(self, sql: str) -> int:
        """The number that a statement finds, asked past the portal."""
        ...


class Sqlite:
    """The file of one machine."""

    mortal = False

    def __init__(self, var: Path) -> None:
        self.path, self.settings = var / "portal.sqlite3", dict[str, str]()

    def kill(self) -> None:
        raise AssertionError("it dies with the portal's processes")

    def start(self) -> None:
        raise AssertionError("it lives with the portal's processes")

    async def away(self) -> None:
        """Somebody holds the writer's lock for longer than anybody waits."""
        await asyncio.to_thread(_lock, self.path)

    def count(self, sql: str) -> int:
        with contextlib.closing(
            sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=60)
        ) as found:
            return int(found.execute(sql).fetchone()[0])


def _lock(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED_SECONDS)
        other.execute("ROLLBACK")


class Postgres:
    """A server of its own for one round."""

    mortal = True

    def __init__(self, running: Server) -> None:
        self.running, self.database = running, running.create()
        self.settings = {"DATABASE_URL": running.url(self.database)}

    def kill(self) -> None:
        """The server and all its processes at once, as a power cut does."""
        parent = int((self.running.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for process in (parent, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def start(self) -> None:
        """It recovers from its log first."""
        for _ in range(20):
            with contextlib.suppress(RuntimeError):
                self.running.start()
                return
        self.running.start()

    async def away(self) -> None:
        await asyncio.to_thread(self.running.stop, "immediate")
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(self.start)

    def count(self, sql: str) -> int:
        return int(self.running.answer(sql, self.database))


class Queue(Protocol):
    """What carries the messages to the departments. `settings` name it to the portal."""

    mortal: bool
    settings: dict[str, str]

    def address(self, portal: str) -> str:
        """Where the department's system takes its messages; `portal` is the portal's own address."""
        ...

    def kill(self) -> None:
        """Without a chance to say goodbye."""
        ...

    def start(self) -> None:
        """Again, on what is on disk."""
        ...


class InDatabase:
    """The outbox table itself, leased over HTTPS: it lives and dies with the database and the web."""

    mortal = False

    def __init__(self) -> None:
        self.settings = dict[str, str]()

    def address(self, portal: str) -> str:
        return portal

    def kill(self) -> None:
        raise AssertionError("it is no process")

    def start(self) -> None:
        raise AssertionError("it is no process")


class Rabbit:
    """A broker of its own for one round, with quorum queues on disk."""

    mortal = True

    def __init__(self, running: Broker) -> None:
        self.running = running
        self.settings = {"QUEUE_URL": running.url()}

    def address(self, portal: str) -> str:
        return f"amqp://construction-1:{PASSWORD}@{HOST}:{self.running.port}/?department=construction"

    def kill(self) -> None:
        self.running.kill()

    def start(self) -> None:
        self.running.start()


@contextmanager
def _sqlite(var: Path) -> Iterator[Engine]:
    yield Sqlite(var)


@contextmanager
def _postgres(var: Path) -> Iterator[Engine]:
    with server() as running:
        yield Postgres(running)


@contextmanager
def _in_database(var: Path) -> Iterator[Queue]:
    yield InDatabase()


@contextmanager
def _rabbitmq(var: Path) -> Iterator[Queue]:
    with broker() as running:
        yield Rabbit(running)


ENGINES: Final[Mapping[str, Callable[[Path], contextlib.AbstractContextManager[Engine]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgres,
}
QUEUES: Final[Mapping[str, Callable[[Path], contextlib.AbstractContextManager[Queue]]]] = {
    "database": _in_database,
    "rabbitmq": _rabbitmq,
}
PAIRS: Final = (("sqlite", "database"), ("postgresql", "rabbitmq"))
"""What a district of one machine has, and what one of many has: both ends of the table of engines."""


def has_postgres() -> bool:
    """Whether PostgreSQL is on this machine."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))
