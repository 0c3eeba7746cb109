"""Has anybody changed the past? `portal ledger verify`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from portal import house
from portal.kernel import ledger, receipts
from portal.kernel.canonical import canonical
from portal.kernel.models import Case
from portal.kernel.record import inclusion, published, signing
from portal.kernel.record.published import Difference
from portal.kernel.record.roots import SignedRoot
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal

app = typer.Typer(help="The chain of events of every case.", no_args_is_help=True)

WORDS = {
    "changed": "was changed",
    "contents": "has other contents than were written",
    "missing": "is missing",
    "inserted": "was inserted, or the one before it rewritten",
    "head": "does not fit the case's head",
    "files": "brought other files than the case has now",
    "stage": "does not fit the case's stage",
}

DIFFERENCES = {
    "unknown_key": "was signed by a key that is not known here",
    "signature": "the signature does not fit what is said",
    "chain": "does not follow the day before",
    "gone": "was published, and is not kept here any more",
    "other": "what is kept here is not what was published",
    "root": "the heads kept here do not lead to the published root",
    "unreadable": "the heads kept here can't be read",
    "changed": "was changed since",
    "missing": "was removed since",
    "case_missing": "the case was removed since",
    "inserted": "was slipped in since, under an earlier time",
    "reentered": "the case had been lost and was entered again, from its receipt and the department's copy",
}


@app.callback()
def _group() -> None:
    """The chain of events of every case."""


@app.command()
def verify(
    roots: Annotated[
        Path | None,
        typer.Option(
            help="Published roots: a downloaded /ledger/roots.json, or a file with the auditor's mails."
        ),
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="A downloaded portal-keys.json. Else the public keys of this portal.")
    ] = None,
) -> None:
    """Walk every case's chain and name the first event that is wrong; exit 1 if any is.

    With published roots also what no chain shows: removed last events, rebuilt chains, removed or slipped-in cases.
    """
    try:
        kept = published.read(roots.read_text("utf-8")) if roots else []
        known = signing.read_key_set(json.loads(keys.read_text("utf-8"))) if keys else None
        verdict, differences = asyncio.run(_verify(kept, known))
    except (Refusal, OSError, ValueError) as error:
        typer.echo(str(error.message if isinstance(error, Refusal) else error), err=True)
        raise typer.Exit(2) from error
    for fault in verdict.faults:
        typer.echo(f"{fault.receipt_no}: event {fault.seq} {WORDS[fault.what]}")
    for each in differences:
        where = f"{each.receipt_no} event {each.seq}: " if each.seq else f"{each.receipt_no} ".lstrip()
        typer.echo(f"{each.day}: {where}{DIFFERENCES[each.what]}")
    typer.echo(f"{verdict.events} events of {verdict.cases} cases, {len(verdict.faults)} faults")
    if kept:
        typer.echo(f"{len(kept)} published roots, {len(differences)} differences")
    raise typer.Exit(1 if verdict.faults or differences else 0)


@app.command()
def prove(receipt_no: Annotated[str, typer.Argument(help="A receipt number.")]) -> None:
    """Print the proof that a case is part of the newest published root; exit 1 if it is in none."""
    found = asyncio.run(_prove(receipt_no))
    if found is None:
        typer.echo("No published root holds this case: a root is made after each midnight.", err=True)
        raise typer.Exit(1)
    typer.echo(canonical(found))


@app.command("verify-inclusion")
def verify_inclusion(
    proof: Annotated[Path, typer.Argument(help="A downloaded proof.json.")],
    roots: Annotated[
        Path | None,
        typer.Option(help="Published roots kept elsewhere: the proof's own must be one of them."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            help="A downloaded portal-keys.json: checks without a database. Else the keys of this portal."
        ),
    ] = None,
) -> None:
    """Check that a case was part of what was published; exit 1 if the proof does not lead there."""
    try:
        found = inclusion.read(proof.read_text("utf-8"))
        kept = published.read(roots.read_text("utf-8")) if roots else [found.root]
        known = signing.read_key_set(json.loads(keys.read_text("utf-8"))) if keys else None
        trusted = asyncio.run(_keys()) if known is None else known
    except (Refusal, OSError, ValueError) as error:
        typer.echo(str(error.message if isinstance(error, Refusal) else error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{found.receipt_no} event {found.seq}, root of {found.root.day}")
    if not found.proves(trusted):
        typer.echo("NOT PROVED: it does not lead to a root that a known key has signed")
        raise typer.Exit(1)
    if found.root not in kept:
        typer.echo("NOT PUBLISHED: its root is not among those that were kept")
        raise typer.Exit(1)
    typer.echo("proved: the case was part of what was published that day")


async def _prove(typed: str) -> dict[str, Any] | None:
    async with house.opened(datetime.now(UTC)):
        case = await Case.get_or_none(receipt_no=receipts.read(typed) or "")
        return await inclusion.proof_of(case) if case else None


async def _keys() -> Mapping[str, PublicKey]:
    async with house.opened(datetime.now(UTC)):
        return await signing.public_keys()


async def _verify(
    kept: Sequence[SignedRoot], known: Mapping[str, PublicKey] | None
) -> tuple[ledger.Verdict, list[Difference]]:
    async with house.opened(datetime.now(UTC)):
        verdict = await ledger.verify()
        if not kept:
            return verdict, []
        trusted = await signing.public_keys() if known is None else known
        return verdict, await published.compare(kept, trusted)
