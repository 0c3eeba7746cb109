"""How does an operator bring the public holidays into the house? `portal holidays load [FILE]`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portal import house
from portal.kernel import holidays
from portal.kernel.refusals import Refusal

app = typer.Typer(help="공휴일 표를 관리합니다.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """공휴일 표를 관리합니다."""


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="date, dow, name_ko, kind 열이 있는 CSV")] = holidays.PACKAGED,
) -> None:
    """파일에 있는 해의 공휴일을 파일과 같게 합니다. 잘못된 줄이 있으면 아무것도 바꾸지 않습니다."""
    try:
        change = asyncio.run(_load(file))
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    for row in change.added:
        typer.echo(f"+ {row.date} {row.name}")
    for row in change.removed:
        typer.echo(f"- {row.date} {row.name}")
    typer.echo(f"더한 날 {len(change.added)} · 뺀 날 {len(change.removed)}")


async def _load(file: Path) -> holidays.Change:
    async with house.opened(datetime.now(UTC)):
        return await holidays.load_holidays(file)
