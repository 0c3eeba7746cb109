"""Has anybody changed the past? `portal ledger verify`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from portal import house
from portal.kernel import ledger
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


@app.callback()
def _group() -> None:
    """The chain of events of every case."""


@app.command()
def verify() -> None:
    """Walk every case's chain and name the first event that is wrong; exit 1 if any is."""
    try:
        verdict = asyncio.run(_verify())
    except Refusal as refusal:
        typer.echo(str(refusal.message), err=True)
        raise typer.Exit(2) from refusal
    for fault in verdict.faults:
        typer.echo(f"{fault.receipt_no}: event {fault.seq} {WORDS[fault.what]}")
    typer.echo(f"{verdict.events} events of {verdict.cases} cases, {len(verdict.faults)} faults")
    raise typer.Exit(1 if verdict.faults else 0)


async def _verify() -> ledger.Verdict:
    async with house.opened(datetime.now(UTC)):
        return await ledger.verify()
