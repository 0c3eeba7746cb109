"""Is a department's system away, and does everybody know? The administrator declares degraded mode and ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, modes, permissions, silence
from portal.kernel.answers.normal import day, line
from portal.kernel.privacy import check_no_resident_number
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.rules import handed_in
from portal.web import forms, render
from portal.web.errors import STATUSES

MOST: Final = 300
NAMES: Final = {
    "normal": N_("평소와 같음"),
    "degraded": N_("비상 운영"),
    "read_only": N_("보기만"),
    "maintenance": N_("점검 중"),
}


class BadEnd(Refusal):
    """The time until which the mode is expected to last can't be read or has passed."""

    def __init__(self) -> None:
        said = Message(N_("돌아올 때를 지금보다 뒤의 날짜와 시각으로 적거나 둘 다 비워 주세요."))
        super().__init__(said.text, fields={"until_date": said})


class SetElsewhere(Refusal):
    """Maintenance and reading-only are set where the work is done, on the server."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_("점검과 보기만은 서버에서 portal mode 명령으로 켜고 끕니다. 작업하는 사람에게 물어보세요.")
        )


@dataclass(frozen=True)
class Away:
    """A department whose system is silent, in words."""

    department: str
    waiting: int
    since: datetime


async def mode(request: Request) -> Response:
    """GET and POST /desk/mode: what the house does now; degraded on and off."""
    desk = await enter(request, permissions.ADMINISTRATOR)
    if request.method != "POST":
        return await _show(desk, {})
    form = await forms.read(request)
    typed = {name: form.get(name)[:MOST] for name in ("until_date", "until_time", "text", "text_en")}
    try:
        await _change(desk, form.get("do"), typed)
    except Refusal as refusal:
        return await _show(desk, typed, refusal)
    return render.redirect(request, "/desk/mode")


async def _change(desk: Desk, do: str, typed: dict[str, str]) -> None:
    if not modes.current().takes_changes:
        raise SetElsewhere()
    text, text_en = line(typed["text"]), line(typed["text_en"])
    if do == "degraded":
        check_no_resident_number({"text": text, "text_en": text_en})
        until = _until(typed, desk.now)
        modes.set_mode(
            "degraded", now=desk.now, by=desk.person.login, until=until, text=text, text_en=text_en
        )
    else:
        modes.set_mode("normal", now=desk.now, by=desk.person.login)
    await desk.note("mode_set", why=modes.current().name)


def _until(typed: dict[str, str], now: datetime) -> datetime | None:
    if not (typed["until_date"].strip() or typed["until_time"].strip()):
        return None
    until = handed_in(day(typed["until_date"]) or "", typed["until_time"])
    if until is None or until <= now:
        raise BadEnd()
    return until


async def _show(desk: Desk, typed: dict[str, str], refusal: Refusal | None = None) -> Response:
    known = modes.current()
    errors = {name: desk.words(message) for name, message in refusal.fields.items()} if refusal else {}
    summary = [(f"f-{name}", said) for name, said in errors.items()]
    if refusal and not summary:
        summary = [("", desk.words(refusal.message))]
    blank = {"until_date": "", "until_time": "", "text": known.text.ko, "text_en": known.text.en}
    given = {**blank, **typed}
    return await desk.show(
        "desk/mode.html",
        {
            "known": known,
            "name": NAMES[known.name],
            "changeable": known.takes_changes,
            "away": [_away(desk, one) for one in await silence.silent(desk.now)],
            "typed": {**given, "until_date": day(given["until_date"]) or ""},
            "wrong": errors,
            "errors": summary or None,
        },
        status=STATUSES[refusal.kind] if refusal else 200,
    )


def _away(desk: Desk, one: silence.Silent) -> Away:
    department = catalogue.current().department(one.department)
    title = department.title.get(desk.words.lang) if department else one.department
    return Away(title, one.waiting, one.since)
