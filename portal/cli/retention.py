"""How are closed cases disposed of by hand? `portal retention due | destroy`; decisions are made at the desk."""

from __future__ import annotations

from typing import Annotated, TypeVar
from uuid import UUID

import typer

from portal.cli.working import in_house, now
from portal.kernel import destruction, people, permissions, retention
from portal.kernel.moves import SYSTEM

app = typer.Typer(help="Cases whose retention has run out.", no_args_is_help=True)
T = TypeVar("T")
ALL = 1_000_000


@app.callback()
def _group() -> None:
    """Cases whose retention has run out."""


@app.command()
def due() -> None:
    """List what waits for the records centre's decision, and what for its destruction."""

    async def work() -> list[str]:
        lines = []
        for state in ("due", "decided"):
            found, _ = await retention.listed(retention.Filter(state=state), now(), limit=ALL)
            lines += [_line(state, case.receipt_no, str(retention.due_on(case))) for case in found]
        return lines

    for line in in_house(work()):
        typer.echo(line)


@app.command()
def destroy(
    by: Annotated[
        str, typer.Option(help="The login of the records officer who carries it out: not the decider.")
    ],
    yes: Annotated[
        int | None, typer.Option(help="The number of cases, instead of being asked for it.")
    ] = None,
) -> None:
    """Destroy what was decided to be destroyed, for good. A second person does this, after checking the list."""

    found = in_house(retention.to_destroy())
    for one in found:
        typer.echo(_line(one.decided_by, one.case.receipt_no, f"{one.decided_at:%Y-%m-%d}"))
    if found:
        typed = (
            yes
            if yes is not None
            else typer.prompt("되돌릴 수 없습니다. 파기할 건수를 적어 주세요", type=int)
        )
        if typed != len(found):
            typer.echo("건수가 맞지 않아 파기하지 않았습니다.", err=True)
            raise typer.Exit(1)
    carried = in_house(_carry_out(by, [one.case_id for one in found]))
    typer.echo(f"{carried.done}건을 파기했습니다.")
    for refusal in carried.refused:
        typer.echo(str(refusal.message), err=True)
    raise typer.Exit(1 if carried.refused else 0)


async def _carry_out(by: str, ids: list[UUID]) -> retention.Carried:
    """Also finishes what a crash had left half done."""
    actor = await permissions.staff_actor(await people.find(by))
    permissions.check_role(actor, permissions.RECORDS)
    await destruction.finish(actor=SYSTEM, now=now())
    return await retention.carry_out(ids, actor=actor, login=by, now=now())


def _line(state: str, number: str, day: str) -> str:
    return f"{state}\t{number}\t{day}"
