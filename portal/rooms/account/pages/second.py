"""Who works here and came by a provider: is the second factor with them?

A code of their app, or at the first sign-in the app itself. Until then the browser is a stranger's: what the provider
said waits in its session, sealed, for ten minutes.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp
import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import keys, people
from portal.kernel.models import Person
from portal.kernel.people import security_keys, signing_in
from portal.kernel.words import N_, Message
from portal.rooms.account.definition import SECOND_BY_PERSON, SECOND_WITHIN
from portal.rooms.account.pages import arriving
from portal.web import clock, forms, limits, render, session
from portal.web.session import BrowserSession, ProviderSession

PATH: Final = "/sign-in/second"
_KEY: Final = "second"
_PLACE: Final = "second-factor"
WRONG: Final = N_(
    "인증번호가 맞지 않습니다. 앱에 지금 보이는 숫자를 적어 주세요. 한 번 쓴 숫자는 다시 쓸 수 없습니다."
)


@dataclass(frozen=True)
class Waiting:
    """Who waits for the second factor. `seed` is the app's, if the account has no factor yet; `by_key`: only a key."""

    person: Person
    provider: ProviderSession
    seed: str
    by_key: bool = False


async def ask(request: Request, person: Person, provider: ProviderSession) -> Response:
    """Keep what the provider said and ask for the second factor. The caller has changed the session's id."""
    browser, now = await session.load(request), clock.now(request)
    said = {
        "person": str(person.id),
        "identity": str(provider.identity_id or ""),
        "sid": provider.sid,
        "id_token": provider.id_token,
        "seed": "" if await _has_factor(person) else pyotp.random_base32(),
        "until": (now + SECOND_WITHIN).isoformat(),
    }
    browser.data[_KEY] = base64.b64encode(keys.seal_for_house(json.dumps(said), _PLACE)).decode()
    await browser.save()
    return render.redirect(request, PATH)


async def page(request: Request) -> Response:
    """GET and POST /sign-in/second: the code, or for a new account the app's picture and its first code."""
    browser, now = await session.load(request), clock.now(request)
    waiting = await waiting_in(browser, now)
    if waiting is None:
        return render.redirect(request, "/desk/sign-in")
    if waiting.by_key:
        return render.redirect(request, "account:second_key")
    if request.method != "POST":
        return await _show(request, waiting)
    form = await forms.read(request)
    await limits.count(request, SECOND_BY_PERSON, per=str(waiting.person.id))
    code = form.get("code")[:20]
    if waiting.seed:
        fits = await signing_in.enrol(waiting.person, waiting.seed, code, now)
    else:
        fits = await signing_in.use_code(waiting.person, code, now)
    if not fits:
        address = limits.address(request)
        await people.note_look(waiting.person, "sign_in_failed", now=now, address=address)
        return await _show(request, waiting, Message(WRONG))
    await limits.forgive(request, SECOND_BY_PERSON.name, per=str(waiting.person.id))
    return await let_in(request, waiting, now)


async def let_in(request: Request, waiting: Waiting, now: datetime) -> Response:
    """The second factor was with them: begin the session."""
    browser = await session.load(request)
    browser.data.pop(_KEY, None)
    arrival = arriving.Arrival(method="openid", person=waiting.person, provider_session=waiting.provider)
    return await arriving.arrive(request, arrival, now)


async def waiting_in(browser: BrowserSession, now: datetime) -> Waiting | None:
    """Who waits at this browser; None if nobody does or it was too long ago."""
    kept = browser.data.get(_KEY)
    if not isinstance(kept, str) or not kept:
        return None
    said = json.loads(keys.unseal_for_house(base64.b64decode(kept), _PLACE))
    if now >= datetime.fromisoformat(said["until"]):
        return None
    person = await Person.get_or_none(id=said["person"], active=True, kind="staff")
    if person is None:
        return None
    identity = UUID(said["identity"]) if said["identity"] else None
    seed = "" if await _has_factor(person) else said["seed"]
    by_key = person.totp_sealed is None and not seed
    return Waiting(person, ProviderSession(identity, said["sid"], said["id_token"]), seed, by_key)


async def _has_factor(person: Person) -> bool:
    """Whether an app or a key is there: then a provider's password alone must not bring another one."""
    return person.totp_sealed is not None or bool(await security_keys.keys_of(person))


async def _show(request: Request, waiting: Waiting, wrong: Message | None = None) -> Response:
    context = {
        "name": waiting.person.name,
        "seed": " ".join(waiting.seed[at : at + 4] for at in range(0, len(waiting.seed), 4)),
        "qr": _picture(people.totp_uri(waiting.person.login, waiting.seed)) if waiting.seed else "",
        "errors": [("f-code", wrong)] if wrong else None,
    }
    return await render.page(request, "account/second.html", context, status=422 if wrong else 200)


def _picture(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return Markup(drawn)  # noqa: S704 — segno draws paths only; the address is not in it
