"""What do the portal's processes run as in these tests? `python -m tests.faults.processes web|worker`.

The real applications, with a clock that starts at the tests' present and can be set forward, and with two ways
to hurt the web process at a chosen place. Files in the folder FAULTS say by how much and when.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import main, worker
from portal.cli import serve
from tests.cast import NOW

FOLDER = Path(os.environ.get("FAULTS", "/nonexistent"))
DIE = FOLDER / "die-before-the-answer"
HOLD = FOLDER / "hold"
AHEAD = FOLDER / "ahead"
"""Holds the seconds by which the clocks of all processes were set forward."""


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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


def portal() -> ASGIApp:
    """The whole portal, able to be hurt."""
    made: Starlette = main.create_app(read_clock=now)
    return Hurt(made)


if __name__ == "__main__":
    if sys.argv[1] == "web":
        serve.listen("tests.faults.processes:portal")
    else:
        asyncio.run(worker.run(now))
