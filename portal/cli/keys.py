"""How does an operator make the master keys? `portal keys make`."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from portal.kernel import keys
from portal.settings import settings

app = typer.Typer(help="Master keys: they wrap every case's own key.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Master keys: they wrap every case's own key."""


@app.command()
def make() -> None:
    """Make a new master key; it wraps from now on, the older ones still unwrap. Back it up apart from the data."""
    path = keys.make_master_key(settings().var / "keys", f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}")
    typer.echo(f"made {path}")
