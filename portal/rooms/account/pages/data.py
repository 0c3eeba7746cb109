"""What does the house hold about me, how do I take it away, and how do I close the account?

To take everything away, or to close, one has to have signed in a few minutes ago: nobody else does it at a screen
that was left open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, held, retention
from portal.kernel.models import Case
from portal.kernel.people import consents
from portal.kernel.people.looks import LOOKS
from portal.kernel.words import N_, Message, Text
from portal.rooms.account import queries
from portal.rooms.account.actions import mine
from portal.rooms.account.pages import ways
from portal.rooms.account.pages.shared import said
from portal.web import casework, clock, i18n, limits, render, session, sizes
from portal.web.forms import read as read_form
from portal.web.i18n import Words
from portal.web.openid import providers

FILE = "portal-my-data.json"


@dataclass(frozen=True)
class Kept:
    """A case and how long the law keeps it: `until` is its last day, None while it is open or kept for good."""

    case: Case
    title: str
    open: bool
    years: str
    until: date | None


async def data(request: Request) -> Response:
    """GET /account/data: what there is, what can be done at once, and what takes ten days."""
    await session.require(request, "resident")
    return await render.page(request, "account/data.html", {})


async def everything(request: Request) -> Response:
    """GET /account/data/all: all of it as a page to read and print."""
    person = await session.require(request, "resident")
    if not await ways.is_fresh(await session.load(request), clock.now(request)):
        return await _again(request)
    words, now = i18n.of(request), clock.now(request)
    found = await held.gather(person, now)
    context = {
        "held": found,
        "titles": {name: purpose.label for name, purpose in consents.PURPOSES.items()},
        "looks": LOOKS,
        "providers": {one.name: one.label for one in providers.for_residents()},
        "size": sizes.size,
        "rows": {one.case.id: held.answered(one, words.lang) for one in found.cases},
        "draft_titles": {row.service_code: _service(row.service_code) for row in found.drafts},
        "event": casework.event_title,
        "kept": {one.case.id: _kept(one.case, words) for one in found.cases},
    }
    return await render.page(request, "account/everything.html", context)


def _service(code: str) -> str | Text:
    """What a service is called; its code, if the catalogue has it no more."""
    found = catalogue.current().get(code)
    return found.title if found else code


async def file(request: Request) -> Response:
    """POST /account/data/file: all of it as JSON."""
    person = await session.require(request, "resident")
    now = clock.now(request)
    if not await ways.is_fresh(await session.load(request), now):
        return await _again(request)
    body = await mine.everything(person, now=now, address=limits.address(request))
    return render.download(body, FILE, "application/json")


async def close(request: Request) -> Response:
    """GET and POST /account/close: what goes now, what the law keeps and until when; then the account is closed."""
    person = await session.require(request, "resident")
    browser, now = await session.load(request), clock.now(request)
    if not await ways.is_fresh(browser, now):
        return await _again(request)
    if request.method != "POST":
        return await _close(request)
    if (await read_form(request)).get("sure") != "yes":
        wrong = Message(N_("계정을 닫으려면 아래에 표시해 주세요."))
        return await _close(request, {"sure": wrong}, status=422)
    await mine.close(person, now=now, address=limits.address(request))
    await browser.sign_out()
    return render.redirect(request, "account:closed")


async def _close(request: Request, wrong: dict[str, Message] | None = None, status: int = 200) -> Response:
    person, words = await session.require(request, "resident"), i18n.of(request)
    cases = [each.case for each in await queries.of_person(person)]
    context = {"kept": [_kept(case, words) for case in cases], **said(request, wrong)}
    return await render.page(request, "account/close.html", context, status=status)


def _kept(case: Case, words: Words) -> Kept:
    return Kept(
        case,
        casework.title_of(case, words),
        casework.stage_of(case).open,
        words(retention.CLASSES.get(case.retention_class, case.retention_class)),
        held.keeps_until(case),
    )


async def closed(request: Request) -> Response:
    """GET /account/closed: goodbye."""
    return await render.page(request, "account/closed.html", {})


async def _again(request: Request) -> Response:
    """Ask to sign in once more, and come back to this page."""
    path = request.url.path
    back = path if request.method == "GET" or path == "/account/close" else "/account/data"
    return await render.page(request, "account/again.html", {"back": back}, status=403)
