"""Which departments' systems may talk to the portal? `portal backoffice add|rotate|retire|close|list`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import typer

from portal import house
from portal.kernel import back_offices
from portal.kernel.refusals import Refusal

app = typer.Typer(help="Departments' own systems and their secrets.", no_args_is_help=True)
T = TypeVar("T")


@app.command()
def add(client: str, department: str) -> None:
    """Make a department's system known and print its secret: it is shown this once."""
    _print_secret(client, _in_house(lambda: back_offices.add(client, department, datetime.now(UTC))))


@app.command()
def rotate(client: str) -> None:
    """Print a new secret, valid beside the present one; then change it over there, then `retire`."""
    _print_secret(client, _in_house(lambda: back_offices.rotate(client)))


@app.command()
def retire(client: str) -> None:
    """End the older of two valid secrets."""
    ended = _in_house(lambda: back_offices.retire(client))
    typer.echo("the older secret has ended" if ended else "there is only one secret; nothing was changed")


@app.command()
def close(client: str) -> None:
    """Refuse this system from now on."""
    _in_house(lambda: back_offices.close(client))
    typer.echo(f"{client} is closed")


@app.command("list")
def list_() -> None:
    """List the known systems."""
    for office in _in_house(back_offices.listed):
        secrets = 2 if office.next_secret_hash else 1
        state = "open" if office.active else "closed"
        typer.echo(f"{office.client}\t{office.department}\t{state}\t{secrets} secret(s)")


def _print_secret(client: str, secret: str) -> None:
    typer.echo("Shown this once. The system sends it as")
    typer.echo(f"Authorization: Bearer {client}:{secret}")


def _in_house(act: Callable[[], Awaitable[T]]) -> T:
    async def inside() -> T:
        async with house.opened(datetime.now(UTC)):
            return await act()

    try:
        return asyncio.run(inside())
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None
