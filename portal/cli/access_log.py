"""Is the log of looks whole, and may its oldest lines go? `portal access-log verify | trim`."""

from __future__ import annotations

import typer

from portal.cli.working import in_house, now
from portal.kernel.people import log_chain

app = typer.Typer(help="개인정보 열람 기록을 확인하고 정리합니다.", no_args_is_help=True)


@app.command()
def verify() -> None:
    """기록이 바뀌거나 빠지지 않았는지 처음부터 끝까지 확인합니다. 이상하면 1로 끝납니다."""
    verdict = in_house(log_chain.verify())
    typer.echo(f"기록 {verdict.lines}줄, 정리한 기록 {verdict.trimmed}줄, 마지막 해시 {verdict.head[:16]}")
    if verdict.fault:
        typer.echo(f"문제: {verdict.fault} (줄 {verdict.line})", err=True)
        raise typer.Exit(1)


@app.command()
def trim() -> None:
    """2년이 지난 기록을 지웁니다. 지운 사실과 그 앞의 해시가 기록으로 남습니다."""
    typer.echo(f"{in_house(log_chain.trim(now(), 'portal'))}줄을 정리했습니다.")
