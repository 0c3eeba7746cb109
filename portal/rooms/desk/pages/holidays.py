"""Which days does the office not work, and what moves if that changes? The administrator decides, supervisors look.

Write, see what would move, confirm: only the last step changes anything, and each step back keeps what was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import holidays as table
from portal.kernel import permissions
from portal.kernel.cases import redating
from portal.kernel.deadlines import korean
from portal.kernel.holidays import ADDED, DECLARE, KIND_NAMES, OTHER_KINDS, REMOVED, WITHDRAW
from portal.kernel.models import Holiday, HolidayChange
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.desk.forms import holidays as typed_in
from portal.rooms.desk.forms.holidays import Typed
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.queries import holidays as queries
from portal.web import casework, dates, forms, redated, render
from portal.web.errors import STATUSES

PATH = "/desk/holidays"
ACTIONS = {
    DECLARE: N_("정함"),
    WITHDRAW: N_("되돌림"),
    table.LOAD: N_("파일에서 가져옴"),
}
_NAMED = 3


class TableMoved(Refusal):
    """Somebody else changed the table since the preview was made."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("그사이 공휴일 표가 바뀌었습니다. 아래를 다시 보고 확인해 주세요."))


@dataclass(frozen=True)
class Day:
    """One line of the year: `withdraw` is the address of its preview, or empty."""

    date: date
    name: str
    kind: str
    origin: str
    withdraw: str


@dataclass(frozen=True)
class Line:
    """One change of the table: what, who and why, and how far the open cases are."""

    title: str
    at: datetime
    by: str
    basis: str
    waiting: int
    redated: int
    stuck: int
    done: bool


@dataclass(frozen=True)
class Touched:
    """One case that would move: its number and service, its department, each date old and new."""

    number: str
    title: str
    department: str
    moves: tuple[str, ...]


async def holidays(request: Request) -> Response:
    """GET and POST /desk/holidays: the table by year with the form; POST carries out what the preview showed."""
    desk = await enter(request, permissions.ADMINISTRATOR, permissions.SUPERVISOR)
    if request.method != "POST":
        try:
            typed = typed_in.read(request.query_params)
        except Refusal as refusal:
            return await _list(desk, Typed(), refusal)
        return await _list(desk, typed)
    permissions.check_role(desk.actor, permissions.ADMINISTRATOR)
    form = await forms.read(request)
    typed = Typed()
    try:
        typed = typed_in.read({name: form.get(name) for name in Typed.__dataclass_fields__})
        if typed.seen != str(await table.generation()):
            raise TableMoved()
        change = await _change(desk, typed)
    except Refusal as refusal:
        return await _check(desk, typed, refusal)
    said = "holiday_declared" if change.action == DECLARE else "holiday_withdrawn"
    await desk.note(said, why=f"{typed.row.date} {typed.name}")
    return render.redirect(request, PATH, query={"year": typed.row.date.year})


async def check(request: Request) -> Response:
    """GET /desk/holidays/check: which open cases would move; nothing is changed."""
    desk = await enter(request, permissions.ADMINISTRATOR)
    try:
        typed = typed_in.read(request.query_params)
    except Refusal as refusal:
        return await _list(desk, Typed(), refusal)
    return await _check(desk, typed)


async def _change(desk: Desk, typed: Typed) -> HolidayChange:
    row, who = typed.row, desk.person.login
    if typed.do == DECLARE:
        return await table.declare(row, typed.basis, by=who, now=desk.now)
    return await table.withdraw(row.date, row.name, typed.basis, by=who, now=desk.now)


async def _check(desk: Desk, typed: Typed, refusal: Refusal | None = None) -> Response:
    """The preview; what can't be done at all goes back to the list with its reason."""
    try:
        row, to = typed.row, ADDED
        if typed.do == DECLARE:
            table.check_declared(row, typed.basis, desk.now)
            if row in await table.stored_holidays():
                raise table.HolidayStands()
        else:
            row, to = await table.withdrawable(row.date, row.name, desk.now), REMOVED
    except Refusal as wrong:
        return await _list(desk, typed if typed.do == DECLARE else Typed(), wrong)
    seen = await table.generation()
    found = await queries.preview(row, to, desk.now)
    context = {
        "typed": typed,
        "row": row,
        "seen": seen,
        "back": typed.query() if typed.do == DECLARE else {"year": row.date.year},
        "kind": desk.words({**OTHER_KINDS, **KIND_NAMES}[row.kind]),
        "closed_anyway": row.date.weekday() > 4,
        "number": found.number,
        "stuck": found.stuck,
        "touched": [_touched(desk, moved) for moved in found.first],
        **_errors(desk, refusal),
    }
    status = STATUSES[refusal.kind] if refusal else 200
    return await desk.show("desk/holidays_check.html", context, status=status)


def _touched(desk: Desk, moved: redating.Moved) -> Touched:
    case, words = moved.case, desk.words
    rule = str(case.clock["rule"])
    return Touched(
        case.receipt_no,
        casework.title_of(case, words),
        casework.department_of(case, words),
        tuple(
            redated.change(name, told.isoformat(), found.isoformat(), rule, words)
            for name, (told, found) in moved.dates.items()
        ),
    )


async def _list(desk: Desk, typed: Typed, refusal: Refusal | None = None) -> Response:
    today = korean(desk.now).date()
    years = await queries.years()
    year = _year(desk, typed, years, today)
    may_change = desk.has(permissions.ADMINISTRATOR)
    context = {
        "year": year,
        "years": [(f"{PATH}?year={one}", one, one == year) for one in years],
        "days": [_day(desk, one, today, may_change=may_change) for one in await queries.of_year(year)],
        "changes": [_line(desk, one) for one in await queries.progress()],
        "ends": await table.ends_soon(today),
        "kinds": [(code, desk.words(text)) for code, text in typed_in.KINDS],
        "typed": typed,
        "may_change": may_change,
        **_errors(desk, refusal),
    }
    status = STATUSES[refusal.kind] if refusal else 200
    return await desk.show("desk/holidays.html", context, status=status)


def _year(desk: Desk, typed: Typed, years: list[int], today: date) -> int:
    """The year that is asked for, or that of the date that was typed, or this one."""
    for text in (desk.request.query_params.get("year", ""), typed.date[:4]):
        if text.isascii() and text.isdecimal() and int(text) in years:
            return int(text)
    return today.year


def _day(desk: Desk, one: Holiday, today: date, *, may_change: bool) -> Day:
    words = desk.words
    origin = words(N_("달력 파일")) if one.source == "file" else f"{one.basis} · {one.by}"
    offered = may_change and queries.may_withdraw(one, today)
    query = urlencode({"do": WITHDRAW, "date": one.date.isoformat(), "name": one.name}) if offered else ""
    return Day(
        one.date,
        words(one.name),
        words({**OTHER_KINDS, **KIND_NAMES}[one.kind]),
        origin,
        f"{PATH}/check?{query}" if offered else "",
    )


def _line(desk: Desk, progress: queries.Progress) -> Line:
    change, words = progress.change, desk.words
    named = [
        f"{dates.date(date.fromisoformat(day['date']), words.lang)} {words(day['name'])}"
        for day in change.days[:_NAMED]
    ]
    more = len(change.days) - len(named)
    title = ", ".join(named) + (words(N_(" 외 %(number)s일"), number=more) if more > 0 else "")
    return Line(
        f"{words(ACTIONS[change.action])}: {title}",
        change.at,
        words(N_("달력 파일")) if change.action == table.LOAD else change.by,
        change.basis,
        progress.waiting,
        change.redated,
        change.stuck,
        change.state == table.DONE,
    )


def _errors(desk: Desk, refusal: Refusal | None) -> dict[str, Any]:
    problems = dict.fromkeys(("date", "name", "kind", "basis"), "")
    if refusal is None:
        return {"problems": problems, "errors": None}
    fields = {name: desk.words(text) for name, text in refusal.fields.items()}
    summary = [(f"f-{name}", text) for name, text in fields.items()] or [("", desk.words(refusal.message))]
    return {"problems": {**problems, **fields}, "errors": summary}
