"""How does an operator make and change the keys by which the house signs? `portal keys signing …`."""

from __future__ import annotations

import typer

from portal.cli.working import in_house, now
from portal.kernel.record import signing
from portal.kernel.record.signing import PublicKey

app = typer.Typer(
    help="Signing keys: receipts and the ledger's roots are signed by the newest.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """Signing keys: receipts and the ledger's roots are signed by the newest."""


@app.command()
def make() -> None:
    """Make the first signing key."""
    typer.echo(f"made {in_house(signing.make(now())).kid}")


@app.command()
def rotate() -> None:
    """Make a new key that signs from now on; old public halves stay valid for what they have signed."""
    typer.echo(f"made {in_house(signing.rotate(now())).kid}")


@app.command("list")
def list_() -> None:
    """All public keys, and which of them signs."""
    known, signs = in_house(_listed())
    for key in known.values():
        until = f"until {signing.stamp(key.retired_at)}" if key.retired_at else ""
        state = "signs" if key.kid == signs else until or "PRIVATE KEY MISSING: portal keys signing rotate"
        typer.echo(f"{key.kid}\tfrom {signing.stamp(key.not_before)}\t{state}")


async def _listed() -> tuple[dict[str, PublicKey], str]:
    known = await signing.public_keys()
    try:
        return known, (await signing.signer()).kid
    except signing.NoSigningKey:
        return known, ""
