"""How does a case come back that the last backup did not have? `portal case re-enter`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portal import house
from portal.kernel import reentry
from portal.kernel.models import Case
from portal.kernel.moves import SYSTEM
from portal.kernel.record import signing
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal
from sync import copies

app = typer.Typer(help="Single cases.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Single cases."""


@app.command("re-enter")
def re_enter(
    receipt: Annotated[Path, typer.Option(help="The petitioner's signed receipt, as a file.")],
    copy: Annotated[
        Path, typer.Option(help="What the department's system kept of the case (portal-copy/1).")
    ],
    keys: Annotated[
        Path | None,
        typer.Option(help="A downloaded portal-keys.json, if the receipt's key was made after the backup."),
    ] = None,
) -> None:
    """Enter a case again that was filed after the last backup, under its own number and with its own times.

    Exit 1 if receipt and copy do not belong together, or the case stands.
    """
    try:
        known = signing.read_key_set(json.loads(keys.read_text("utf-8"))) if keys else None
        case = asyncio.run(_enter(receipt.read_text("utf-8"), copies.read(copy.read_text("utf-8")), known))
    except (OSError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except Refusal as refusal:
        typer.echo(str(refusal.message), err=True)
        raise typer.Exit(1) from refusal
    typer.echo(f"{case.receipt_no}\t{case.stage}\tfiled {case.submitted_at.isoformat()}")
    if case.due_at is not None:
        typer.echo(f"due\t{case.due_at.isoformat()}")
    typer.echo(f"next message to the department: {case.out_seq + 1}, from it: {case.in_seq + 1}")


async def _enter(receipt: str, copy: reentry.Copy, known: Mapping[str, PublicKey] | None) -> Case:
    now = datetime.now(UTC)
    async with house.opened(now):
        trusted = await signing.public_keys()
        if known is not None:
            # Our own list wins: a downloaded one can only add to it.
            trusted = {**known, **trusted}
        return await reentry.enter_again(receipt, copy, known=trusted, actor=SYSTEM, now=now)
