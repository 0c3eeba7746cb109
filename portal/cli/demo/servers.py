"""Who plays the world outside? `portal demo mail` takes letters and texts, `portal demo backoffice` the cases."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import typer

from mail import inbound
from portal.cli.demo import text_messages
from portal.rooms.demo.definition.people import CLIENT
from portal.rooms.demo.queries.system import secret_file, store_file
from portal.settings import settings
from sync.example import serve


def mail() -> None:
    """Run the mail server and the SMS gateway of the demo: all is kept in var/mail, nothing leaves this machine."""
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_mail())


async def _mail() -> None:
    work = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, work.cancel)  # type: ignore[union-attr]
    chosen = settings()
    texts = loop.create_task(text_messages.serve())
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
    finally:
        texts.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await texts


def backoffice() -> None:
    """Run the example system of one department against the portal."""
    try:
        secret = secret_file().read_text()
    except FileNotFoundError as error:
        typer.echo("the department's system has no secret yet: run `portal demo prepare`", err=True)
        raise typer.Exit(1) from error
    asyncio.run(serve(settings().base_url, CLIENT, secret, store_file(), typer.echo))
