"""How is the portal shown to somebody? `portal demo prepare|accounts|mail|backoffice|provider`, with DEMO=1 only."""

from __future__ import annotations

import typer

from portal.cli import lazily
from portal.settings import settings

COMMANDS = {
    "prepare": "portal.cli.demo.preparing:prepare",
    "accounts": "portal.cli.demo.guide:accounts",
    "mail": "portal.cli.demo.servers:mail",
    "backoffice": "portal.cli.demo.servers:backoffice",
    "provider": "portal.cli.demo.providers:provider",
}

app = typer.Typer(cls=lazily.group(COMMANDS), no_args_is_help=True)


@app.callback()
def only_in_a_demo() -> None:
    """A demo on this machine: people, a month of cases, a mailbox."""
    if not settings().demo:
        typer.echo("Demo people have known passwords: `portal demo` works with DEMO=1 only.", err=True)
        raise typer.Exit(1)
