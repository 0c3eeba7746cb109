"""What was delivered to whom, what was not, and how is it sent again, or told on paper, by a press?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import receipts
from portal.kernel.moves import binding
from portal.kernel.notices.wishes import MAIL, PAPER, SMS
from portal.kernel.words import N_
from portal.rooms.desk.actions.parked import deal_with
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.today import READERS, menu
from portal.rooms.desk.queries.delivery import IN, OUT, SHOWN, TO_DO, Stuck, listed
from portal.rooms.desk.queries.letters import paper_letter
from portal.web import casework, dates, forms, render, signed

WHERE = {OUT: N_("부서 시스템으로"), IN: N_("부서 시스템에서")}
TO_PETITIONER = {
    MAIL: N_("신청인에게 이메일로"),
    SMS: N_("신청인에게 문자로"),
    PAPER: N_("신청인에게 편지나 전화로"),
}
THEN = {
    MAIL: N_("이메일로 대신 알립니다."),
    SMS: N_("문자로 대신 알립니다."),
    PAPER: N_("편지나 전화로 대신 알립니다."),
}
WAYS = {
    "resend": N_("다시 보내기"),
    "past_gap": N_("앞 메시지 없이 적용"),
    "dismiss": N_("닫기"),
    "done": N_("알렸습니다"),
}
AGAIN = N_("다시 적용하기")
ABOUT = {"filed": N_("신청"), "file": N_("신청"), "code": N_("확인번호")}
PREFIX = "kr.portal.case."


@dataclass(frozen=True)
class Line:
    """One item. `ways` are (what to post, what the button says); `letter` leads to what is to be printed."""

    href: str
    number: str
    where: str
    what: str
    at: datetime
    reason: str
    detail: str
    action: str
    ways: tuple[tuple[str, str], ...]
    then: str = ""
    again: str = ""
    letter: str = ""


async def delivery(request: Request) -> Response:
    """GET /desk/delivery?show=todo|paper|failed|waiting&no=: of all cases of this desk or of one, oldest first."""
    desk = await enter(request, *READERS)
    asked = request.query_params.get("show", TO_DO)
    shown = asked if asked in SHOWN else TO_DO
    number = receipts.read(request.query_params.get("no", "")) or ""
    items = await listed(desk.departments, shown, number)
    only = f"&no={number}" if number else ""
    context = {
        "menu": await menu(desk),
        "shown": shown,
        "number": number,
        "filters": [
            (f"/desk/delivery?show={name}{only}", text, name == shown) for name, text in SHOWN.items()
        ],
        "lines": [_line(desk, item) for item in items],
    }
    return await desk.show("desk/delivery.html", context)


async def letter(request: Request) -> Response:
    """GET /desk/delivery/letter/{notice}: what is sent to a petitioner on paper, to print. A look like any other."""
    desk = await enter(request, *READERS)
    found = await paper_letter(request.path_params["notice"], desk.departments)
    await desk.note("letter_printed", found.case)
    context = {
        "letter": found,
        "waits": found.notice.state == "to_do",
        "signed": await signed.slip(request, found.case),
    }
    return await desk.show("desk/letter.html", context)


async def deal(request: Request) -> Response:
    """POST /desk/delivery/{way}/{item} with do=resend|past_gap|dismiss|done. Raises NothingParked, CannotRetry."""
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
        where=desk.words(WHERE.get(item.way) or TO_PETITIONER.get(item.channel, N_("신청인에게"))),
        what=_what(desk, item),
        at=item.at,
        reason=desk.words(item.reason),
        detail=item.detail.strip(),
        action=f"/desk/delivery/{item.way}/{item.id}",
        ways=tuple(
            (way, desk.words(AGAIN if (way, item.way) == ("resend", IN) else WAYS[way])) for way in item.ways
        ),
        then=desk.words(THEN[item.then]) if item.then in THEN else "",
        again=_again(desk, item),
        letter=f"/desk/delivery/letter/{item.id}" if item.channel == PAPER else "",
    )


def _again(desk: Desk, item: Stuck) -> str:
    if item.again_at is None or item.again_at <= desk.now:
        return ""
    return desk.words(N_("%(when)s에 보냅니다."), when=dates.date_time(item.again_at, desk.words.lang))


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
