"""What do the portal's processes run as in these tests? `python -m tests.faults.processes web|worker|office`.

The real applications, with a clock that starts at the tests' present and can be stepped, and with ways to hurt them
at a chosen place. Files in the folder FAULTS say by how much and when. The office is the example back office, only
quicker.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise import connections
from tortoise.exceptions import ConfigurationError

from portal import main, worker
from portal.cli import serve
from portal.database.sqlite_client import SqliteClient
from portal.settings import settings
from sync.example import Delays, Store, office
from sync.queue_client import connect
from tests.cast import NOW

FOLDER = Path(os.environ.get("FAULTS", "/nonexistent"))
DIE = FOLDER / "die-before-the-answer"
HOLD = FOLDER / "hold"
FULL = FOLDER / "full"
"""While it stands, SQLite may not grow its file: as on a full disk."""
AHEAD = FOLDER / "ahead"
"""Holds the seconds by which the clocks of all processes were stepped."""
_MOST_PAGES = 0xFFFFFFFE
_QUICK = Delays(*(timedelta(milliseconds=ms) for ms in (0, 100, 200, 300)))


def now() -> datetime:
    """The tests' present, and what has gone by since they began."""
    gone = time.time() - float(os.environ["FAULTS_BEGAN"])
    ahead = float(AHEAD.read_text()) if AHEAD.exists() else 0.0
    return (NOW + timedelta(seconds=gone + ahead)).astimezone(UTC)


class Hurt:
    """Outermost middleware: a filing waits while HOLD stands; once, with DIE, its answer is never sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arrived = 0
        self.room = Room()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.room.look()
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].endswith("/file"):
            await self.app(scope, receive, send)
            return
        if HOLD.exists():
            self.arrived += 1
            (FOLDER / f"arrived-{self.arrived}").touch()
            while HOLD.exists():
                await asyncio.sleep(0.01)

        async def perhaps(message: Message) -> None:
            if DIE.exists():
                DIE.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await self.app(scope, receive, perhaps)


class Room:
    """How far this process's writer may let the database grow, by the file FULL."""

    def __init__(self) -> None:
        self.full = False

    async def look(self) -> None:
        """Take over what the file says now."""
        if FULL.exists() == self.full or settings().on_postgres:
            return
        self.full = not self.full
        client, most = connections.get("default"), 1 if self.full else _MOST_PAGES
        assert isinstance(client, SqliteClient)
        async with client._lock:
            await (await client.writer()).run(lambda wire: wire.execute(f"PRAGMA max_page_count = {most}"))

    async def watch(self) -> None:
        """For a process without requests."""
        while True:
            await asyncio.sleep(0.1)
            with contextlib.suppress(ConfigurationError):  # the house is not open yet
                await self.look()


def portal() -> ASGIApp:
    """The whole portal, able to be hurt."""
    made: Starlette = main.create_app(read_clock=now)
    return Hurt(made)


async def _work() -> None:
    watching = asyncio.create_task(Room().watch())
    await worker.run(now)
    watching.cancel()


async def _office() -> None:
    """BACKOFFICE: address, client, secret and store, with spaces between."""
    base, client, secret, path = os.environ["BACKOFFICE"].split(" ")
    office.PAUSE_SECONDS, office.LONGEST_PAUSE_SECONDS = 0.1, 1.0  # type: ignore[misc]
    store = Store(Path(path))
    async with connect(base, client, secret) as line:
        await office.run(line, store, lambda _: None, asyncio.Event(), _QUICK)


if __name__ == "__main__":
    if sys.argv[1] == "web":
        serve.listen("tests.faults.processes:portal")
    else:
        asyncio.run({"worker": _work, "office": _office}[sys.argv[1]]())
