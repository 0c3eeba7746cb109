"""Who plays the world outside in a demo? `portal demo mail` takes the letters, `portal demo backoffice` the cases."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import typer

from mail import inbound
from portal.rooms.demo.definition.people import CLIENT
from portal.rooms.demo.queries.system import secret_file, store_file
from portal.settings import settings
from sync.example import serve


def mail() -> None:
    """Run the mail server of the demo: every letter is kept in var/mail, none leaves this machine."""
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_mail())


async def _mail() -> None:
    work = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, work.cancel)  # type: ignore[union-attr]
    chosen = settings()
    try:
        await inbound.serve_maildir(
            "127.0.0.1",
            chosen.demo_mail_port,
            chosen.var / "mail",
            ready=lambda port: typer.echo(f"letters are taken on port {port}"),
        )
    except OSError as error:
        typer.echo(
            f"port {chosen.demo_mail_port} can't be used; choose another by PORTAL_DEMO_MAIL_PORT", err=True
        )
        raise typer.Exit(1) from error


def backoffice() -> None:
    """Run the example system of one department against the portal."""
    try:
        secret = secret_file().read_text()
    except FileNotFoundError as error:
        typer.echo("the department's system has no secret yet: run `portal demo prepare`", err=True)
        raise typer.Exit(1) from error
    asyncio.run(serve(settings().base_url, CLIENT, secret, store_file(), typer.echo))
