"""How do the texts that come with the portal get into its database? `portal contents seed`, `portal contents due`."""

from __future__ import annotations

import typer

from portal.cli.working import in_house, now
from portal.kernel import contents
from portal.kernel.deadlines import korean

app = typer.Typer(help="안내문, 공지, 운영시간, 부서 안내를 관리합니다.", no_args_is_help=True)


@app.command()
def seed() -> None:
    """프로그램에 들어 있는 안내를 데이터베이스에 넣습니다. 이미 있거나 고친 것은 그대로 둡니다."""
    typer.echo(f"넣은 안내 {in_house(contents.seed(now()))}")


@app.command()
def due() -> None:
    """다시 확인할 날이 지난 안내를 보여 줍니다. 있으면 1로 끝납니다."""
    found = in_house(contents.overdue(korean(now()).date()))
    for item in found:
        when = item.review_by.isoformat() if item.review_by else "확인한 적 없음"
        typer.echo(f"{item.kind}/{item.slug}\t{item.owner}\t{when}")
    if found:
        raise typer.Exit(1)
    typer.echo("다시 확인할 안내가 없습니다.")
