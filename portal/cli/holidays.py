"""How does an operator see and change the public holidays? `portal holidays list|load|declare|withdraw`.

What is declared or taken back re-dates the open cases, as at the desk (`/desk/holidays`); the worker does it.
"""

from __future__ import annotations

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from portal.cli.working import in_house, now
from portal.kernel import holidays
from portal.kernel.answers.normal import line
from portal.kernel.cases import redating
from portal.kernel.deadlines import KST
from portal.kernel.holidays import ADDED, REMOVED, HolidayRow

app = typer.Typer(help="공휴일 표를 관리합니다.", no_args_is_help=True)
_LOGIN_LENGTH: Final = 64

Day = Annotated[datetime, typer.Argument(help="날짜 (예: 2026-08-17)", formats=["%Y-%m-%d"])]
Name = Annotated[str, typer.Argument(help="이름 (예: 임시공휴일)")]
Basis = Annotated[str, typer.Option(help="근거나 까닭 (예: 관보 제21234호)")]
Check = Annotated[bool, typer.Option("--check", help="바꾸지 않고, 날짜가 옮겨질 민원만 보입니다.")]


@app.callback()
def _group() -> None:
    """공휴일 표를 관리합니다."""


@app.command("list")
def show(year: Annotated[int, typer.Option(help="연도. 없으면 모두")] = 0) -> None:
    """공휴일과, 표를 바꾼 일이 어디까지 반영되었는지 보입니다."""
    in_house(_show(year))


async def _show(year: int) -> None:
    for row in await holidays.stored_holidays():
        if year in (0, row.date.year):
            typer.echo(f"{row.date} {row.name} ({row.kind})")
    for change in await holidays.changes():
        waiting = await redating.left(change)
        said = "끝남" if change.state == holidays.DONE else f"남은 민원 {waiting}"
        days = ", ".join(f"{day['date']} {day['name']}" for day in change.days[:3])
        more = f" 외 {len(change.days) - 3}" if len(change.days) > 3 else ""
        stuck = f" · 계산하지 못한 민원 {change.stuck}" if change.stuck else ""
        typer.echo(
            f"{change.at.astimezone(KST):%Y-%m-%d %H:%M} {change.action} {days}{more} · {change.by}"
            f" · 옮긴 민원 {change.redated} · {said}{stuck}"
        )


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="date, dow, name_ko, kind 열이 있는 CSV")] = holidays.PACKAGED,
) -> None:
    """파일에 있는 해의 공휴일을 파일과 같게 합니다. 잘못된 줄이 있으면 아무것도 바꾸지 않습니다.

    직원이 정하거나 되돌린 날은 파일과 달라도 그대로 둡니다.
    """
    change = in_house(holidays.load_holidays(file, now=now(), by=_who()))
    for row in change.added:
        typer.echo(f"+ {row.date} {row.name}")
    for row in change.removed:
        typer.echo(f"- {row.date} {row.name}")
    for row in change.kept:
        typer.echo(f"= {row.date} {row.name} (직원이 고친 날이라 그대로 둡니다)")
    typer.echo(f"더한 날 {len(change.added)} · 뺀 날 {len(change.removed)}")


@app.command()
def declare(
    day: Day,
    name: Name,
    basis: Basis,
    kind: Annotated[str, typer.Option(help="temporary, substitute, election")] = "temporary",
    check: Check = False,
) -> None:
    """공휴일을 정합니다. 날짜가 바뀌는 민원은 worker가 옮기고 신청인에게 알립니다."""
    in_house(_declare(HolidayRow(day.date(), line(name), kind), line(basis), check))


async def _declare(row: HolidayRow, basis: str, check: bool) -> None:
    holidays.check_declared(row, basis, now())
    await _preview(row, ADDED)
    if not check:
        await holidays.declare(row, basis, by=_who(), now=now())
        typer.echo(f"정했습니다: {row.date} {row.name}")


@app.command()
def withdraw(day: Day, name: Name, basis: Basis, check: Check = False) -> None:
    """아직 오지 않은 공휴일을 되돌립니다. 서류를 내는 기간은 줄이지 않습니다."""
    in_house(_withdraw(day.date(), line(name), line(basis), check))


async def _withdraw(day: date, name: str, basis: str, check: bool) -> None:
    await _preview(await holidays.withdrawable(day, name, now()), REMOVED)
    if not check:
        await holidays.withdraw(day, name, basis, by=_who(), now=now())
        typer.echo(f"되돌렸습니다: {day} {name}")


async def _preview(row: HolidayRow, to: str) -> None:
    number = stuck = 0
    async for moved in redating.preview(row, to, now()):
        number, stuck = number + (not moved.stuck), stuck + moved.stuck
        for told, found in moved.dates.values():
            old, new = (f"{at.astimezone(KST):%Y-%m-%d %H:%M}" for at in (told, found))
            typer.echo(f"{moved.case.receipt_no} {old} → {new}")
    typer.echo(f"날짜가 옮겨질 민원 {number}건")
    if stuck:
        typer.echo(f"다음 해의 공휴일이 없어 계산하지 못하는 민원 {stuck}건", err=True)


def _who() -> str:
    """Who runs the command: the account of the machine."""
    return f"operator:{getpass.getuser()}"[:_LOGIN_LENGTH]
