"""How does a person sign out, here or at the provider as well, and how does a provider sign them out?"""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel import people
from portal.kernel.models import Identity
from portal.rooms.account.definition import PROVIDER_SIGNS_OUT
from portal.web import clock, forms, limits, render, session
from portal.web.openid import leaving, providers
from portal.web.openid.going import StaleReturn
from portal.web.openid.providers import ProviderAway, UnknownProvider
from portal.web.openid.tokens import TokenRefused

BODY_LENGTH = 64 * 1024


async def sign_out(request: Request) -> Response:
    """GET and POST /sign-out: the session ends here at once; then whoever wants ends it at the provider too."""
    browser = await session.load(request)
    if request.method != "POST" or browser.person is None:
        context = {"asks": browser.person is not None, "provider": "", "address": "", "desk": False}
        return await render.page(request, "account/signed_out.html", context)
    if browser.kind == "staff":
        who, address = browser.person, limits.address(request)
        await people.note_look(who, "signed_out", now=clock.now(request), address=address)
    return await leave(request)


async def leave(request: Request) -> Response:
    """End this browser's session, and offer to end the provider's, which would let anybody in again."""
    browser = await session.load(request)
    identity_id, id_token, staff = browser.identity_id, browser.id_token, browser.kind == "staff"
    await browser.sign_out()
    row = await Identity.get_or_none(id=identity_id) if identity_id else None
    label: object = ""
    address = ""
    if row is not None:
        label, address = await _at_provider(request, row, id_token)
    context = {"asks": False, "provider": label, "address": address, "desk": staff}
    return await render.page(request, "account/signed_out.html", context)


async def _at_provider(request: Request, row: Identity, id_token: str) -> tuple[object, str]:
    """What the provider is called, and where one signs out there ("" if it has no such place, or is away)."""
    try:
        provider = providers.named(row.provider)
    except UnknownProvider:
        return "", ""
    return provider.label, await leaving.address(provider, id_token, clock.now(request))


async def by_provider(request: Request) -> Response:
    """POST /sign-in/out/{provider}: a provider says that somebody signed out there (field `logout_token`).

    200 if our sessions ended or there were none; 400 if the token proves nothing (Back-Channel Logout 1.0, 2.8).
    """
    await limits.count(request, PROVIDER_SIGNS_OUT)
    provider = providers.named(request.path_params["provider"])
    body = await _body(request)
    raw = forms.parse_urlencoded(body).get("logout_token")
    try:
        ended = await leaving.end_by(request, provider, raw, clock.now(request))
    except (TokenRefused, StaleReturn, ProviderAway) as refusal:
        reason = refusal.reason if isinstance(refusal, TokenRefused) else refusal.code
        structlog.get_logger().warning("logout token refused", provider=provider.name, reason=reason)
        return JSONResponse({"error": "invalid_request", "error_description": reason}, status_code=400)
    structlog.get_logger().info("signed out by provider", provider=provider.name, sessions=ended)
    return Response(status_code=200)


async def _body(request: Request) -> bytes:
    """The body as far as a logout token can be long: what is longer is cut, and then is none."""
    found = b""
    async for part in request.stream():
        found += part
        if len(found) > BODY_LENGTH:
            break
    return found[:BODY_LENGTH]
