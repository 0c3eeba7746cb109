"""How does an operator bring the public holidays into the house? `portal holidays load [FILE]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portal.cli.working import in_house
from portal.kernel import holidays

app = typer.Typer(help="공휴일 표를 관리합니다.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """공휴일 표를 관리합니다."""


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="date, dow, name_ko, kind 열이 있는 CSV")] = holidays.PACKAGED,
) -> None:
    """파일에 있는 해의 공휴일을 파일과 같게 합니다. 잘못된 줄이 있으면 아무것도 바꾸지 않습니다."""
    change = in_house(holidays.load_holidays(file))
    for row in change.added:
        typer.echo(f"+ {row.date} {row.name}")
    for row in change.removed:
        typer.echo(f"- {row.date} {row.name}")
    typer.echo(f"더한 날 {len(change.added)} · 뺀 날 {len(change.removed)}")
