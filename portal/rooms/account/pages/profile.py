"""What did I tell of myself, and how do I correct it? A new e-mail is proved by a code before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import proofs
from portal.kernel.models import Person
from portal.kernel.people import consents, residents
from portal.kernel.tries import Limit
from portal.kernel.words import N_, Message
from portal.rooms.account.actions import mine
from portal.rooms.account.forms.mine import profile as read_profile
from portal.rooms.account.forms.opening import email as read_email
from portal.rooms.account.forms.opening import six_digits
from portal.rooms.account.pages import ways
from portal.rooms.account.pages.shared import said
from portal.web import clock, errors, i18n, limits, render, session
from portal.web.forms import Form
from portal.web.forms import read as read_form

CODES: Final = Limit("profile-code", 5, 3600)
TRIES: Final = Limit("profile-code-try", 30, 3600)
REMEMBERED: Final = "profile_code"
"""In the session: the proof that is under way. The new address itself stands sealed in the proof."""
HERE: Final = "/account/profile"


async def profile(request: Request) -> Response:
    """GET and POST /account/profile: correct name, phone and address; the e-mail by a code, just signed in."""
    person = await session.require(request, "resident")
    if request.method != "POST":
        return await _show(request, person)
    form = await read_form(request)
    do = {"email": _send, "code": _prove, "forget": _forget}.get(form.get("do"), _save)
    return await do(request, person, form)


async def _save(request: Request, person: Person, form: Form) -> Response:
    now = clock.now(request)
    typed = read_profile(form, agreed="contact" in await consents.given(person))
    if typed.errors:
        return await _show(request, person, typed.typed, typed.errors, status=422)
    known = await residents.profile_of(person)
    corrected = replace(known, name=typed.name, phone=typed.phone, address=typed.address)
    try:
        await mine.correct(person, corrected, agrees=typed.agrees, now=now)
    except mine.NeedsGuardian as refusal:
        status = errors.STATUSES[refusal.kind]
        return await _show(request, person, typed.typed, {"agree": refusal.message}, status=status)
    return render.redirect(request, HERE, query={"saved": 1})


async def _send(request: Request, person: Person, form: Form) -> Response:
    if not await ways.is_fresh(await session.load(request), clock.now(request)):
        return await _again(request)
    typed, email = read_email(form)
    if not email:
        text = Message(N_("이메일 주소를 다시 봐 주세요. 예: name@example.com"))
        return await _show(request, person, {"email": typed}, {"email": text}, status=422)
    await limits.count(request, CODES, str(person.id))
    browser = await session.load(request)
    browser.data[REMEMBERED] = await mine.send_code(email, i18n.of(request).lang, clock.now(request))
    await browser.save()
    return render.redirect(request, HERE)


async def _prove(request: Request, person: Person, form: Form) -> Response:
    await limits.count(request, TRIES, str(person.id))
    browser = await session.load(request)
    digits = six_digits(form.get("code"))
    try:
        await mine.prove_email(person, browser.data.get(REMEMBERED), digits, clock.now(request))
    except (proofs.WrongCode, proofs.CodeUsedUp, residents.EmailTaken) as refusal:
        again = isinstance(refusal, proofs.WrongCode)
        if not again:
            await _end_proof(request)
        where = "code" if again else "email"
        status = errors.STATUSES[refusal.kind]
        return await _show(request, person, wrong={where: refusal.message}, status=status)
    await _end_proof(request)
    return render.redirect(request, HERE, query={"saved": 1})


async def _again(request: Request) -> Response:
    """The e-mail signs in: as with other ways in, nobody changes it at a screen that was left open."""
    return await render.page(request, "account/again.html", {"back": HERE, "email": True}, status=403)


async def _forget(request: Request, _person: Person, _form: Form) -> Response:
    await _end_proof(request)
    return render.redirect(request, HERE)


async def _end_proof(request: Request) -> None:
    browser = await session.load(request)
    browser.data.pop(REMEMBERED, None)
    await browser.save()


async def _show(
    request: Request,
    person: Person,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, Message] | None = None,
    status: int = 200,
) -> Response:
    browser = await session.load(request)
    known = await residents.profile_of(person)
    given = await consents.given(person)
    context = {
        "profile": known,
        "values": {
            "name": known.name,
            "phone": known.phone,
            "address": known.address,
            "email": "",
            **(typed or {}),
        },
        "sent": REMEMBERED in browser.data,
        "saved": "saved" in request.query_params and not wrong,
        "agreed": "contact" in given,
        "consent": consents.PURPOSES["contact"],
        **said(request, wrong),
    }
    return await render.page(request, "account/profile.html", context, status=status)
