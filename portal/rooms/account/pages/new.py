"""How does somebody who arrived for the first time get an account? Their age, what is kept and why, their consent.

Nothing is kept before the consent but the sealed request, for an hour. Under 14 the guardian consents instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import notices
from portal.kernel.people import consents
from portal.kernel.people.identities import BelongsToAnother
from portal.kernel.people.residents import EmailTaken, Profile
from portal.kernel.words import Message
from portal.rooms.account.actions import joining
from portal.rooms.account.actions.requests import Wanted
from portal.rooms.account.definition import GUARDIAN_BY_ADDRESS, GUARDIAN_BY_CONTACT
from portal.rooms.account.forms import joining as forms
from portal.rooms.account.pages import arriving
from portal.rooms.account.pages.shared import said
from portal.web import clock, holding, limits, preferences, render, session
from portal.web.errors import STATUSES
from portal.web.forms import read as read_form
from portal.web.limits import TooMany
from portal.web.openid import providers

ADULT: Final = "adult"
CHILD: Final = "child"
INVALID = 422


async def new(request: Request) -> Response:
    """GET and POST /account/new: first the age, then the page for it (`?age=adult`, `?age=child`)."""
    browser = await session.load(request)
    wanted = await arriving.waiting(browser, clock.now(request))
    if wanted is None:
        # Signed in: the button was pressed twice. Else it was too long ago, and signing in again is the way.
        signed_in = holding.resident(browser) is not None
        return render.redirect(request, "/account" if signed_in else "/sign-in")
    age = request.query_params.get("age", "")
    if age not in {ADULT, CHILD}:
        return await render.page(request, "account/new_age.html", {"wanted": wanted, "by": _by(wanted)})
    if request.method != "POST":
        typed = {"name": wanted.arrival.name[: forms.NAME_LENGTH], "email": wanted.arrival.email}
        return await (_adult(request, wanted, typed) if age == ADULT else _child(request, wanted, typed))
    return await (_join(request, wanted) if age == ADULT else _ask(request, wanted))


async def sent(request: Request) -> Response:
    """GET /account/new/sent: the guardian was asked; what comes next."""
    return await render.page(request, "account/new_sent.html")


async def _join(request: Request, wanted: Wanted) -> Response:
    form, now = await read_form(request), clock.now(request)
    told, agreed = forms.adult(form, wanted.arrival), forms.consented(form)
    errors = told.errors | agreed.errors
    if errors:
        return await _adult(request, wanted, told.typed, errors, agreed.given, status=INVALID)
    profile = Profile(name=told.name, email=told.email, email_proved=wanted.arrival.email_proved)
    lang = preferences.of(request.scope).lang
    try:
        person, provider = await joining.join(wanted, profile, lang=lang, consents=agreed.given, now=now)
    except (EmailTaken, BelongsToAnother) as refusal:
        taken = {"email": refusal.message}
        return await _adult(request, wanted, told.typed, taken, agreed.given, status=STATUSES[refusal.kind])
    return await arriving.welcome(request, person, provider, now, new=True)


async def _ask(request: Request, wanted: Wanted) -> Response:
    form, now = await read_form(request), clock.now(request)
    told = forms.child(form, wanted.arrival, now)
    if told.errors:
        return await _child(request, wanted, told.typed, told.errors, status=INVALID)
    try:
        await limits.count(request, GUARDIAN_BY_ADDRESS)
        await limits.count(request, GUARDIAN_BY_CONTACT, told.guardian.contact.casefold())
    except TooMany as refusal:
        return await _child(
            request, wanted, told.typed, {"guardian_contact": refusal.message}, status=STATUSES[refusal.kind]
        )
    arrival = wanted.arrival
    child = Profile(
        name=told.name, email=arrival.email, email_proved=arrival.email_proved, birth_year=told.birth_year
    )
    lang = preferences.of(request.scope).lang
    await joining.ask_guardian(wanted, child, told.guardian, lang=lang, now=now)
    browser = await session.load(request)
    arriving.forget(browser)
    await browser.save()
    return render.redirect(request, "account:new_sent")


async def _adult(
    request: Request,
    wanted: Wanted,
    values: Mapping[str, str],
    errors: Mapping[str, Message] | None = None,
    ticked: tuple[str, ...] = (),
    *,
    status: int = 200,
) -> Response:
    context = {**_common(wanted, values), "ticked": ticked, **said(request, errors)}
    return await render.page(request, "account/new.html", context, status=status)


async def _child(
    request: Request,
    wanted: Wanted,
    values: Mapping[str, str],
    errors: Mapping[str, Message] | None = None,
    *,
    status: int = 200,
) -> Response:
    context = {**_common(wanted, values), "by_sms": notices.offered(forms.SMS), **said(request, errors)}
    return await render.page(request, "account/new_child.html", context, status=status)


def _common(wanted: Wanted, values: Mapping[str, str]) -> dict[str, Any]:
    names = ("name", "email", "birth_year", "guardian_name", "guardian_contact")
    required = [(name, each) for name, each in consents.PURPOSES.items() if each.required]
    return {
        "values": {name: values.get(name, "") for name in names},
        "arrival": wanted.arrival,
        "by": _by(wanted),
        "required": required,
    }


def _by(wanted: Wanted) -> Any:
    """What the provider is called by which somebody arrived; None for a code by e-mail."""
    identity = wanted.arrival.identity
    known = {provider.name: provider.label for provider in providers.every()}
    return known.get(identity.provider) if identity else None
