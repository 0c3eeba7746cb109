"""What does a provider publish: its endpoints (Discovery 1.0) and the keys it signs with (RFC 7517)?

Both are kept in the process and fetched with short time-outs, never inside a transaction of the database. When the
provider is away, what is known goes on being used for a day; a key that nobody knows is asked for once a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2

from portal.provider_settings import SAFE_ALGORITHMS
from portal.web.openid.providers import Provider, ProviderAway

TIMEOUT: Final = httpx2.Timeout(5.0, connect=3.0)
FRESH: Final = timedelta(hours=1)
"""So long a document is used without asking again."""
KEPT: Final = timedelta(days=1)
"""So long it is used when asking again fails."""
BETWEEN: Final = timedelta(minutes=1)
"""A document is asked for before its time at most so often, whatever forged tokens name."""
LARGEST: Final = 512 * 1024

_known: dict[str, tuple[datetime, dict[str, Any]]] = {}
_asked_anew: dict[str, datetime] = {}


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked what; "" for what it does not have. `names_issuer`: it signs callbacks by RFC 9207."""

    issuer: str
    authorization: str
    token: str
    jwks: str
    userinfo: str
    end_session: str
    names_issuer: bool
    algorithms: tuple[str, ...]


async def endpoints(provider: Provider, now: datetime) -> Endpoints:
    """The provider's endpoints, from its settings before discovery. Raises ProviderAway."""
    given = provider.settings
    complete = given.authorization_endpoint and given.token_endpoint and given.jwks_uri
    found: dict[str, Any] = {} if complete else await _discovered(provider, now)
    return Endpoints(
        issuer=given.issuer,
        authorization=given.authorization_endpoint or _address(found, "authorization_endpoint", provider),
        token=given.token_endpoint or _address(found, "token_endpoint", provider),
        jwks=given.jwks_uri or _address(found, "jwks_uri", provider),
        userinfo=given.userinfo_endpoint or str(found.get("userinfo_endpoint") or ""),
        end_session=given.end_session_endpoint or str(found.get("end_session_endpoint") or ""),
        names_issuer=found.get("authorization_response_iss_parameter_supported") is True,
        algorithms=_algorithms(provider, found),
    )


async def key_set(provider: Provider, address: str, now: datetime, *, anew: bool = False) -> dict[str, Any]:
    """The provider's public keys. With `anew` they are fetched before their time, if that was not done just now."""
    anew = anew and now - _asked_anew.get(address, now - BETWEEN) >= BETWEEN
    if anew:
        _asked_anew[address] = now
    return await _document(provider, address, now, fresh=timedelta(0) if anew else FRESH)


def forget() -> None:
    """Forget what was fetched, for a process that begins anew."""
    _known.clear()
    _asked_anew.clear()


async def _discovered(provider: Provider, now: datetime) -> dict[str, Any]:
    given = provider.settings
    address = given.discovery_url or f"{given.issuer.rstrip('/')}/.well-known/openid-configuration"
    found = await _document(provider, address, now)
    if found.get("issuer") != given.issuer:  # letter by letter, Discovery 1.0, 4.3
        raise ProviderAway(provider)
    return found


def _address(found: dict[str, Any], name: str, provider: Provider) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise ProviderAway(provider)
    return address


def _algorithms(provider: Provider, found: dict[str, Any]) -> tuple[str, ...]:
    """By which algorithms its tokens may be signed: the operator's choice, or the safe ones that it says it uses."""
    if provider.settings.algorithms:
        return tuple(provider.settings.algorithms.split())
    said = found.get("id_token_signing_alg_values_supported")
    offered = said if isinstance(said, list) else ["RS256"]
    return tuple(name for name in SAFE_ALGORITHMS if name in offered) or ("RS256",)


async def _document(
    provider: Provider, address: str, now: datetime, *, fresh: timedelta = FRESH
) -> dict[str, Any]:
    at, known = _known.get(address, (None, None))
    if at is not None and known is not None and now - at < fresh:
        return known
    try:
        fetched = await fetch(provider, address)
    except ProviderAway:
        if at is None or known is None or now - at >= KEPT:
            raise
        return known
    _known[address] = (now, fetched)
    return fetched


async def fetch(provider: Provider, address: str, *, bearer: str = "") -> dict[str, Any]:
    """A JSON object of the provider. Raises ProviderAway: no answer in time, an error, or something else than JSON."""
    headers = {"Accept": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
    try:
        async with httpx2.AsyncClient(timeout=TIMEOUT) as client:
            answer = await client.get(address, headers=headers)
        answer.raise_for_status()
        document = answer.json() if len(answer.content) <= LARGEST else None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ProviderAway(provider) from error
    if not isinstance(document, dict):
        raise ProviderAway(provider)
    return document
