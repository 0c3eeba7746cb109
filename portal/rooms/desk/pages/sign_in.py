"""How does a member of staff come in and leave? Login, password and a code together; works without JavaScript.

A session may end while somebody writes: what was sent then goes along through the sign-in, and is offered to be
sent once more.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import people
from portal.kernel.people import WrongSignIn, staff_groups
from portal.kernel.refusals import Refusal
from portal.rooms.desk.definition.lists import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_LOGIN
from portal.web import clock, forms, limits, render, session
from portal.web.limits import TooMany
from portal.web.openid import providers
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession

TEMPLATE = "desk/sign_in.html"
HOME = "/desk"
KEPT = "kept-"


async def sign_in(request: Request) -> Response:
    """GET and POST /desk/sign-in?back=…: whatever is wrong, one answer; then back to the page that was wanted."""
    browser = await session.load(request)
    back = safe_path(request.query_params.get("back", HOME), HOME)
    if request.method != "POST":
        if browser.kind == "staff":
            return render.redirect(request, back)
        return await _page(request, back, ended=browser.ended)
    form = await forms.read(request)
    login, kept = form.get("login").strip().lower()[:64], _kept_in(form)
    try:
        await limits.count(request, SIGN_IN_BY_ADDRESS)
        await limits.count(request, SIGN_IN_BY_LOGIN, per=login)
        await _come_in(request, browser, login, form)
    except (WrongSignIn, TooMany) as refusal:
        status = 429 if isinstance(refusal, TooMany) else 422
        return await _page(request, back, login=login, kept=kept, refusal=refusal, status=status)
    await limits.forgive(request, SIGN_IN_BY_LOGIN.name, per=login)
    if kept:
        return await render.page(request, "desk/again.html", {"back": back, "kept": kept})
    return render.redirect(request, back)


async def keep(request: Request) -> Response:
    """What a post meets when its session has ended: the sign-in page, which holds all that was typed."""
    form = await forms.read(request, strict=False)
    return await _page(request, request.url.path, kept=form.values, status=401)


async def _come_in(request: Request, browser: BrowserSession, login: str, form: forms.Form) -> None:
    now, address = clock.now(request), limits.address(request)
    try:
        person = await people.check_sign_in(login, form.get("password"), form.get("code"), now)
    except WrongSignIn as refusal:
        if refusal.person is not None:
            await people.note_look(refusal.person, "sign_in_failed", now=now, address=address)
        else:
            await people.note_stranger(login, now=now, address=address)
        raise
    await staff_groups.lapse(person, now)
    await people.note_look(person, "signed_in", now=now, address=address)
    await browser.sign_in(person, kind="staff")


def _kept_in(form: forms.Form) -> dict[str, list[str]]:
    """What came along from the page whose session had ended."""
    return {name.removeprefix(KEPT): form.all(name) for name in form.values if name.startswith(KEPT)}


async def _page(
    request: Request,
    back: str,
    *,
    login: str = "",
    ended: bool = False,
    kept: Mapping[str, list[str]] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    context: dict[str, object] = {"back": back, "login": login, "ended": ended, "kept": kept or {}}
    context["offered"] = providers.for_staff()
    context["errors"] = [("f-login", refusal.message)] if refusal is not None else None
    return await render.page(request, TEMPLATE, context, status=status)


async def sign_out(request: Request) -> Response:
    """POST /desk/sign-out: the session ends here and on the server."""
    browser = await session.load(request)
    if browser.person is not None and browser.kind == "staff":
        address = limits.address(request)
        await people.note_look(browser.person, "signed_out", now=clock.now(request), address=address)
        await browser.sign_out()
    return render.redirect(request, "/desk/sign-in")
