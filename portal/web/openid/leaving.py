"""How does a session end on both sides: when a person signs out here, and when a provider says that they did there?

RP-Initiated Logout 1.0 and Back-Channel Logout 1.0.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

from portal.kernel.people import identities
from portal.web.openid import documents, going, tokens
from portal.web.openid.providers import Provider, ProviderAway


async def address(provider: Provider, id_token: str, now: datetime) -> str:
    """Where a person signs out at the provider too, and is sent back from; "" if it has no such place or is away."""
    try:
        ends = await documents.endpoints(provider, now)
    except ProviderAway:
        return ""
    if not ends.end_session:
        return ""
    said = {
        "id_token_hint": id_token,
        "client_id": provider.settings.client_id,
        "post_logout_redirect_uri": provider.after_sign_out,
    }
    joint = "&" if urlsplit(ends.end_session).query else "?"
    return f"{ends.end_session}{joint}{urlencode({name: value for name, value in said.items() if value})}"


async def end_by(request: Request, provider: Provider, raw: str, now: datetime) -> int:
    """End the sessions here that a provider's logout token names; how many there were.

    Raises TokenRefused, StaleReturn (a token that was used before), ProviderAway.
    """
    ends = await documents.endpoints(provider, now)
    claims = await tokens.read_logout_token(provider, ends, raw, now)
    await going.once(request, "openid-jti", f"{provider.name} {claims['jti']}")
    issuer, subject, sid = (
        provider.settings.issuer,
        str(claims.get("sub") or ""),
        str(claims.get("sid") or ""),
    )
    return await identities.end_sessions(issuer, subject=subject, sid=sid)
