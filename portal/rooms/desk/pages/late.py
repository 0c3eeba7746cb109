"""Which petitions are late, and has their office been urged? The inspector's list and the reminder (민원령 28②)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, holidays, permissions
from portal.kernel.cases import move
from portal.kernel.deadlines import Calendar
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.rooms.desk.definition.lists import PAGE
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.time_left import Left, left_of
from portal.rooms.desk.queries import late as reads
from portal.web import casework, dates, forms, paging, render
from portal.web.errors import STATUSES


@dataclass(frozen=True)
class Line:
    """One late petition: nothing that its petitioner wrote. `urged` and `demanded` are days in words or empty."""

    number: str
    title: str
    department: str
    left: Left
    urged: str
    demanded: str


async def late(request: Request) -> Response:
    """GET and POST /desk/late?department=&page=&no=: what is late in all departments; a reminder to one office.

    The first POST shows once more what will be sent to whom; `do=sure` sends it, `do=edit` goes back to the form.
    """
    desk = await enter(request, permissions.AUDITOR)
    if request.method != "POST":
        return await _show(desk)
    form = await forms.read(request)
    typed = {"no": form.get("no").strip()[:32], "urging": form.get("urging").strip()}
    if form.get("do") == "edit":
        return await _show(desk, typed)
    try:
        case = await reads.inspected(typed["no"], desk.actor)
        if form.get("do") != "sure":
            await reads.check_urging(case, typed["urging"], desk.actor, desk.now)
            return await _check(desk, case, typed["urging"])
        await move(case.id, reads.URGE, actor=desk.actor, now=desk.now, data={"urging": typed["urging"]})
    except Refusal as refusal:
        fields = {name: desk.words(text) for name, text in refusal.fields.items()}
        wrong = fields or {"": desk.words(refusal.message)}
        return await _show(desk, typed, wrong, status=STATUSES[refusal.kind])
    return render.redirect(request, "/desk/late", query={"urged": case.receipt_no})


async def _check(desk: Desk, case: Case, urging: str) -> Response:
    """The last look before the reminder goes: about which petition, to whom, with which words."""
    line = _line(desk, case, await holidays.current_calendar())
    context = {"line": line, "urging": urging, "office": await reads.office_of(case)}
    return await desk.show("desk/late_check.html", context)


async def _show(
    desk: Desk,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    asked, page = desk.request.query_params, paging.asked(desk.request)
    departments = [(one.code, one.title.get(desk.words.lang)) for one in catalogue.current().departments]
    department = asked.get("department", "") if asked.get("department") in dict(departments) else ""
    found = await reads.late(desk.now, page, department)
    calendar = await holidays.current_calendar()
    lines = [_line(desk, case, calendar) for case in found.cases]
    chosen = {"department": department}
    picked = asked.get("no", "") if asked.get("no") in {case.receipt_no for case in found.cases} else ""
    context = {
        "department": department,
        "departments": departments,
        "page": page,
        "lines": lines,
        "total": found.total,
        "options": [(line.number, f"{line.number} · {line.department} · {line.title}") for line in lines],
        "typed": {"no": picked, "urging": "", **(typed or {})},
        "problems": {"no": "", "urging": "", **(wrong or {})},
        "errors": [(f"f-{name}" if name else "", text) for name, text in (wrong or {}).items()],
        "done": asked.get("urged", "")[:16],
        "pages": paging.pages(page, total=found.total, size=PAGE, path="/desk/late", chosen=chosen),
    }
    return await desk.show("desk/late.html", context, status=status)


def _line(desk: Desk, case: Case, calendar: Calendar) -> Line:
    words = desk.words
    return Line(
        number=case.receipt_no,
        title=casework.title_of(case, words),
        department=casework.department_of(case, words),
        left=left_of(case, calendar, desk.now, words),
        urged=_day(desk, case, "urged_at"),
        demanded=_day(desk, case, "demanded_at"),
    )


def _day(desk: Desk, case: Case, name: str) -> str:
    said = case.clock.get(name)
    return dates.day(datetime.fromisoformat(str(said)), desk.words.lang) if said else ""
