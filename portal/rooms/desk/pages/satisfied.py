"""What did petitioners say once their cases were closed? For those who watch over departments, not for clerks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, permissions, satisfaction
from portal.rooms.desk.definition.lists import LOG_PAGE
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import casework, paging


@dataclass(frozen=True)
class Answer:
    """One answer, in words. `said` is None once the case's contents were destroyed."""

    number: str
    department: str
    score: str
    said: str | None
    at: datetime


async def satisfied(request: Request) -> Response:
    """GET /desk/satisfaction?page=: the answers, newest first; supervisors theirs, the auditor all; looks are kept."""
    desk = await enter(request, permissions.SUPERVISOR, permissions.AUDITOR)
    number = paging.asked(request)
    found, total = await satisfaction.answered(_departments(desk), page=number, size=LOG_PAGE)
    for each in found:
        if each.words:
            await desk.note("satisfaction_read", each.case)
    context = {
        "answers": [_answer(desk, each) for each in found],
        "total": total,
        "pages": paging.pages(number, total=total, size=LOG_PAGE, path="/desk/satisfaction", chosen={}),
    }
    return await desk.show("desk/satisfaction.html", context)


def _departments(desk: Desk) -> list[str]:
    if desk.has(permissions.AUDITOR):
        return [department.code for department in catalogue.current().departments]
    return sorted(desk.actor.supervises)


def _answer(desk: Desk, each: satisfaction.Answered) -> Answer:
    return Answer(
        each.case.receipt_no,
        casework.department_of(each.case, desk.words),
        desk.words(satisfaction.SCORES[each.score]),
        each.words,
        each.answered_at,
    )
