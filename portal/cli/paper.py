"""How are numbered paper forms printed before they are needed? `portal paper print`, `portal paper list`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import segno
import typer
from markupsafe import Markup

from portal.cli.working import in_house, now
from portal.kernel import paper
from portal.kernel.atomic import write_atomically
from portal.settings import ROOT, settings
from portal.web import dates, environment

app = typer.Typer(help="번호가 인쇄된 종이 신청서: 시스템이 멈췄을 때 씁니다.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """번호가 인쇄된 종이 신청서: 시스템이 멈췄을 때 씁니다."""


@app.command(name="print")
def print_(
    count: Annotated[int, typer.Option(help="몇 장")] = 20,
    out: Annotated[Path | None, typer.Option(help="쓸 파일 (없으면 var/paper/<묶음>.html)")] = None,
) -> None:
    """접수번호를 잡아 두고 A4 신청서를 파일로 만듭니다. 브라우저로 열어 인쇄합니다."""
    printed_at = now()
    batch, numbers = in_house(paper.reserve(count, printed_at))
    path = out or settings().var / "paper" / f"{batch}.html"
    write_atomically(path, sheets(batch, numbers, printed_at))
    typer.echo(f"{batch}: {numbers[0]} ~ {numbers[-1]} ({count}장)")
    typer.echo(f"만들었습니다: {path}")
    typer.echo("A4로 인쇄해 민원실에 두고, 남은 번호는 portal paper list로 확인하세요.")


@app.command(name="list")
def list_(
    left: Annotated[bool, typer.Option("--left", help="아직 돌아오지 않은 번호도 적습니다")] = False,
) -> None:
    """묶음마다 몇 장이 입력되었고 남았는지 보여 줍니다."""
    batches, numbers = in_house(_listed())
    for one in batches:
        typer.echo(
            f"{one.name}  {dates.date(one.printed_at)}  {one.first} ~ {one.last}"
            f"  {one.number}장: 입력 {one.used}, 쓰지 않음 {one.void}, 남음 {one.left}"
        )
    if not batches:
        typer.echo("인쇄한 종이 신청서가 없습니다.")
    if left:
        typer.echo("\n".join(numbers))


def sheets(batch: str, numbers: Sequence[str], now: datetime) -> str:
    """The forms as one HTML page that needs no other file."""
    chosen = settings()
    return (
        environment.build(ROOT / "templates")
        .get_template("desk/paper_form.html")
        .render(
            style=(ROOT / "static" / "css" / "paper.css").read_text("utf-8"),
            district_ko=chosen.district_name,
            district_en=chosen.district_name_en,
            front_desk_phone=chosen.front_desk_phone,
            batch=batch,
            printed_at=now,
            sheets=[{"number": no, "qr": _qr(f"{chosen.base_url}/cases?no={no}")} for no in numbers],
        )
    )


def _qr(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 — segno draws paths only; the address is not in it


async def _listed() -> tuple[list[paper.Batch], Sequence[str]]:
    return await paper.listed(), await paper.left()
