"""Somebody proved who they are: whose account is it, and where do they go now?

Every way of signing in ends in `arrive`. Who is known gets a session under a new token and goes back to where they
were; who is not gets a request for an account, sealed, that runs out, and the page that asks for their consent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import keys, people
from portal.kernel.canonical import canonical
from portal.kernel.ids import new_token
from portal.kernel.models import AccountRequest, Person
from portal.kernel.people import residents
from portal.kernel.people.identities import NewIdentity
from portal.web import limits, render, session
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession, Kind, ProviderSession

HOMES: Final[dict[str, str]] = {"staff": "/desk", "resident": "/account"}
ADULTS_WAIT: Final = timedelta(hours=1)
"""How long somebody who arrived has for the page that makes the account."""
_BACK: Final = "sign_in_back"
_REQUEST: Final = "arrival"


@dataclass(frozen=True)
class Arrival:
    """Who arrived. `person`: the account, if there is one. The rest is what a new account may be made of.

    `email_proved` means that a code of ours came back from the address; a provider's word is no proof here.
    """

    method: Literal["openid", "email", "key"]
    person: Person | None = None
    identity: NewIdentity | None = None
    name: str = ""
    email: str = ""
    email_proved: bool = False
    provider_session: ProviderSession | None = field(default=None, repr=False)


def remember_back(browser: BrowserSession, back: str) -> None:
    """Keep the page to return to after signing in; the caller saves the session."""
    if safe_path(back, ""):
        browser.data[_BACK] = back


async def arrive(request: Request, arrival: Arrival, now: datetime) -> Response:
    """Sign the known in and send them back; ask the unknown for their consent to an account."""
    browser = await session.load(request)
    if arrival.person is not None:
        return await welcome(request, arrival.person, arrival.provider_session, now)
    token = new_token()
    row = AccountRequest(token_hash=keys.token_hash(token), created_at=now, expires_at=now + ADULTS_WAIT)
    row.content_sealed = keys.seal_for_house(canonical(_plain(arrival)), _place(row))
    await row.save(force_create=True)
    browser.data[_REQUEST] = token
    await browser.save()
    return render.redirect(request, "/account/new")


async def welcome(
    request: Request, person: Person, provider: ProviderSession | None, now: datetime
) -> Response:
    """A session of this person under a new token, and the way back to where they were."""
    browser = await session.load(request)
    kind: Kind = "staff" if person.kind == "staff" else "resident"
    back = safe_path(str(browser.data.pop(_BACK, "")), HOMES[kind])
    browser.data.pop(_REQUEST, None)
    if kind == "staff":
        await people.note_look(person, "signed_in", now=now, address=limits.address(request))
    guest = browser.key
    await browser.sign_in(person, kind=kind, provider=provider)
    if kind == "resident":
        await residents.take_drafts(person, guest)
    return render.redirect(request, back)


async def waiting(browser: BrowserSession, now: datetime) -> tuple[AccountRequest, Arrival] | None:
    """Who arrived at this browser and has no account yet; None if nobody did or it was too long ago."""
    token = str(browser.data.get(_REQUEST, ""))
    row = await AccountRequest.get_or_none(token_hash=keys.token_hash(token), expires_at__gt=now)
    return None if row is None or not token else (row, _arrival(row))


def _plain(arrival: Arrival) -> dict[str, Any]:
    provider = arrival.provider_session
    return {
        "method": arrival.method,
        "identity": asdict(arrival.identity) if arrival.identity else None,
        "name": arrival.name,
        "email": arrival.email,
        "email_proved": arrival.email_proved,
        "provider": [str(provider.identity_id or ""), provider.sid, provider.id_token] if provider else None,
    }


def _arrival(row: AccountRequest) -> Arrival:
    said = json.loads(keys.unseal_for_house(bytes(row.content_sealed), _place(row)))
    identity, provider = said.pop("identity"), said.pop("provider")
    return Arrival(
        **said,
        identity=NewIdentity(**identity) if identity else None,
        provider_session=_provider(*provider) if provider else None,
    )


def _provider(identity_id: str, sid: str, id_token: str) -> ProviderSession:
    return ProviderSession(UUID(identity_id) if identity_id else None, sid, id_token)


def _place(row: AccountRequest) -> str:
    return f"account-request:{row.id}"
