"""How did the departments keep their dates last month, and what follows? The auditor's review (민원규칙 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import monthly_review, permissions
from portal.kernel.deadlines import korean
from portal.kernel.models import MonthlyReview
from portal.kernel.monthly_review import COLUMNS
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import casework, forms, render
from portal.web.errors import STATUSES

HEADS = {
    "received": N_("들어온 민원"),
    "in_time": N_("기한 안"),
    "late": N_("기한 넘김"),
    "extended": N_("연장"),
    "returned": N_("반려"),
    "withdrawn": N_("취하"),
    "still_late": N_("달 끝까지 지연"),
}

KINDS = {
    "permit": N_("허가"),
    "license": N_("면허·인가"),
    "approval": N_("승인"),
    "report_registration": N_("신고·등록"),
    "inspection": N_("검사"),
    "certificate": N_("증명"),
    "inquiry_law": N_("법령 질의"),
    "inquiry_general": N_("일반 질의"),
    "suggestion": N_("건의"),
    "grievance": N_("고충 민원"),
    "living_report": N_("생활 민원"),
    "courtesy_report": N_("친절·불친절 신고"),
    "misc": N_("그 밖의 민원"),
}
"""What the kinds of petitions are called in the review."""


@dataclass(frozen=True)
class Row:
    """A department's or a kind's month, in the order of COLUMNS."""

    name: str
    numbers: tuple[int, ...]


async def monthly(request: Request) -> Response:
    """GET and POST /desk/monthly?month=2026-03: a month's figures; the auditor completes the review by a remark."""
    desk = await enter(request, permissions.AUDITOR)
    first = _month(request.query_params.get("month", "")) or monthly_review.month_before(desk.now)
    if request.method != "POST":
        return await _show(desk, first)
    remark = (await forms.read(request)).get("remark")
    try:
        await monthly_review.complete(f"{first:%Y-%m}", desk.person, remark, desk.now)
    except Refusal as refusal:
        said = refusal.fields.get("remark", refusal.message)
        return await _show(desk, first, remark, desk.words(said), status=STATUSES[refusal.kind])
    return render.redirect(request, "desk:monthly", query={"month": f"{first:%Y-%m}"})


async def _show(
    desk: Desk, first: date, typed: str = "", problem: str = "", *, status: int = 200
) -> Response:
    review = await MonthlyReview.get_or_none(month=f"{first:%Y-%m}")
    after = (first + timedelta(days=32)).replace(day=1)
    by = after.replace(day=monthly_review.LAST_DAY)
    context = {
        "month": first,
        "previous": f"{first - timedelta(days=1):%Y-%m}",
        "next": f"{after:%Y-%m}" if after <= monthly_review.month_before(desk.now) else "",
        "by": by,
        "overdue": korean(desk.now).date() > by,
        "review": review,
        "heads": [desk.words(HEADS[column]) for column in COLUMNS],
        "departments": _rows(desk, review, "departments"),
        "kinds": _rows(desk, review, "kinds"),
        "typed": typed,
        "longest": monthly_review.LONGEST_REMARK,
        "problem": problem,
        "errors": [("f-remark" if review and not review.completed_at else "", problem)] if problem else [],
    }
    return await desk.show("desk/monthly.html", context, status=status)


def _rows(desk: Desk, review: MonthlyReview | None, table: str) -> list[Row]:
    if review is None:
        return []
    figures: dict[str, Any] = review.figures
    rows = [
        Row(_name(desk, table, code), tuple(row[column] for column in COLUMNS))
        for code, row in figures[table].items()
    ]
    if len(rows) > 1:
        sums = tuple(sum(row.numbers[place] for row in rows) for place in range(len(COLUMNS)))
        rows.append(Row(desk.words(N_("모두")), sums))
    return rows


def _name(desk: Desk, table: str, code: str) -> str:
    if table == "kinds":
        return desk.words(KINDS[code]) if code in KINDS else code
    return casework.department_name(code, desk.words)


def _month(typed: str) -> date | None:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
