"""How does a person go to a sign-in provider, and what happens when they come back?

Leaving is a page and no redirect: the content policy that lets forms go to this site only also stops a redirect after
a form. The page goes on by itself, and has a link for whoever it doesn't.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.people.identities import BelongsToAnother
from portal.kernel.people.staff_groups import NoRights
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.account.actions import vouching
from portal.rooms.account.definition import LEAVE_FOR_PROVIDER
from portal.rooms.account.pages import arriving, second, ways
from portal.web import clock, forms, limits, render, session
from portal.web.errors import STATUSES
from portal.web.openid import coming, going, providers
from portal.web.openid.coming import SignInDeclined, Vouched
from portal.web.openid.going import Going, StaleReturn, Wish
from portal.web.openid.providers import Provider, ProviderAway
from portal.web.openid.tokens import TokenRefused
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession, ProviderSession

REFUSALS: Final = (
    StaleReturn,
    SignInDeclined,
    TokenRefused,
    ProviderAway,
    NoRights,
    BelongsToAnother,
    vouching.NotThisWay,
    vouching.AccountShut,
    vouching.NoSecondFactor,
)
TITLE: Final = N_("로그인하지 못했습니다")
TITLES: Final[dict[type[Refusal], str]] = {
    ProviderAway: N_("지금은 이 방법으로 로그인할 수 없습니다"),
    SignInDeclined: N_("로그인을 마치지 않았습니다"),
    BelongsToAnother: N_("연결하지 못했습니다"),
}


async def leave(request: Request) -> Response:
    """POST /sign-in/with/{provider}: off to the provider, to sign in (`back`) or, with do=link, to link it."""
    await limits.count(request, LEAVE_FOR_PROVIDER)
    provider = providers.named(request.path_params["provider"])
    form, browser = await forms.read(request), await session.load(request)
    if form.get("do") != "link":
        # Whoever is signed in and goes again wants to be asked again, not waved through.
        wish = Wish(back=safe_path(form.get("back"), ""), again=browser.person is not None)
        return await _leave(request, provider, browser, wish)
    person = await ways.owner(request)
    vouching.check_links(provider, person)
    here = ways.path_of(person)
    if not await ways.is_fresh(browser, clock.now(request)):
        return render.redirect(request, here)
    return await _leave(request, provider, browser, Wish(back=here, person=str(person.id)))


async def _leave(request: Request, provider: Provider, browser: BrowserSession, wish: Wish) -> Response:
    try:
        address = await going.begin(browser, provider, wish, clock.now(request))
    except ProviderAway as refusal:
        return await _refused(request, provider, refusal, wish.back)
    return await render.page(
        request, "account/leaving.html", {"provider": provider.label, "address": address}
    )


async def come_back(request: Request) -> Response:
    """GET /sign-in/back/{provider}: the browser is back with a code, or with the provider's refusal."""
    provider = providers.named(request.path_params["provider"])
    browser, now, back = await session.load(request), clock.now(request), ""
    try:
        left = await going.take(request, browser, provider, now)
        back = left.back
        vouched = await coming.read(provider, left, request.query_params, now)
        # What this browser may do changes from here on: an id that somebody planted in it must not.
        await browser.rotate()
        if left.person:
            return await _link(request, provider, left, vouched)
        return await _sign_in(request, provider, left, vouched, now)
    except REFUSALS as refusal:
        return await _refused(request, provider, refusal, back)


async def _link(request: Request, provider: Provider, left: Going, vouched: Vouched) -> Response:
    person = await ways.owner(request)
    if str(person.id) != left.person:  # somebody else has signed in meanwhile
        raise StaleReturn()
    await vouching.link(provider, person, vouched, clock.now(request))
    return render.redirect(request, ways.path_of(person), query={"linked": provider.name})


async def _sign_in(
    request: Request, provider: Provider, left: Going, vouched: Vouched, now: datetime
) -> Response:
    browser = await session.load(request)
    known = await vouching.account_of(provider, vouched, now)
    if known is not None and known.asks and browser.person is not None:
        await browser.sign_out()  # until the second factor the browser is a stranger's, whoever sat there
    arriving.remember_back(browser, left.back)
    if known is not None and known.asks:
        return await second.ask(
            request, known.person, ProviderSession(known.identity_id, vouched.sid, vouched.raw)
        )
    arrival = arriving.Arrival(
        method="openid",
        person=known.person if known else None,
        identity=vouched.identity,
        name=vouched.name,
        email=vouched.email,
        provider_session=ProviderSession(known.identity_id if known else None, vouched.sid, vouched.raw),
    )
    return await arriving.arrive(request, arrival, now)


async def _refused(request: Request, provider: Provider, refusal: Refusal, back: str) -> Response:
    """A plain page that says why, and which other ways there are: what was typed elsewhere stands where it was."""
    reason = refusal.reason if isinstance(refusal, TokenRefused) else refusal.code
    cause = type(refusal.__cause__).__name__ if refusal.__cause__ is not None else ""
    structlog.get_logger().warning(
        "sign-in refused",
        provider=provider.name,
        reason=reason,
        cause=cause,
        request_id=request.state.request_id,
    )
    to_desk = back.startswith("/desk") or not provider.settings.residents
    context = {
        "title": TITLES.get(type(refusal), TITLE),
        "text": refusal.message,
        "back": back,
        "sign_in": "/desk/sign-in" if to_desk else "/sign-in",
        "linking": back if back in ways.PATHS.values() else "",
    }
    return await render.page(request, "account/refused.html", context, status=STATUSES[refusal.kind])
