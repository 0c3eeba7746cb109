"""How does a person go to a sign-in provider, and what happens when they come back?

Leaving is a page and no redirect: a content policy that lets forms go to this site only also stops a redirect after a
form. It goes on by itself, and has a link for whoever it doesn't.
"""

from __future__ import annotations

from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.models import Person
from portal.kernel.people.identities import BelongsToAnother
from portal.kernel.people.staff_groups import NoRights
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.account.actions import arriving, vouching
from portal.rooms.account.definition import LEAVE_FOR_PROVIDER
from portal.rooms.account.pages import second, ways
from portal.web import clock, forms, i18n, limits, render, session
from portal.web.errors import STATUSES
from portal.web.openid import coming, going, providers
from portal.web.openid.coming import SignInDeclined, Vouched
from portal.web.openid.going import Going, StaleReturn
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
TITLES: Final[dict[type[Refusal], str]] = {
    ProviderAway: N_("지금은 이 방법으로 로그인할 수 없습니다"),
    SignInDeclined: N_("로그인하지 않았습니다"),
    BelongsToAnother: N_("잇지 못했습니다"),
}


async def leave(request: Request) -> Response:
    """POST /sign-in/with/{provider}: off to the provider, to sign in (`back`) or, with do=link, to link it."""
    await limits.count(request, LEAVE_FOR_PROVIDER)
    provider = providers.named(request.path_params["provider"])
    form, browser = await forms.read(request), await session.load(request)
    if form.get("do") == "link":
        return await _leave_to_link(request, provider, browser)
    back = safe_path(form.get("back"), "")
    # Somebody signed in who goes again wants to be asked again, not waved through.
    again = browser.person is not None
    return await _leave(request, provider, browser, Going_(back=back, again=again))


async def _leave_to_link(request: Request, provider: Provider, browser: BrowserSession) -> Response:
    person = await ways.owner(request)
    vouching.check_links(provider, person)
    if not await ways.is_fresh(request, browser):
        return render.redirect(request, ways.path_of(person))
    return await _leave(request, provider, browser, Going_(back=ways.path_of(person), person=person))
