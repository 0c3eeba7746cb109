"""How is a walk-in's petition entered in under a minute? Pick the service, fill one page, hand out the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, deadlines, files, holidays, notices, permissions
from portal.kernel.answers import PETITIONER_FIELDS
from portal.kernel.answers.normal import day
from portal.kernel.cases import link_token, pin_of, reckoning_of, staff_case
from portal.kernel.catalogue import Service
from portal.kernel.deadlines import UnknownYear
from portal.kernel.ids import new_token
from portal.kernel.models import Case
from portal.kernel.notices.wishes import SMS
from portal.kernel.refusals import Refusal
from portal.kernel.search import index_of, search
from portal.kernel.words import N_, Message
from portal.rooms.desk.actions.counter import Entry
from portal.rooms.desk.actions.counter import enter as enter_at_counter
from portal.rooms.desk.definition.lists import PIN_SHOWN
from portal.rooms.desk.forms.counter import PAPER, questions, read_entry
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.sign_in import keep
from portal.rooms.desk.pages.today import READERS
from portal.web import casework, forms, qr, render, session, signed, site
from portal.web.errors import STATUSES
from portal.web.i18n import Words
from portal.web.session import BrowserSession, SignedOut

NOT_IDENTIFIED = N_("신분증으로 본인을 확인한 다음 표시해 주세요.")
_MOST_RECEIPTS = 20


async def counter(request: Request) -> Response:
    """GET /desk/counter?q=: which service? All of those this desk may take, or what a search finds."""
    desk = await enter(request, *READERS)
    typed = request.query_params.get("q", "").strip()[:60]
    offered = [service for service in catalogue.current().services if takes(desk, service)]
    if typed:
        hits = search(index_of(catalogue.current()), typed, limit=len(catalogue.current().services))
        codes = {service.code for service in offered}
        offered = [hit.service for hit in hits if hit.service.code in codes]
    return await desk.show("desk/counter.html", {"typed": typed, "services": offered})


async def entry(request: Request) -> Response:
    """GET and POST /desk/counter/{code}: the petitioner's and the service's questions on one page."""
    try:
        desk = await enter(request, *READERS)
    except SignedOut:
        if request.method != "POST":
            raise
        return await keep(request)
    service = catalogue.service(request.path_params["code"])
    if not takes(desk, service):
        raise catalogue.UnknownService()
    if request.method != "POST":
        return await _show(desk, _blank(request, service), identified=False)
    form = await forms.read(request, strict=False)
    typed = read_entry(service, form)
    identified = form.get("identified") == "yes"
    try:
        if form.problems:
            raise forms.TooLarge(form)
        if service.identity == "verified" and not identified:
            raise Refusal(NOT_IDENTIFIED, fields={"identified": NOT_IDENTIFIED})
        filed = await enter_at_counter(typed, actor=desk.actor, lang=desk.words.lang, now=desk.now)
    except Refusal as refusal:
        return await _show(desk, typed, identified=identified, refusal=refusal)
    if not filed.repeated:
        await desk.note("counter_filed", filed.case)
        await _keep_pin(await session.load(request), filed.case, desk.now)
    return render.redirect(request, f"/desk/counter/receipt/{filed.case.receipt_no}")


async def receipt(request: Request) -> Response:
    """GET /desk/counter/receipt/{no}: to print; the PIN only just after the entry, for who entered it."""
    desk = await enter(request, *READERS)
    case = await staff_case(request.path_params["no"], desk.actor)
    fresh = _just_entered(await session.load(request), case, desk.now)
    address = f"{site.of(request).base_url}/cases/{case.receipt_no}?k={link_token(case)}"
    return await desk.show(
        "desk/counter_receipt.html",
        {
            "case": case,
            "title": casework.title_of(case, desk.words),
            "contact": await casework.contact(case, desk.words),
            "due": await _answered_by(case),
            "rule": deadlines.Rule.parse(str(case.clock["rule"])),
            "pin": pin_of(case) if fresh and case.phone_hash else "",
            "qr": qr.drawn(address) if fresh else "",
            "signed": await signed.slip(request, case),
        },
    )


def _blank(request: Request, service: Service) -> Entry:
    """An empty entry, or one of the paper form whose number the address names."""
    number = request.query_params.get("paper", "")[:32]
    typed = dict.fromkeys(PAPER, "") | {"paper_no": number} if number else None
    return Entry(service, {}, {}, new_token(), paper=typed)


def takes(desk: Desk, service: Service) -> bool:
    """Whether this member of staff may take a petition of this service."""
    return permissions.sees_contents_of(desk.actor, service.department.code)


async def _show(desk: Desk, typed: Entry, *, identified: bool, refusal: Refusal | None = None) -> Response:
    errors = _errors(typed, refusal)
    words = desk.words
    own = questions(typed.service.fields, typed.raw, errors, words)
    who = questions(PETITIONER_FIELDS, typed.petitioner, errors, words)
    context: dict[str, Any] = {
        "service": typed.service,
        "key": typed.key,
        "accept": typed.accept,
        "sms": typed.sms if notices.offered(SMS) else None,
        "identified": identified,
        "not_identified": words(errors["identified"]) if "identified" in errors else "",
        "who": who,
        "paper": _paper(typed, errors, words),
        "questions": own,
        "errors": _summary(desk, errors, refusal),
    }
    return await desk.show(
        "desk/counter_entry.html", context, status=STATUSES[refusal.kind] if refusal else 200
    )


def _paper(typed: Entry, errors: dict[str, Message], words: Words) -> dict[str, tuple[str, str]] | None:
    """Number, day and time of a paper form, each with what is wrong with it."""
    if typed.paper is None:
        return None
    given = {**typed.paper, "paper_date": day(typed.paper["paper_date"]) or ""}
    return {name: (given[name], words(errors[name]) if name in errors else "") for name in PAPER}


def _errors(typed: Entry, refusal: Refusal | None) -> dict[str, Message]:
    """What is wrong, by the input it stands beside."""
    if refusal is None:
        return {}
    papers = [field.name for field in typed.service.fields if field.kind == "file"]
    if isinstance(refusal, files.FileRefused) and papers:
        return {papers[0]: refusal.message}
    said = dict(refusal.fields)
    if "files" in said and papers:
        said[papers[0]] = said.pop("files")
    return said


def _summary(desk: Desk, errors: dict[str, Message], refusal: Refusal | None) -> list[tuple[str, str]] | None:
    if refusal is None:
        return None
    lines = [(f"f-{name}", desk.words(message)) for name, message in errors.items()]
    return lines or [("", desk.words(refusal.message))]


async def _answered_by(case: Case) -> datetime | None:
    """Until when the answer comes: fixed by acceptance, otherwise at the latest."""
    calendar = await holidays.current_calendar()
    try:
        if case.accepted_at is None:
            rule = deadlines.Rule.parse(str(case.clock["rule"]))
            return deadlines.latest_promise(case.submitted_at, rule, calendar).due_at
        reckoning = reckoning_of(case, calendar)
    except UnknownYear:
        return None
    return reckoning.due_at if reckoning else None


async def _keep_pin(browser: BrowserSession, case: Case, now: datetime) -> None:
    before = browser.data.get("entered")
    kept = [str(one) for one in before] if isinstance(before, list) else []
    browser.data["entered"] = [*kept, f"{case.id} {(now + PIN_SHOWN).isoformat()}"][-_MOST_RECEIPTS:]
    await browser.save()


def _just_entered(browser: BrowserSession, case: Case, now: datetime) -> bool:
    kept = browser.data.get("entered")
    for line in kept if isinstance(kept, list) else []:
        known, _, until = str(line).partition(" ")
        if known == str(case.id) and now < datetime.fromisoformat(until):
            return True
    return False
