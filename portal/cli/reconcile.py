"""Has every department's system got every message? `portal reconcile [--days 7] [--ask] [--resend]`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from portal.cli.working import in_house, now
from portal.kernel import reconcile as reconciling
from portal.kernel.deadlines import korean
from portal.kernel.reconcile import Tally


def reconcile(
    days: Annotated[
        int, typer.Option(min=1, max=reconciling.MOST_DAYS, help="so many days, today among them")
    ] = 7,
    department: Annotated[str, typer.Option(help="one department's code; otherwise all with a system")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="ask the systems what they have of these days")] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="send what is missing again, by the same ids")
    ] = False,
) -> None:
    """Per day and department: written, sent, received, acknowledged, missing. Exit 1 if something is missing."""
    found, sent = in_house(_reconcile(days, department, ask=ask, resend=resend))
    if found:
        typer.echo("day         department            written  sent  received  acknowledged  missing")
    for tally in found:
        received = "-" if tally.received is None else str(tally.received)
        typer.echo(
            f"{tally.day}  {tally.department:20}  {tally.written:7}  {tally.sent:4}  {received:>8}"
            f"  {tally.acknowledged:12}  {tally.missing:7}"
        )
    missing = sum(tally.missing for tally in found)
    typer.echo(f"{missing} missing" if missing else "nothing is missing")
    if ask:
        typer.echo("the systems are asked and answer when they fetch next: look again in a minute")
    if resend:
        typer.echo(f"{sent} offered again")
    raise typer.Exit(1 if missing > sent else 0)


async def _reconcile(days: int, department: str, *, ask: bool, resend: bool) -> tuple[list[Tally], int]:
    at = now()
    until = korean(at).date()
    since = until - timedelta(days=days - 1)
    among = [department] if department else await reconciling.departments()
    found = await reconciling.tallies(among, since, until, at)
    if ask:
        for tally in found:
            await reconciling.ask_for(tally.department, tally.day, at)
    return found, await reconciling.resend(among, since, until, at) if resend else 0
