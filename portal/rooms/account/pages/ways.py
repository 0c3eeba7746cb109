"""By what may I sign in, and how do I add another way or take one away?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.models import Identity, Person, SecurityKey, Session
from portal.kernel.people import identities, staff_groups
from portal.kernel.people.identities import LastWayIn, UnknownIdentity
from portal.kernel.words import Message, Text
from portal.rooms.account.definition import LINK_WITHIN
from portal.web import clock, forms, render, session
from portal.web.errors import STATUSES
from portal.web.openid import providers
from portal.web.session import BrowserSession, SignedOut

PATHS: Final = {"resident": "/account/ways", "staff": "/desk/account"}


@dataclass(frozen=True)
class Way:
    """A linked account at a provider, as the page lists it. `here`: this session was begun by it."""

    id: str
    label: Text
    linked_at: datetime
    used_at: datetime
    here: bool


async def show(request: Request) -> Response:
    """GET /account/ways (residents), /desk/account (staff): what is linked and what may be."""
    return await page(request, await owner(request))


async def change(request: Request) -> Response:
    """POST /account/ways, /desk/account: unlink a provider's account (field `unlink`: its id)."""
    person, browser = await owner(request), await session.load(request)
    now, form = clock.now(request), await forms.read(request)
    if not await is_fresh(browser, now):
        return render.redirect(request, path_of(person))
    try:
        await identities.unlink(person, _id(form.get("unlink")), now, here=browser.id)
    except (LastWayIn, UnknownIdentity) as refusal:
        return await page(request, person, refusal.message, status=STATUSES[refusal.kind])
    if person.kind == "staff":
        await staff_groups.lapse(person, now)  # what that provider's groups gave goes with it
    return render.redirect(request, path_of(person), query={"unlinked": "1"})


async def owner(request: Request) -> Person:
    """Whoever is signed in and whose ways these are: on the desk's page staff, else residents, or on others both.

    Raises SignedOut.
    """
    browser, path = await session.load(request), request.url.path
    for kind, place in PATHS.items():
        if path == place:
            return await session.require(request, "staff" if kind == "staff" else "resident")
    if browser.person is None:
        raise SignedOut("resident", ended=browser.ended)
    return browser.person


async def is_fresh(browser: BrowserSession, now: datetime) -> bool:
    """Whether the person signed in just now, so that a way in may be added or taken away."""
    row = await Session.get_or_none(id=browser.id)
    return row is not None and row.person_id is not None and now - row.created_at <= LINK_WITHIN


def path_of(person: Person) -> str:
    """Where a person's ways in are listed."""
    return PATHS["staff" if person.kind == "staff" else "resident"]


async def page(
    request: Request, person: Person, wrong: Message | None = None, *, status: int = 200
) -> Response:
    """The page of a person's ways in; `wrong` says why nothing was changed."""
    browser, query = await session.load(request), request.query_params
    rows = await identities.linked_to(person)
    offered = providers.for_staff() if person.kind == "staff" else providers.for_residents()
    linked = {row.issuer for row in rows}
    context: dict[str, Any] = {
        "here": path_of(person),
        "ways": [_way(row, browser) for row in rows],
        "offered": [one for one in offered if one.settings.issuer not in linked],
        "again": [one for one in offered if one.settings.issuer in linked],
        "fresh": await is_fresh(browser, clock.now(request)),
        "done": _done(query, [one.name for one in offered]),
        "keys": await SecurityKey.filter(person_id=person.id).order_by("created_at"),
        "by_email": bool(person.email_hash),
        "by_password": bool(person.password_hash),
        "errors": [("", wrong)] if wrong else None,
        "staff": {"name": person.name} if person.kind == "staff" else None,
    }
    return await render.page(request, "account/ways.html", context, status=status)


def _done(query: Mapping[str, str], names: list[str]) -> str:
    if query.get("linked") in names:
        return "linked"
    return "unlinked" if "unlinked" in query else ""


def _way(row: Identity, browser: BrowserSession) -> Way:
    try:
        label = providers.named(row.provider).label
    except providers.UnknownProvider:  # the operator took it away; the person may too
        label = Text(row.provider, row.provider)
    return Way(str(row.id), label, row.linked_at, row.used_at, row.id == browser.identity_id)


def _id(typed: str) -> UUID:
    """Raises UnknownIdentity."""
    try:
        return UUID(typed)
    except ValueError:
        raise UnknownIdentity() from None
