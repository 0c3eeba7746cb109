"""How does a person sign in with a security key, and which keys are theirs? For residents and staff.

The question stands in the page and the answer comes as a field of its form; a browser without keys, or without
JavaScript, is told which other ways there are. A key lets staff in alone: their device has asked who they are.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import people
from portal.kernel.models import Person
from portal.kernel.people import relying_party, residents, security_keys, staff_groups
from portal.kernel.people.identities import LastWayIn
from portal.kernel.people.relying_party import NoKeysHere
from portal.kernel.people.security_keys import BadKeyName, KeyCopied, KeyRefused, UnknownKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.account.actions import vouching
from portal.rooms.account.definition import KEY_ASKED, KEY_BY_ADDRESS
from portal.rooms.account.pages import arriving, second, ways
from portal.web import clock, forms, i18n, key_questions, limits, render, session
from portal.web.errors import STATUSES
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession, SignedOut

REFUSALS: Final = (KeyRefused, KeyCopied, NoKeysHere, BadKeyName, UnknownKey, LastWayIn)
RESIDENT: Final = N_("주민 계정")


async def sign_in(request: Request) -> Response:
    """GET and POST /sign-in/key?back=…: any key of ours, with no name typed before."""
    browser, now = await session.load(request), clock.now(request)
    back = safe_path(request.query_params.get("back", ""), "")
    if request.method != "POST":
        if not browser.exists:
            await limits.count(request, KEY_ASKED)
        return await _sign_in_page(request, browser, back)
    await limits.count(request, KEY_BY_ADDRESS)
    try:
        person = await _answered(request, browser)
    except REFUSALS as refusal:
        return await _sign_in_page(request, browser, back, refusal)
    if person.kind == "staff":
        lapsed = await staff_groups.lapse(person, now)
        if not await people.grants_of(person):
            why = staff_groups.Unconfirmed() if lapsed else staff_groups.NoRights()
            return await _sign_in_page(request, browser, back, why)
    arriving.remember_back(browser, back)
    return await arriving.arrive(request, arriving.Arrival(method="key", person=person), now)


async def as_second(request: Request) -> Response:
    """GET and POST /sign-in/second/key: a key of the person for whom a provider has vouched."""
    browser, now = await session.load(request), clock.now(request)
    waiting = await second.waiting_in(browser, now)
    if waiting is None:
        return render.redirect(request, "/desk/sign-in")
    if request.method != "POST":
        return await _second_page(request, browser, waiting.person)
    await limits.count(request, KEY_BY_ADDRESS)
    try:
        # The question in the session may be one that anybody's key may answer (/sign-in/key in another tab).
        if (await _answered(request, browser)).id != waiting.person.id:
            raise KeyRefused()
    except REFUSALS as refusal:
        where = limits.address(request)
        await people.note_look(waiting.person, "sign_in_failed", now=now, address=where)
        return await _second_page(request, browser, waiting.person, refusal)
    return await second.let_in(request, waiting, now)


async def mine(request: Request) -> Response:
    """GET and POST /account/ways/keys (residents), /desk/account/keys (staff): list, add (`do=add`), take away."""
    browser, now, person = await session.load(request), clock.now(request), await _owner(request)
    if request.url.path != _path(person):
        return render.redirect(request, _path(person))
    if request.method != "POST":
        return await _mine(request, person)
    form = await forms.read(request)
    if not await ways.is_fresh(browser, now):
        return render.redirect(request, _path(person))
    try:
        if form.get("do") == "add":
            kept = await key_questions.take(request, browser)
            await security_keys.add(person, kept, form.get("answer"), name=form.get("name"), now=now)
            await vouching.tell_of_way(person, now)
            return render.redirect(request, _path(person), query={"done": "added"})
        await security_keys.remove(person, _id(form.get("remove")), now)
    except REFUSALS as refusal:
        return await _mine(request, person, refusal, name=form.get("name")[: security_keys.NAME_LENGTH])
    return render.redirect(request, _path(person), query={"done": "removed"})


async def _owner(request: Request) -> Person:
    """Whoever is signed in, of either kind. Raises SignedOut."""
    browser = await session.load(request)
    if browser.person is None:
        at_desk = request.url.path.startswith("/desk")
        raise SignedOut("staff" if at_desk else "resident", ended=browser.ended)
    return browser.person


async def _answered(request: Request, browser: BrowserSession) -> Person:
    """Whose key answered the question of this browser. Raises KeyRefused, KeyCopied, NoKeysHere."""
    form = await forms.read(request)
    kept = await key_questions.take(request, browser)
    return await security_keys.check(kept, form.get("answer"), clock.now(request))


async def _sign_in_page(
    request: Request, browser: BrowserSession, back: str, refusal: Refusal | None = None
) -> Response:
    at_desk = back.startswith("/desk")
    options = ""
    if relying_party.usable():
        asked = await security_keys.ask(clock.now(request), verified=at_desk)
        await key_questions.keep(browser, asked)
        options = asked.options
    context = {"options": options, "at_desk": at_desk, "action": request.url.path, "back": back}
    return await _page(request, "account/key_sign_in.html", context, refusal)


async def _second_page(
    request: Request, browser: BrowserSession, person: Person, refusal: Refusal | None = None
) -> Response:
    options = ""
    if relying_party.usable() and await security_keys.keys_of(person):
        asked = await security_keys.ask(clock.now(request), verified=True, person=person)
        await key_questions.keep(browser, asked)
        options = asked.options
    context = {
        "options": options,
        "at_desk": True,
        "action": request.url.path,
        "back": "",
        "name": person.name,
    }
    return await _page(request, "account/key_second.html", context, refusal)


async def _mine(
    request: Request, person: Person, refusal: Refusal | None = None, *, name: str = ""
) -> Response:
    browser, now = await session.load(request), clock.now(request)
    had = await security_keys.keys_of(person)
    fresh, usable = await ways.is_fresh(browser, now), relying_party.usable()
    options = ""
    if fresh and usable and len(had) < security_keys.MOST:
        asked = await security_keys.ask_to_add(person, shown_as=await _shown_as(request, person), now=now)
        await key_questions.keep(browser, asked)
        options = asked.options
    context: dict[str, Any] = {
        "here": _path(person),
        "up": ways.path_of(person),
        "staff": person if person.kind == "staff" else None,
        "rows": had,
        "most": security_keys.MOST,
        "options": options,
        "usable": usable,
        "fresh": fresh,
        "sign_in": "/desk/sign-in" if person.kind == "staff" else "/sign-in",
        "name": name,
        "done": request.query_params.get("done", ""),
    }
    return await _page(request, "account/keys.html", context, refusal)


async def _page(
    request: Request, template: str, context: dict[str, Any], refusal: Refusal | None
) -> Response:
    words = i18n.of(request)
    context |= {
        "errors": {"name" if isinstance(refusal, BadKeyName) else "": words(refusal.message)}
        if refusal
        else None,
        "wrong": refusal.message if refusal is not None else None,
    }
    status = STATUSES[refusal.kind] if refusal is not None else 200
    return await render.page(request, template, context, status=status)


async def _shown_as(request: Request, person: Person) -> str:
    """What the device calls the account, so that its owner tells it from others."""
    if person.kind == "staff":
        return person.login
    return (await residents.profile_of(person)).name or i18n.of(request)(RESIDENT)


def _path(person: Person) -> str:
    return f"{ways.path_of(person)}/keys"


def _id(typed: str) -> UUID:
    """Raises UnknownKey."""
    try:
        return UUID(typed)
    except ValueError:
        raise UnknownKey() from None
