"""What was this member of staff told, and have they read it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import permissions, staff_notices
from portal.kernel.models import StaffNotice
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import casework, forms, render


@dataclass(frozen=True)
class Told:
    """One thing told. `href` is where to deal with it, or empty; `unread` until its reader says so."""

    id: str
    title: str
    text: str
    at: datetime
    note: str
    href: str
    unread: bool


async def told(request: Request) -> Response:
    """GET and POST /desk/told: what the clock and others told this person, unread first; one or all are read."""
    desk = await enter(request, *permissions.ROLES)
    if request.method == "POST":
        form = await forms.read(request)
        one = _id(form.get("notice"))
        if one is not None or form.get("do") == "all":
            await staff_notices.see(desk.person, desk.now, one)
        return render.redirect(request, "/desk/told")
    rows = [_row(desk, notice) for notice in await staff_notices.of_person(desk.person)]
    return await desk.show("desk/told.html", {"rows": rows, "unread": sum(row.unread for row in rows)})


def _row(desk: Desk, notice: StaffNotice) -> Told:
    topic, case, lang = staff_notices.TOPICS[notice.topic], notice.case, desk.words.lang
    href, note = topic.place, ""
    if case is not None:
        title = casework.title_of(case, desk.words)
        note = f"{case.receipt_no} · {title} · {casework.department_of(case, desk.words)}"
        sees = permissions.sees_contents_of(desk.actor, case.department)
        href = f"/desk/cases/{case.receipt_no}" if sees else ""
        if not sees and desk.has(permissions.AUDITOR):
            href = staff_notices.LATE_LIST
    return Told(
        id=str(notice.id),
        title=topic.title.get(lang),
        text=topic.text.get(lang),
        at=notice.created_at,
        note=note,
        href=href,
        unread=notice.seen_at is None,
    )


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
