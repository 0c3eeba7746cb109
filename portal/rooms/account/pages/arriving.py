"""Somebody proved who they are: whose account is it, and where do they go now?

Every way of signing in ends in `arrive`. Who is known gets a session under a new token and goes back to where they
were; who is not gets a request for an account, sealed, that runs out, and the page that asks for their consent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import people, sending
from portal.kernel.models import Person
from portal.kernel.people import residents
from portal.rooms.account.actions import requests
from portal.rooms.account.actions.requests import Arrival, Wanted
from portal.web import known_devices, limits, render, session
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession, Kind, ProviderSession

__all__ = ["Arrival", "arrive", "forget", "remember_back", "waiting", "welcome"]

HOMES: Final[dict[str, str]] = {"staff": "/desk", "resident": "/account"}
_BACK: Final = "sign_in_back"
_REQUEST: Final = "arrival"


def remember_back(browser: BrowserSession, back: str) -> None:
    """Keep the page to return to after signing in (none: no page); the caller saves the session."""
    browser.data.pop(_BACK, None)
    if safe_path(back, ""):
        browser.data[_BACK] = back


async def arrive(request: Request, arrival: Arrival, now: datetime) -> Response:
    """Sign the known in and send them back; ask the unknown for their consent to an account."""
    browser = await session.load(request)
    if arrival.person is not None:
        return await welcome(request, arrival.person, arrival.provider_session, now)
    browser.data[_REQUEST] = await requests.begin(arrival, now)
    # Whoever knew this browser's token before must not open what its owner has just proved.
    await (browser.rotate() if browser.exists else browser.save())
    return render.redirect(request, "/account/new")


async def welcome(
    request: Request, person: Person, provider: ProviderSession | None, now: datetime, *, new: bool = False
) -> Response:
    """A session of this person under a new token, and the way back to where they were. `new`: a new account."""
    browser = await session.load(request)
    kind: Kind = "staff" if person.kind == "staff" else "resident"
    back = safe_path(str(browser.data.pop(_BACK, "")), HOMES[kind])
    browser.data.pop(_REQUEST, None)
    guest = browser.key
    if kind == "staff":
        await people.note_look(person, "signed_in", now=now, address=limits.address(request))
        await browser.sign_in(person, kind=kind, provider=provider)
        return render.redirect(request, back)
    await browser.sign_in(person, kind=kind, provider=provider)
    await residents.take_drafts(person, guest)
    if not known_devices.knows(request, person):
        known_devices.remember(request, person)
        if not new:
            await sending.tell_person(person, "new_device", now)
    return render.redirect(request, back)


async def waiting(browser: BrowserSession, now: datetime) -> Wanted | None:
    """Who arrived at this browser and has no account yet; None if nobody did or it was too long ago."""
    return await requests.find(str(browser.data.get(_REQUEST, "")), now)


def forget(browser: BrowserSession) -> None:
    """Whoever arrived is in other hands now; the caller saves the session."""
    browser.data.pop(_REQUEST, None)
