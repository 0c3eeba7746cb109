"""Is the catalogue right, and what is in it? `portal catalogue check [FOLDER]`. Exit 0: right; 1: errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.cells import cell_len

from portal.kernel.catalogue import Catalogue, CatalogueError, Kind, load_catalogue
from portal.kernel.deadlines import Rule

app = typer.Typer(no_args_is_help=True, help="민원 목록(portal/catalogue)을 점검합니다.")

FOLDER = Path(__file__).resolve().parent.parent / "catalogue"


@app.callback()
def main() -> None:
    """Keep `check` a command of its own: Typer would fold a single command away."""


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="민원 파일(*.toml)이 있는 폴더")] = FOLDER,
) -> None:
    """민원을 종류와 처리기간별로 셉니다. 잘못이 있으면 파일, 표, 이유를 모두 알리고 1로 끝납니다."""
    try:
        catalogue = load_catalogue(folder)
    except CatalogueError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        typer.echo(f"잘못된 곳이 {len(error.problems)}군데 있어 민원 목록을 쓸 수 없습니다.", err=True)
        raise typer.Exit(1) from None
    _report(catalogue)


def _report(catalogue: Catalogue) -> None:
    kinds = Counter(service.kind for service in catalogue.services)
    categories = Counter(service.category for service in catalogue.services if service.category)
    rules = Counter(service.period.rule for service in catalogue.services)
    unsure = Counter(service.period.sure for service in catalogue.services)
    typer.echo(f"민원 {len(catalogue.services)}종 · 부서 {len(catalogue.departments)}곳")
    _table("종류", ((kind, kinds[kind]) for kind in get_args(Kind)))
    _table("생활불편 분야", sorted(categories.items()))
    _table("처리기간", sorted(rules.items(), key=lambda item: _length(item[0])))
    _table("처리기간의 근거", sorted(unsure.items()))
    public = sum(service.public for service in catalogue.services)
    verified = sum(service.identity == "verified" for service in catalogue.services)
    typer.echo(f"\n현황 공개 {public}종 · 본인 확인 {verified}종")


def _length(rule: str) -> tuple[int, int]:
    """Hours before days before weeks, as the law lists them, then by number."""
    parsed = Rule.parse(rule)
    return list(type(parsed.family)).index(parsed.family), parsed.n


def _table(title: str, rows: Iterable[tuple[str, int]]) -> None:
    typer.echo(f"\n{title}")
    for name, count in rows:
        typer.echo(f"  {name}{' ' * (24 - cell_len(name))}{count:>4}")
