"""How does a member of staff come in and leave? Login, password and a code together; works without JavaScript."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import people
from portal.kernel.people import WrongSignIn
from portal.kernel.refusals import Refusal
from portal.rooms.desk.definition.lists import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_LOGIN
from portal.rooms.desk.pages.shared import limit
from portal.web import clock, forms, limits, render, session
from portal.web.limits import TooMany
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession

TEMPLATE = "desk/sign_in.html"
HOME = "/desk"


async def sign_in(request: Request) -> Response:
    """GET and POST /desk/sign-in?back=…: whatever is wrong, one answer; then back to the page that was wanted."""
    browser = await session.load(request)
    back = safe_path(request.query_params.get("back", HOME), HOME)
    if request.method == "GET":
        if browser.kind == "staff":
            return render.redirect(request, back)
        return await render.page(request, TEMPLATE, {"back": back, "login": "", "ended": browser.ended})
    form = await forms.read(request)
    login = form.get("login").strip().lower()[:64]
    try:
        await limit(request, SIGN_IN_BY_ADDRESS, per=limits.address(request))
        await limit(request, SIGN_IN_BY_LOGIN, per=login)
        await _come_in(request, browser, login, form)
    except (WrongSignIn, TooMany) as refusal:
        return await _again(request, refusal, back, login)
    await limits.forgive(request, SIGN_IN_BY_LOGIN.name, per=login)
    return render.redirect(request, back)


async def _come_in(request: Request, browser: BrowserSession, login: str, form: forms.Form) -> None:
    now, address = clock.now(request), limits.address(request)
    try:
        person = await people.check_sign_in(login, form.get("password"), form.get("code"), now)
    except WrongSignIn as refusal:
        if refusal.person is not None:
            await people.note_look(refusal.person, "sign_in_failed", now=now, address=address)
        raise
    await people.note_look(person, "signed_in", now=now, address=address)
    await browser.sign_in(person, kind="staff")


async def _again(request: Request, refusal: Refusal, back: str, login: str) -> Response:
    status = 429 if isinstance(refusal, TooMany) else 422
    errors = [("f-login", refusal.message)]
    context = {"back": back, "login": login, "ended": False, "errors": errors}
    return await render.page(request, TEMPLATE, context, status=status)


async def sign_out(request: Request) -> Response:
    """POST /desk/sign-out: the session ends here and on the server."""
    browser = await session.load(request)
    if browser.person is not None and browser.kind == "staff":
        address = limits.address(request)
        await people.note_look(browser.person, "signed_out", now=clock.now(request), address=address)
        await browser.sign_out()
    return render.redirect(request, "/desk/sign-in")
