"""Who looked at what? The log, its monthly review and its export, for the auditor; no contents of any case."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import holidays, people, permissions
from portal.kernel.deadlines import KST
from portal.kernel.people import Looked, log_chain, log_review
from portal.kernel.words import N_, Message
from portal.rooms.desk.definition.lists import (
    CONTACT_REASONS,
    DOWNLOAD_REASONS,
    EXPORT_REASONS,
    HOW_SEARCHED,
    LOG_PAGE,
)
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import forms, paging, render

EXPORTED_AT_ONCE = 10_000
REMARK = 120
RESIDENT, SHOWN_DIGITS = "resident", 12


@dataclass(frozen=True)
class LogLine:
    """One look, in words."""

    at: datetime
    who: str
    what: str
    number: str
    why: str
    address: str


@dataclass(frozen=True)
class MonthRow:
    """One person's month in the review."""

    login: str
    who: str
    looks: int
    cases: int
    contacts: int
    downloads: int
    searches: int
    marks: tuple[str, ...]


async def log(request: Request) -> Response:
    """GET /desk/log?login=&since=&until=&page=: the access log, newest first, for the auditor."""
    desk = await enter(request, permissions.AUDITOR)
    asked = request.query_params
    chosen = {name: asked.get(name, "").strip()[:64] for name in ("login", "since", "until")}
    since, until = _day(chosen["since"]), _day(chosen["until"])
    # What is no date is not drawn into a date field: it would show nothing there.
    chosen |= {name: day.isoformat() if day else "" for name, day in (("since", since), ("until", until))}
    wanted = Looked(chosen["login"], *_span(since, until))
    number = paging.asked(request)
    looks, total = await people.looked(wanted, offset=(number - 1) * LOG_PAGE, limit=LOG_PAGE)
    staff = [(person.login, f"{person.name} ({person.login})") for person in await people.listed()]
    return await desk.show(
        "desk/log.html",
        {
            "chosen": chosen,
            "reasons": [(code, desk.words(text)) for code, text in EXPORT_REASONS.items()],
            "people": staff,
            "total": total,
            "lines": [_log_line(desk, look) for look in looks],
            "pages": paging.pages(number, total=total, size=LOG_PAGE, path="/desk/log", chosen=chosen),
        },
    )


async def export(request: Request) -> Response:
    """POST /desk/log/export: the chosen lines as a table (CSV, UTF-8 with BOM), after saying what for."""
    desk = await enter(request, permissions.AUDITOR)
    form = await forms.read(request)
    if form.get("why") not in EXPORT_REASONS:
        return render.redirect(request, "desk:log")
    wanted = Looked(form.get("login")[:64], *_span(_day(form.get("since")), _day(form.get("until"))))
    await desk.note("log_exported", why=form.get("why"))
    looks, _ = await people.looked(wanted, limit=EXPORTED_AT_ONCE)
    body = _table(desk, [_log_line(desk, look) for look in looks])
    name = f"access-log-{desk.now.astimezone(KST):%Y%m%d-%H%M}.csv"
    return render.download(body, name, "text/csv")


async def review(request: Request) -> Response:
    """GET and POST /desk/log/review?month=2026-03: each person's month, the unusual first; signed off by a line."""
    desk = await enter(request, permissions.AUDITOR)
    first = _month(request.query_params.get("month", ""), desk.now)
    if request.method == "POST":
        remark = " ".join((await forms.read(request)).get("remark").split())[:REMARK]
        verdict = await log_chain.verify()
        said = f"{first:%Y-%m} {verdict.head[:16]} {verdict.fault or 'ok'} {remark}".strip()
        await desk.note("log_reviewed", why=said)
        return render.redirect(request, "desk:log_review", query={"month": f"{first:%Y-%m}"})
    since, until = _start(first), _start(_next(first))
    lines = await log_review.lines_between(since, until)
    before = await log_review.lines_between(_start(_previous(first)), since)
    months = log_review.review(
        lines,
        await holidays.current_calendar(),
        frozenset(f"{line.actor} {line.address}" for line in before if line.address),
    )
    names = await log_review.names_of(month.actor for month in months)
    return await desk.show(
        "desk/log_review.html",
        {
            "month": first,
            "previous": f"{_previous(first):%Y-%m}",
            "next": f"{_next(first):%Y-%m}" if _start(_next(first)) <= desk.now else "",
            "rows": [_month_row(desk, month, names) for month in months if _to_review(month)],
            "over": until <= desk.now,
            "signed": await _signed(desk, first),
            "verdict": _verdict(await log_chain.verify()),
            "until": (_next(first) - timedelta(days=1)).isoformat(),
        },
    )


async def _signed(desk: Desk, first: date) -> list[LogLine]:
    """Who has signed this month's review off, newest first."""
    looks, _ = await people.looked(Looked(what="log_reviewed"), limit=200)
    return [_log_line(desk, look) for look in looks if look.why.startswith(f"{first:%Y-%m} ")]


def _verdict(verdict: log_chain.LogVerdict) -> Message:
    if not verdict.fault:
        return Message(N_("기록 %(lines)s줄이 모두 이어져 있고 바뀌지 않았습니다."), {"lines": verdict.lines})
    if verdict.fault == "cut":
        return Message(N_("기록의 끝이 잘렸습니다. 전산 관리자와 함께 바로 확인해 주세요."))
    return Message(
        N_("기록 %(line)s번 줄이 바뀌었거나 그 앞이 없어졌습니다. 전산 관리자와 함께 바로 확인해 주세요."),
        {"line": verdict.line},
    )


def _month_row(desk: Desk, month: log_review.Month, names: dict[str, str]) -> MonthRow:
    name = names.get(month.actor, "")
    return MonthRow(
        login=month.actor,
        who=_who(desk, month.actor, name),
        looks=month.looks,
        cases=len(month.cases),
        contacts=month.counts["contact_shown"],
        downloads=month.counts["file_downloaded"],
        searches=month.counts["person_searched"],
        marks=tuple(desk.words(mark) for mark in month.marks),
    )


def _table(desk: Desk, lines: list[LogLine]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    heads = (N_("언제"), N_("누가"), N_("무엇을"), N_("접수번호"), N_("왜"), N_("어디에서"))
    writer.writerow([desk.words(head) for head in heads])
    for line in lines:
        at = line.at.astimezone(KST).isoformat(timespec="seconds")
        writer.writerow(
            [_cell(cell) for cell in (at, line.who, line.what, line.number, line.why, line.address)]
        )
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def _log_line(desk: Desk, look: people.Look) -> LogLine:
    words = desk.words
    return LogLine(
        at=look.at,
        who=_who(desk, look.actor, look.name),
        what=words(people.LOOKS.get(look.what, look.what)),
        number=look.receipt_no,
        why=_why(desk, look),
        address=look.address,
    )


def _who(desk: Desk, actor: str, name: str) -> str:
    """Staff with the login; a resident by the account's number; of a login that nobody has only that it was one."""
    kind, _, number = actor.partition(":")
    if kind == RESIDENT:
        return desk.words(N_("주민 %(number)s"), number=number[-SHOWN_DIGITS:])
    if kind == people.STRANGER:
        name = desk.words(N_("없는 계정"))
    return f"{name} ({actor})" if name else actor


def _to_review(month: log_review.Month) -> bool:
    """Whether the review has to show this: residents see to their own accounts, unless something is marked."""
    return bool(month.marks) or month.actor.partition(":")[0] != RESIDENT


def _why(desk: Desk, look: people.Look) -> str:
    """The reason as the list that it was chosen from has it; rights and ways in by their names."""
    known = {**CONTACT_REASONS, **HOW_SEARCHED, **DOWNLOAD_REASONS, **EXPORT_REASONS}
    if look.why in known:
        return desk.words(known[look.why])
    if look.what in {"identity_linked", "identity_unlinked"}:
        return desk.provider(look.why)
    if look.what in {"granted", "revoked"}:
        code, _, by = look.why.removesuffix(")").partition(" (")
        try:
            return f"{desk.right(people.read_right(code))} ({desk.giver(by)})"
        except people.BadRight:
            return look.why
    return look.why


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), KST)


def _span(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    return _start(since) if since else None, _start(until + timedelta(days=1)) if until else None


def _month(typed: str, now: datetime) -> date:
    """The first day of the month asked for; of last month if none is."""
    day = _day(f"{typed}-01")
    return day or _previous(now.astimezone(KST).date().replace(day=1))


def _previous(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
