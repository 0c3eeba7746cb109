"""Which departments' systems may talk to the portal? `portal backoffice add|rotate|retire|close|list`."""

from __future__ import annotations

import typer

from portal.cli.working import in_house, now
from portal.kernel import back_offices

app = typer.Typer(help="Departments' own systems and their secrets.", no_args_is_help=True)


@app.command()
def add(client: str, department: str) -> None:
    """Make a department's system known and print its secret: it is shown this once."""
    _print_secret(client, in_house(back_offices.add(client, department, now())))


@app.command()
def rotate(client: str) -> None:
    """Print a new secret, valid beside the present one; then change it over there, then `retire`."""
    _print_secret(client, in_house(back_offices.rotate(client)))


@app.command()
def retire(client: str) -> None:
    """End the older of two valid secrets."""
    ended = in_house(back_offices.retire(client))
    typer.echo("the older secret has ended" if ended else "there is only one secret; nothing was changed")


@app.command()
def close(client: str) -> None:
    """Refuse this system from now on."""
    in_house(back_offices.close(client))
    typer.echo(f"{client} is closed")


@app.command("list")
def list_() -> None:
    """List the known systems."""
    for office in in_house(back_offices.listed()):
        secrets = 2 if office.next_secret_hash else 1
        state = "open" if office.active else "closed"
        typer.echo(f"{office.client}\t{office.department}\t{state}\t{secrets} secret(s)")


def _print_secret(client: str, secret: str) -> None:
    typer.echo("Shown this once. The system sends it as")
    typer.echo(f"Authorization: Bearer {client}:{secret}")
