"""Does our clock agree with a sheet of worked cases, and how was one due date counted?

`portal clock check FILE.csv` and `portal clock explain`. Exit 0: all agree; 1: a mismatch; 2: bad input.
"""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.cells import cell_len
from tortoise import Tortoise
from tortoise.exceptions import OperationalError

from portal.kernel import cases, receipts
from portal.kernel.deadlines import (
    Calendar,
    Code,
    Ground,
    Pause,
    Reckoning,
    Rule,
    Step,
    acceptance_reckoning,
    korean,
    reckon,
)
from portal.kernel.holidays import calendar_from_rows, current_calendar, packaged_calendar, read_holidays
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.settings import settings, tortoise_config

app = typer.Typer(no_args_is_help=True, help="법정 처리기한을 검산하고 설명합니다.")

COLUMNS = ("id", "received_at", "rule", "paused_intervals", "extension", "due_at")
_WEEKDAYS = "월화수목금토일"


class BadSheet(Refusal):
    """A sheet of worked cases that can't be read: the file, the line and the reason."""

    def __init__(self, path: Path, line: int, reason: str, **params: object) -> None:
        said = str(Message(reason, params))
        super().__init__(N_("%(file)s %(line)s행: %(reason)s"), file=str(path), line=line, reason=said)


class BadPauseOption(Refusal):
    """A `--pause` that is not START/END/GROUND."""

    def __init__(self, text: str) -> None:
        grounds = ", ".join(Ground)
        super().__init__(
            N_("'%(value)s': 시작/끝/사유로 적어 주세요. 사유: %(grounds)s"), value=text, grounds=grounds
        )


@dataclass(frozen=True)
class Worked:
    """One row of the sheet: a period, what moves it, and the due instant somebody worked out."""

    id: str
    rule: Rule
    accepted_at: datetime
    pauses: tuple[Pause, ...]
    extensions: tuple[int, ...]
    due_at: datetime


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="deadlines.csv와 같은 열을 가진 파일")],
    holidays: Annotated[Path | None, typer.Option(help="공휴일 CSV. 없으면 공휴일 표를 씁니다.")] = None,
) -> None:
    """Compare every row of a sheet with our clock; print each mismatch and `N of M`."""
    try:
        cases = list(read_sheet(file))
        calendar = the_calendar(holidays)
    except Refusal as refusal:
        _give_up(refusal)
    mismatches = [text for case in cases if (text := mismatch(case, calendar))]
    for text in mismatches:
        typer.echo(text)
    typer.echo(f"{len(cases) - len(mismatches)} of {len(cases)}")
    raise typer.Exit(1 if mismatches else 0)


@app.command()
def explain(
    receipt_no: Annotated[str | None, typer.Argument(help="접수번호. 없으면 --rule과 --accepted-at")] = None,
    rule: Annotated[str | None, typer.Option(help="기간 규칙. 예: N6:7")] = None,
    accepted_at: Annotated[str | None, typer.Option(help="접수 시각. 예: 2026-03-10T10:00:00+09:00")] = None,
    pause: Annotated[
        list[str] | None, typer.Option(help="멈춘 기간: 시작/끝/사유. 끝을 비우면 진행 중")
    ] = None,
    extend: Annotated[list[int] | None, typer.Option(help="연장 일수. 두 번까지")] = None,
    holidays: Annotated[Path | None, typer.Option(help="공휴일 CSV. 없으면 공휴일 표를 씁니다.")] = None,
) -> None:
    """Print how a due date is counted, step by step: of one case, or of a rule and an acceptance."""
    try:
        if receipt_no is not None:
            reckoning = asyncio.run(_of_case(receipt_no))
        elif rule is None or accepted_at is None:
            raise Refusal(N_("접수번호를 적거나, --rule과 --accepted-at을 함께 적어 주세요."))
        else:
            pauses = [_pause_option(text) for text in pause or ()]
            reckoning = reckon(
                Rule.parse(rule), _instant_option(accepted_at), the_calendar(holidays), pauses, extend or ()
            )
    except Refusal as refusal:
        _give_up(refusal)
    print_reckoning(reckoning)


async def _of_case(typed: str) -> Reckoning:
    """The reckoning of a stored case; of its acceptance while it waits for that."""
    await Tortoise.init(config=tortoise_config())
    try:
        case = await Case.get_or_none(receipt_no=receipts.read(typed) or "")
        if case is None:
            raise cases.CaseNotFound()
        calendar = await current_calendar()
        return cases.reckoning_of(case, calendar) or acceptance_reckoning(case.submitted_at, calendar)
    finally:
        await Tortoise.close_connections()


def the_calendar(file: Path | None = None) -> Calendar:
    """The calendar of `file`, else of the database's table, else (no database yet) the packaged one."""
    if file is not None:
        return calendar_from_rows(read_holidays(file))
    there = settings().on_postgres or settings().database_path.exists()
    stored = asyncio.run(_stored_calendar()) if there else None
    return stored if stored is not None and stored.years else packaged_calendar()


async def _stored_calendar() -> Calendar | None:
    """The calendar of the database, or None if its tables are not made yet."""
    await Tortoise.init(config=tortoise_config())
    try:
        return await current_calendar()
    except OperationalError:
        return None
    finally:
        await Tortoise.close_connections()


def read_sheet(path: Path) -> Iterator[Worked]:
    """The rows of a sheet with the columns of `deadlines.csv` (UTF-8). Raises BadSheet."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadSheet(path, 1, N_("'%(column)s' 열이 없습니다."), column=missing[0])
            empty = True
            for cells in reader:
                empty = False
                yield _worked(path, reader.line_num, cells)
            if empty:
                raise BadSheet(path, 1, N_("검산할 줄이 없습니다."))
    except OSError as error:
        raise BadSheet(path, 0, N_("파일을 읽지 못했습니다.")) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadSheet(path, 0, N_("UTF-8로 된 CSV 파일이 아닙니다.")) from error


def _worked(path: Path, line: int, cells: dict[str, Any]) -> Worked:
    if None in cells or None in cells.values():
        raise BadSheet(path, line, N_("칸의 수가 맞지 않습니다."))
    column = "rule"
    try:
        rule = Rule.parse(cells[column].strip())
        column = "received_at"
        accepted_at = _instant(cells[column])
        column = "paused_intervals"
        intervals = json.loads(cells[column] or "[]")
        pauses = tuple(Pause(_instant(start), _instant(end) if end else None) for start, end in intervals)
        column = "extension"
        extensions = tuple(int(days) for days in cells[column].split("+")) if cells[column] else ()
        if any(days < 1 for days in extensions):
            raise ValueError(cells[column])
        column = "due_at"
        return Worked(cells["id"], rule, accepted_at, pauses, extensions, _instant(cells[column]))
    except (Refusal, ValueError, TypeError) as error:
        reason = N_("'%(column)s' 칸을 읽을 수 없습니다: %(value)s")
        raise BadSheet(path, line, reason, column=column, value=cells[column]) from error


def mismatch(case: Worked, calendar: Calendar) -> str | None:
    """What is wrong with a row, in one line; None if our clock agrees with it."""
    try:
        due_at = reckon(case.rule, case.accepted_at, calendar, case.pauses, case.extensions).due_at
    except Refusal as refusal:
        return f"{case.id}: {case.rule} 기대 {_shown(case.due_at)}, {refusal}"
    if due_at == case.due_at:
        return None
    ours = _shown(due_at) if due_at else str(Message(N_("기한이 멈춰 있음")))
    return f"{case.id}: {case.rule} 기대 {_shown(case.due_at)}, 계산 {ours}"


def print_reckoning(reckoning: Reckoning) -> None:
    """Print a reckoning as a table: the days or hours, counted or left out, the sum so far, why, by what."""
    typer.echo(f"{reckoning.rule}  접수 {_shown(reckoning.accepted_at)}  ({reckoning.article})")
    table = [("기간", "셈", "합계", "까닭", "근거")]
    hours = reckoning.rule.counts_hours
    table += [
        (_when(step), _used(step, hours), _sum(step.running, hours), str(step.reason), step.article)
        for step in reckoning.steps
    ]
    widths = [max(cell_len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = (text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())
    for pause in reckoning.ignored:
        typer.echo(f"기한에 영향이 없는 멈춤: {_shown(pause.start)} {pause.ground.reason}")
    due = _shown(reckoning.due_at) if reckoning.due_at else "멈춰 있음"
    typer.echo(f"처리기한 {due}")


def _when(step: Step) -> str:
    if step.begins and step.ends:
        return f"{_day(korean(step.begins))} {_clock(step.begins)}-{_clock(step.ends)}"
    first, last = _day(step.first), _day(step.last)
    return first if step.first == step.last else f"{first} - {last}"


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}({_WEEKDAYS[day.weekday()]})"


def _clock(instant: datetime) -> str:
    """Hours and minutes, and seconds where there are any."""
    return f"{korean(instant):%H:%M:%S}".removesuffix(":00")


def _used(step: Step, hours: bool) -> str:
    return _sum(step.length, hours) if step.counted else ("멈춤" if step.code is Code.PAUSED else "뺌")


def _sum(length: timedelta, hours: bool) -> str:
    if not hours:
        return f"{length.days}일"
    whole, rest = divmod(length, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    return f"{whole}시간 {minutes}분" if minutes else f"{whole}시간"


def _shown(instant: datetime) -> str:
    return korean(instant).isoformat()


def _instant(text: str) -> datetime:
    """An instant with its offset. Raises ValueError, and TypeError for what is no text."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant


def _instant_option(text: str) -> datetime:
    try:
        return _instant(text)
    except ValueError as error:
        raise Refusal(N_("'%(value)s': 시간대를 붙인 시각이 아닙니다."), value=text) from error


def _pause_option(text: str) -> Pause:
    parts = text.split("/")
    if len(parts) != 3 or parts[2] not in set(Ground):
        raise BadPauseOption(text)
    start, end, ground = parts
    return Pause(_instant_option(start), _instant_option(end) if end else None, Ground(ground))


def _give_up(refusal: Refusal) -> NoReturn:
    typer.echo(str(refusal), err=True)
    raise typer.Exit(2)
