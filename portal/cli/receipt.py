"""Is this receipt one of ours, and what does it say? `portal receipt verify FILE`, or `-` for what is typed in."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portal import house
from portal.kernel.record import inclusion, signed_receipts, signing
from portal.kernel.record.signed_receipts import Checked
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal

app = typer.Typer(help="Signed receipts.", no_args_is_help=True)

FOUND = {
    signed_receipts.GENUINE: "genuine",
    signed_receipts.CHANGED: "CHANGED: the signature does not fit what is said",
    signed_receipts.UNKNOWN_KEY: "UNKNOWN KEY: not signed by any key known here",
    signed_receipts.UNREADABLE: "not a signed receipt",
}
STANDING = {
    signed_receipts.STANDS: "the record here says the same",
    signed_receipts.REENTERED: "the case was lost here and entered again from its receipt",
    signed_receipts.DIFFERS: "THE RECORD HERE SAYS SOMETHING ELSE",
    signed_receipts.GONE: "THE CASE IS NOT IN THE RECORD HERE",
}
KEPT = {"", signed_receipts.STANDS, signed_receipts.REENTERED}


@app.callback()
def _group() -> None:
    """Signed receipts."""


@app.command()
def verify(
    source: Annotated[
        str, typer.Argument(help="A file with the receipt's text, or - to read what is typed in.")
    ],
    proof: Annotated[
        Path | None,
        typer.Option(help="A downloaded proof.json: the case must have been part of what was published."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            help="A downloaded portal-keys.json: checks without a database. Else the keys of this portal."
        ),
    ] = None,
) -> None:
    """Check a signed receipt; exit 1 unless it is genuine and, with a database, the record says the same."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        known = signing.read_key_set(json.loads(keys.read_text("utf-8"))) if keys else None
        told = inclusion.read(proof.read_text("utf-8")) if proof else None
        checked, standing, trusted = asyncio.run(_checked(text, known))
    except (Refusal, OSError, ValueError) as error:
        typer.echo(str(error.message if isinstance(error, Refusal) else error), err=True)
        raise typer.Exit(2) from error
    typer.echo(FOUND[checked.result])
    for name, value in checked.said.items():
        typer.echo(f"  {name}\t{value}")
    if standing:
        typer.echo(STANDING[standing])
    proved = told is None or (bool(checked.said) and told.fits(checked.said) and told.proves(trusted))
    if told is not None:
        said = "the proof shows it in the root of" if proved else "THE PROOF DOES NOT SHOW IT in the root of"
        typer.echo(f"{said} {told.root.day}")
    good = proved and checked.result == signed_receipts.GENUINE and standing in KEPT
    raise typer.Exit(0 if good else 1)


async def _checked(
    text: str, known: Mapping[str, PublicKey] | None
) -> tuple[Checked, str, Mapping[str, PublicKey]]:
    if known is not None:
        return signed_receipts.check(text, known), "", known
    async with house.opened(datetime.now(UTC)):
        known = await signing.public_keys()
        found = signed_receipts.check(text, known)
        genuine = found.result == signed_receipts.GENUINE
        return found, await signed_receipts.standing(found) if genuine else "", known
