"""How does the operator bring the database into its present shape, and the developer make a new one?

`portal db migrate` · `portal db check` · `portal db move --to URL` · `portal db make NAME` (for developers, in a
checkout).
"""

import asyncio
from typing import Annotated

import typer

from portal.cli.working import now, told
from portal.database.migrate import MigrationRefused, check_schema, make_migrations
from portal.database.migrate import migrate as apply_migrations
from portal.kernel.safekeeping import moving
from portal.settings import settings, tortoise_config

app = typer.Typer(help="데이터베이스의 구조를 관리합니다.", no_args_is_help=True)


@app.command()
def migrate() -> None:
    """아직 적용하지 않은 변경을 모두 적용합니다. 문제가 있으면 아무것도 바꾸지 않습니다."""
    config = tortoise_config()
    if not settings().on_postgres:
        settings().database_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        applied = asyncio.run(apply_migrations(config))
    except MigrationRefused as refused:
        _tell(refused.problems)
        raise typer.Exit(1) from refused
    for name in applied:
        typer.echo(f"적용했습니다: {name}")
    if not applied:
        typer.echo("데이터베이스가 이미 최신입니다.")


@app.command()
def check() -> None:
    """모델, 변경 기록, 데이터베이스가 서로 맞는지 확인합니다. 아무것도 바꾸지 않습니다."""
    problems = asyncio.run(check_schema(tortoise_config()))
    if problems:
        _tell(problems)
        raise typer.Exit(1)
    typer.echo("데이터베이스와 모델이 일치합니다.")


@app.command()
def move(
    to: Annotated[str, typer.Option(help="빈 PostgreSQL 데이터베이스의 주소 (postgresql://…)")],
) -> None:
    """SQLite의 모든 것을 빈 PostgreSQL 데이터베이스로 옮기고 확인합니다. 먼저 점검으로 닫아야 합니다."""
    moved = told(lambda: asyncio.run(moving.move(to, now=now())))
    typer.echo(
        f"옮겼습니다: 표 {moved.tables}개, {moved.rows}줄 (민원 {moved.cases}건, 기록 {moved.events}줄)"
    )
    if moved.problems:
        _tell(moved.problems)
        raise typer.Exit(1)
    typer.echo(
        "확인했습니다. DATABASE_URL을 그 주소로 바꾸고 web과 worker를 다시 시작한 다음 "
        "portal mode set normal로 여세요. SQLite 파일은 그대로 있습니다."
    )


@app.command()
def make(name: str = typer.Argument(help="변경의 이름 (예: add_phone_hash)")) -> None:
    """모델의 변경을 portal/migrations 에 새 파일로 적습니다."""
    written = asyncio.run(make_migrations(tortoise_config(), name))
    for path in written:
        typer.echo(f"만들었습니다: {path}")
    if not written:
        typer.echo("모델에 변경이 없습니다.")


def _tell(problems: list[str]) -> None:
    for problem in problems:
        typer.echo(f"문제: {problem}", err=True)
