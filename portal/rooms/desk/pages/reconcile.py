"""Has every department's system got every message, and how is what is missing sent again by a press?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, permissions
from portal.kernel import reconcile as reconciling
from portal.kernel.answers.normal import day as read_day
from portal.kernel.deadlines import korean
from portal.kernel.reconcile import Tally
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import forms, render

WEEK, MONTH, ALL = 7, 30, 90
SPANS: Final = {WEEK: N_("7일"), MONTH: N_("30일"), ALL: N_("90일")}
SENT: Final = {"resend": N_("빠진 메시지를 다시 보냅니다. 1분쯤 뒤에 이 화면을 다시 열어 확인해 주세요.")}
ASKED: Final = {"ask": N_("부서 시스템에 물었습니다. 시스템이 다음에 가져갈 때 답하면 여기에 보입니다.")}


class NotThere(Refusal):
    """No such department for this person, or no such day."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그 날짜와 부서의 메시지를 찾지 못했습니다. 목록을 다시 열어 주세요."))


@dataclass(frozen=True)
class Line:
    """One day of one department: its name, its numbers, and where the department stands with its answer."""

    tally: Tally
    department: str
    asked: bool


async def reconcile(request: Request) -> Response:
    """GET and POST /desk/reconcile: per day and department what was sent and arrived; do=resend|ask."""
    desk = await enter(request, permissions.SUPERVISOR, permissions.ADMINISTRATOR)
    among = await _departments(desk)
    if request.method == "POST":
        form = await forms.read(request)
        done = await _deal(desk, among, form.get("do"), form.get("day"), form.get("department"))
        return render.redirect(request, f"/desk/reconcile?days={_span(form.get('days'))}&done={done}")
    return await _show(desk, among)


async def _departments(desk: Desk) -> list[str]:
    """Those whose system's messages this person answers for: an administrator's are all."""
    found = await reconciling.departments()
    if desk.has(permissions.ADMINISTRATOR):
        return found
    return [department for department in found if department in desk.actor.supervises]


async def _deal(desk: Desk, among: list[str], do: str, typed: str, department: str) -> str:
    """Send again, or ask, for one day and department. Raises NotThere."""
    day = read_day(typed) or ""
    if department not in among or not day or do not in {"resend", "ask"}:
        raise NotThere()
    on = date.fromisoformat(day)
    if do == "ask":
        await reconciling.ask_for(department, on, desk.now)
    else:
        await reconciling.resend([department], on, on, desk.now)
    return do


async def _show(desk: Desk, among: list[str]) -> Response:
    asked = desk.request.query_params
    days = _span(asked.get("days", ""))
    until = korean(desk.now).date()
    found = await reconciling.tallies(among, until - timedelta(days=days - 1), until, desk.now)
    return await desk.show(
        "desk/reconcile.html",
        {
            "days": days,
            "spans": [(f"/desk/reconcile?days={span}", text, span == days) for span, text in SPANS.items()],
            "lines": [_line(desk, tally) for tally in found],
            "missing": sum(tally.missing for tally in found),
            "done": (SENT | ASKED).get(asked.get("done", ""), ""),
        },
    )


def _line(desk: Desk, tally: Tally) -> Line:
    known = catalogue.current().department(tally.department)
    title = known.title.get(desk.words.lang) if known else tally.department
    return Line(tally, title, tally.asked_at is not None and tally.answered_at is None)


def _span(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and int(typed[:4]) in SPANS else WEEK
