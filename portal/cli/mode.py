"""How does an operator close the house for a while, or tell that a department's system is away? `portal mode …`

It works while the database is away: the mode stands in `var/mode.json`.
"""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from portal.kernel import modes
from portal.kernel.deadlines import KST
from portal.kernel.words import Text
from portal.settings import ROOT, settings
from portal.web import dates, environment
from portal.web.modes import closed_html

app = typer.Typer(help="운영 상태: 평소, 점검, 보기만, 비상 운영.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """운영 상태: 평소, 점검, 보기만, 비상 운영."""


@app.command()
def show() -> None:
    """지금의 운영 상태를 보여 줍니다."""
    try:
        mode = modes.read()
    except modes.BadMode as bad:
        typer.echo(f"문제: {bad}", err=True)
        raise typer.Exit(1) from bad
    typer.echo(mode.name.replace("_", "-"))
    for label, instant in (("부터", mode.since), ("예정", mode.until)):
        if instant:
            typer.echo(f"{label}: {dates.date_time(instant)}")
    if mode.text.ko:
        typer.echo(f"{mode.text.ko}\n{mode.text.en}")


@app.command(name="set")
def set_(
    name: Annotated[str, typer.Argument(help="normal, maintenance, read-only, degraded")],
    until: Annotated[str, typer.Option(help="언제까지로 보는지: 2026-03-18T14:30 (한국 시각)")] = "",
    text: Annotated[str, typer.Option(help="모두에게 보일 말(한국어). 누구의 이름도 적지 마세요.")] = "",
    text_en: Annotated[str, typer.Option(help="모두에게 보일 말(영어)")] = "",
) -> None:
    """운영 상태를 바꿉니다. 모든 프로세스에 곧바로 적용됩니다."""
    wanted = name.replace("-", "_")
    if wanted not in modes.NAMES:
        raise typer.BadParameter(", ".join(one.replace("_", "-") for one in modes.NAMES))
    ends = _instant(until) if until else None
    modes.set_mode(
        wanted,
        now=datetime.now(UTC),
        by=getpass.getuser(),
        until=ends,
        text=text,
        text_en=text_en,
    )
    show()


@app.command()
def page(
    out: Annotated[Path, typer.Argument(help="쓸 파일: 웹 서버가 502·503일 때 보일 화면")],
) -> None:
    """점검 화면을 파일로 만듭니다. 포털이 꺼져 있을 때 웹 서버가 대신 보여 줍니다."""
    chosen = settings()
    district = Text(chosen.district_name, chosen.district_name_en)
    templates = environment.build(ROOT / "templates")
    html = closed_html(templates, modes.NORMAL, district, chosen.front_desk_phone, datetime.now(UTC))
    out.write_text(html, "utf-8")
    typer.echo(f"만들었습니다: {out}")


def _instant(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise typer.BadParameter("2026-03-18T14:30") from error
    return (found if found.tzinfo else found.replace(tzinfo=KST)).astimezone(UTC)
