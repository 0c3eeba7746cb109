"""The portal's own processes at the tests' present: `python -m tests.browser.at set-up|web|worker|mail`.

The processes are the product's; only their clock is moved, so that holidays, periods and weekdays of the tests
never depend on the day they run. PORTAL_TEST_LAG says by how many seconds the clock is behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette

from mail import inbound
from portal import house, main, worker
from portal.cli import serve
from portal.database.migrate import migrate
from portal.kernel import holidays, keys, people
from portal.kernel.record import roots, signing
from portal.settings import settings, tortoise_config

STAFF = {
    "minsu": ("박민수", ("clerk:construction", "clerk:cleaning")),
    "jiho": ("한지호", ("clerk:traffic", "clerk:environment")),
    "sora": ("이소라", ("front_desk",)),
    "yuna": ("최유나", ("auditor",)),
    "jeonghee": ("김정희", ("supervisor:construction", "supervisor:cleaning")),
    "admin": ("정관리", ("administrator",)),
}


def clock() -> datetime:
    """The moved clock; it runs as fast as the real one."""
    return datetime.now(UTC) - timedelta(seconds=float(os.environ["PORTAL_TEST_LAG"]))


def create_app() -> Starlette:
    """The web application on the moved clock."""
    return main.create_app(clock)


async def set_up() -> None:
    """A fresh machine with holidays and staff; prints how each may sign in, as JSON."""
    keys.make_master_key(settings().var / "keys", "2026-01-01")
    await migrate(tortoise_config())
    made = {}
    async with house.opened(clock()):
        await holidays.load_holidays(holidays.PACKAGED, now=clock())
        await signing.make(clock())
        await roots.make_daily(clock())
        for login, (name, rights) in STAFF.items():
            account = await people.add(
                login,
                name,
                "051-000-4111",
                [people.read_right(right) for right in rights],
                by="tests",
                now=clock(),
            )
            made[login] = {"password": account.password, "seed": account.seed}
    print(json.dumps(made))  # noqa: T201


async def take_mail() -> None:
    """The mailbox: every letter is kept under var/mail."""
    loop, work = asyncio.get_running_loop(), asyncio.current_task()
    assert work is not None
    loop.add_signal_handler(signal.SIGTERM, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await inbound.serve_maildir("127.0.0.1", settings().demo_mail_port, settings().var / "mail")


COMMANDS: dict[str, Callable[[], None]] = {
    "set-up": lambda: asyncio.run(set_up()),
    "web": lambda: serve.listen("tests.browser.at:create_app"),
    "worker": lambda: asyncio.run(worker.run(clock)),
    "mail": lambda: asyncio.run(take_mail()),
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]]()
