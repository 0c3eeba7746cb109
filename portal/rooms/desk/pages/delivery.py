"""What could not be delivered, and how is it sent again by a press?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.moves import binding
from portal.kernel.words import N_
from portal.rooms.desk.actions.parked import deal_with
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.today import READERS, menu
from portal.rooms.desk.queries.delivery import IN, NOTICE, OUT, Stuck, stuck
from portal.web import casework, forms, render

WHERE = {OUT: N_("부서 시스템으로"), IN: N_("부서 시스템에서"), NOTICE: N_("신청인에게 메일로")}
WAYS = {"resend": N_("다시 보내기"), "past_gap": N_("앞 메시지 없이 적용"), "dismiss": N_("닫기")}
AGAIN = N_("다시 적용하기")
ABOUT = {"filed": N_("신청"), "file": N_("신청"), "code": N_("확인번호")}
PREFIX = "kr.portal.case."


@dataclass(frozen=True)
class Line:
    """One parked item. `ways` are (what to post, what the button says)."""

    href: str
    number: str
    where: str
    what: str
    at: datetime
    reason: str
    detail: str
    action: str
    ways: tuple[tuple[str, str], ...]


async def delivery(request: Request) -> Response:
    """GET /desk/delivery: everything that waits for somebody, oldest first."""
    desk = await enter(request, *READERS)
    items = await stuck(desk.departments)
    return await desk.show(
        "desk/delivery.html",
        {"menu": await menu(desk), "lines": [_line(desk, item) for item in items]},
    )


async def deal(request: Request) -> Response:
    """POST /desk/delivery/{way}/{item} with do=resend|past_gap|dismiss. Raises NothingParked, CannotRetry."""
    desk = await enter(request, *READERS)
    do = (await forms.read(request)).get("do", "resend")
    way, item = request.path_params["way"], request.path_params["item"]
    await deal_with(way, item, do, desk.departments, desk.now)
    return render.redirect(request, "/desk/delivery")


def _line(desk: Desk, item: Stuck) -> Line:
    number = item.case.receipt_no if item.case else ""
    return Line(
        href=f"/desk/cases/{number}" if number else "",
        number=number,
        where=desk.words(WHERE[item.way]),
        what=_what(desk, item),
        at=item.at,
        reason=desk.words(item.reason),
        detail=item.detail.strip(),
        action=f"/desk/delivery/{item.way}/{item.id}",
        ways=tuple(
            (way, desk.words(AGAIN if (way, item.way) == ("resend", IN) else WAYS[way])) for way in item.ways
        ),
    )


def _what(desk: Desk, item: Stuck) -> str:
    """The move that the item tells of, and of which service."""
    name = item.what.removeprefix(PREFIX)
    label = ABOUT.get(name, "")
    title = ""
    if item.case is not None:
        title = casework.title_of(item.case, desk.words)
        moves = binding(item.case.room).definition.moves
        # A notice's topic is the word of what happened; the move that tells it has the label.
        known = {name: move.label for name, move in moves.items()}
        known |= {move.notice: move.label for move in moves.values() if move.notice}
        label = known.get(name, label)
    return " · ".join(text for text in (title, desk.words(label) if label else name) if text)
