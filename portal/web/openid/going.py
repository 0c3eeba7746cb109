"""How is a browser sent to a provider, and known again when it comes back?

What was agreed (`state`, `nonce`, PKCE's verifier) stands in this browser's session on the server. Each state is good
once, for ten minutes, in the browser that began: a link with somebody else's code in it signs nobody in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from authlib.integrations.httpx_client import AsyncOAuth2Client
from starlette.requests import Request

from portal.kernel.ids import new_token
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web import limits
from portal.web.openid import documents
from portal.web.openid.providers import Provider
from portal.web.session import BrowserSession

LIVES: Final = timedelta(minutes=10)
AT_ONCE: Final = 5
"""So many sign-ins may be under way in one browser (tabs)."""
_KEY: Final = "openid"


class StaleReturn(Refusal):
    """The browser comes back with a state that is unknown here, used up, too old or another provider's."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "이 로그인은 시간이 지났거나, 이미 쓰였거나, 다른 브라우저에서 시작한 것입니다. "
                "바뀐 것은 없습니다. 처음부터 다시 로그인해 주세요."
            )
        )


@dataclass(frozen=True)
class Wish:
    """What the trip is for: to sign in and see `back`, or to link the provider to the account of the id `person`.

    With `again` the provider is to ask for the password once more, however long ago it did.
    """

    back: str = ""
    person: str = ""
    again: bool = False


@dataclass(frozen=True)
class Going:
    """A sign-in under way: what was agreed, and what it is for. `began` is ISO 8601 in UTC."""

    provider: str
    state: str
    nonce: str
    verifier: str
    began: str
    back: str
    person: str
    again: bool

    @property
    def began_at(self) -> datetime:
        """When the browser left."""
        return datetime.fromisoformat(self.began)


async def begin(browser: BrowserSession, provider: Provider, wish: Wish, now: datetime) -> str:
    """The address at the provider to which the browser goes now. Raises ProviderAway."""
    ends = await documents.endpoints(provider, now)
    going = Going(
        provider=provider.name,
        state=new_token(),
        nonce=new_token(),
        verifier=new_token(),
        began=now.isoformat(),
        **asdict(wish),
    )
    more = {"prompt": "login"} if wish.again else {}
    async with client(provider) as asking:
        address, _ = asking.create_authorization_url(
            ends.authorization, state=going.state, nonce=going.nonce, code_verifier=going.verifier, **more
        )
    browser.data[_KEY] = [*_under_way(browser)[1 - AT_ONCE :], asdict(going)]
    await browser.save()
    return str(address)


async def take(request: Request, browser: BrowserSession, provider: Provider, now: datetime) -> Going:
    """The sign-in that this callback ends; its state is used up, whatever comes of it. Raises StaleReturn."""
    state = request.query_params.get("state", "")
    found = [one for one in _under_way(browser) if state and one["state"] == state]
    if not found:
        raise StaleReturn()
    browser.data[_KEY] = [one for one in _under_way(browser) if one["state"] != state]
    await browser.save()
    # Two requests at once have both found it: the counter lets one of them through.
    await once(request, "openid-state", state)
    going = Going(**found[0])
    if going.provider != provider.name or now - going.began_at > LIVES:
        raise StaleReturn()
    return going


async def once(request: Request, kind: str, value: str) -> None:
    """Use a value up. Raises StaleReturn if it was used before (within an hour)."""
    try:
        await limits.limit(request, kind, per=value, times=1, seconds=3600)
    except limits.TooMany as error:
        raise StaleReturn() from error


def client(provider: Provider) -> AsyncOAuth2Client:
    """Authlib's client for one exchange with the provider."""
    given = provider.settings
    method = given.token_auth or ("client_secret_basic" if given.client_secret else "none")
    return AsyncOAuth2Client(
        client_id=given.client_id,
        client_secret=given.client_secret or None,
        token_endpoint_auth_method=method,
        scope=given.scopes,
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
        timeout=documents.TIMEOUT,
    )


def _under_way(browser: BrowserSession) -> list[Mapping[str, Any]]:
    kept = browser.data.get(_KEY)
    return [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
