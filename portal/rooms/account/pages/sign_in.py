"""How does a resident come in? With an account they have elsewhere, a code by e-mail, or a security key.

Nobody has to: every form can be sent without an account. Whoever came from a page goes back to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import proofs
from portal.kernel.words import N_, Message
from portal.rooms.account import forms
from portal.rooms.account.actions import by_email
from portal.rooms.account.definition import SIGN_IN_CODE, SIGN_IN_CODE_BY_EMAIL, SIGN_IN_TRY
from portal.rooms.account.pages import arriving
from portal.rooms.account.pages.shared import said
from portal.web import clock, holding, limits, preferences, render, session
from portal.web.forms import Form
from portal.web.forms import read as read_form
from portal.web.limits import TooMany
from portal.web.openid import providers
from portal.web.preferences import safe_path

REMEMBERED = "sign_in_code"
INVALID = 422
HOME = "/account"
BAD_EMAIL = N_("이메일 주소를 다시 봐 주세요. 예: name@example.com")


async def sign_in(request: Request) -> Response:
    """GET /sign-in?back=…: the ways in."""
    browser = await session.load(request)
    back = safe_path(request.query_params.get("back", ""), "")
    again = request.query_params.get("again") == "1"  # somebody signed in is asked to sign in once more
    if holding.resident(browser) is not None and not again:
        return render.redirect(request, back or HOME)
    return await _ways(request, back, ended=browser.ended_kind == "resident")


async def email(request: Request) -> Response:
    """GET and POST /sign-in/email: the address, then the code that was sent to it."""
    browser = await session.load(request)
    if request.method != "POST":
        if REMEMBERED not in browser.data:
            return render.redirect(request, "account:sign_in")
        return await _code(request)
    form = await read_form(request)
    return await (_enter(request, form) if form.get("do") == "enter" else _send(request, form))


async def done(request: Request) -> Response:
    """GET /sign-in/done: for a window that was opened to sign in while a form waits in another."""
    browser = await session.load(request)
    return await render.page(request, "account/done.html", {"signed_in": browser.person is not None})


async def _send(request: Request, form: Form) -> Response:
    back = safe_path(form.get("back"), "")
    typed, address = forms.email(form)
    if not address:
        return await _ways(request, back, typed, {"email": Message(BAD_EMAIL)}, status=INVALID)
    try:
        await limits.count(request, SIGN_IN_CODE)
        await limits.count(request, SIGN_IN_CODE_BY_EMAIL, address.casefold())
    except TooMany as refusal:
        return await _ways(request, back, typed, {"email": refusal.message}, status=429)
    browser = await session.load(request)
    arriving.remember_back(browser, back)
    lang = preferences.of(request.scope).lang
    browser.data[REMEMBERED] = await by_email.send_code(address, lang, clock.now(request))
    await browser.save()
    return render.redirect(request, "account:sign_in_email")


async def _enter(request: Request, form: Form) -> Response:
    await limits.count(request, SIGN_IN_TRY)
    browser, now = await session.load(request), clock.now(request)
    typed = form.get("code").strip()[:20]
    try:
        arrival = await by_email.enter_code(browser.data.get(REMEMBERED), forms.six_digits(typed), now)
    except proofs.WrongCode as refusal:
        return await _code(request, typed, {"code": refusal.message}, status=INVALID)
    except proofs.CodeUsedUp as refusal:
        if holding.resident(browser) is not None:
            return render.redirect(request, HOME)  # the button was pressed twice
        return await _ways(request, "", errors={"email": refusal.message}, status=INVALID)
    browser.data.pop(REMEMBERED, None)
    return await arriving.arrive(request, arrival, now)


async def _ways(
    request: Request,
    back: str,
    typed: str = "",
    errors: Mapping[str, Message] | None = None,
    *,
    ended: bool = False,
    status: int = 200,
) -> Response:
    context = {
        "back": back,
        "ended": ended or request.query_params.get("ended") == "1",
        "email": typed,
        "providers": providers.for_residents(),
        **said(request, errors),
    }
    return await render.page(request, "account/sign_in.html", context, status=status)


async def _code(
    request: Request, typed: str = "", errors: Mapping[str, Message] | None = None, *, status: int = 200
) -> Response:
    context = {"code": typed, **said(request, errors)}
    return await render.page(request, "account/sign_in_code.html", context, status=status)
