"""Who came back from a provider? The code that the browser brings is exchanged for what the provider vouches for.

The exchange goes from server to server; what it brings is believed only after `tokens` has found the ID token good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError

from portal.kernel.people.identities import NewIdentity
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web.openid import documents, going, tokens
from portal.web.openid.documents import Endpoints
from portal.web.openid.going import Going
from portal.web.openid.providers import Provider, ProviderAway
from portal.web.openid.tokens import Answers, TokenRefused

SECOND_FACTORS: Final = frozenset({"mfa", "otp", "hwk", "sc", "pop"})
"""Words of `amr` (RFC 8176) that name more than something known: several factors, a code, a key, a card."""
LONGEST: Final = 255
CODE: Final = re.compile(r"[\x20-\x7e]{1,2048}")
"""What a code is made of (RFC 6749, A.11)."""


class SignInDeclined(Refusal):
    """The person said no at the provider, or the provider did."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(
            N_("%(provider)s에서 로그인을 마치지 않았습니다. 다시 하거나 다른 방법으로 로그인해 주세요."),
            provider=provider.label,
        )


@dataclass(frozen=True)
class Vouched:
    """What a provider says of a person. `email_proved` is its word, not ours. `raw` is the ID token, for its logout."""

    identity: NewIdentity
    name: str
    email: str
    email_proved: bool
    phone: str
    username: str
    groups: tuple[str, ...]
    factors: frozenset[str]
    sid: str
    raw: str = field(repr=False)

    @property
    def second_factor(self) -> bool:
        """Whether the provider says that it asked for a second factor."""
        return bool(self.factors & SECOND_FACTORS)


async def read(provider: Provider, left: Going, query: Mapping[str, str], now: datetime) -> Vouched:
    """Whom the provider vouches for, from the callback's query. Raises SignInDeclined, TokenRefused, ProviderAway."""
    ends = await documents.endpoints(provider, now)
    _check_issuer(ends, query)
    if query.get("error") or not CODE.fullmatch(query.get("code", "")):
        raise SignInDeclined(provider)
    given = await _exchange(provider, ends, left, query["code"])
    raw, access = str(given.get("id_token") or ""), str(given.get("access_token") or "")
    answers = Answers(left.nonce, left.began_at, left.again, access)
    claims = await tokens.read_id_token(provider, ends, raw, answers, now)
    more = await _userinfo(provider, ends, access, claims["sub"])
    return _vouched(provider, {**more, **claims}, raw)


def _check_issuer(ends: Endpoints, query: Mapping[str, str]) -> None:
    """RFC 9207: who answers must be who was asked, wherever a provider says so."""
    said = query.get("iss", "")
    if said != ends.issuer and (said or ends.names_issuer):
        raise TokenRefused("iss of the callback")


async def _exchange(provider: Provider, ends: Endpoints, left: Going, code: str) -> dict[str, Any]:
    """The tokens for a code, which is good once at the provider."""
    try:
        async with going.client(provider) as asking:
            given = await asking.fetch_token(
                ends.token, grant_type="authorization_code", code=code, code_verifier=left.verifier
            )
    except (
        AuthlibBaseError
    ) as error:  # an answer in the protocol's words: the code is bad, used up, another's
        raise TokenRefused(f"token endpoint: {error.error}") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ProviderAway(provider) from error
    return dict(given)


async def _userinfo(provider: Provider, ends: Endpoints, access: str, subject: str) -> dict[str, Any]:
    """What the provider tells beside the ID token, if it has a place for it: of the same subject only."""
    if not ends.userinfo or not access:
        return {}
    found = await documents.fetch(provider, ends.userinfo, bearer=access)
    given = provider.settings
    told = found.get(given.userinfo_root) if given.userinfo_root else found
    if not isinstance(told, dict):
        raise ProviderAway(provider)
    if given.userinfo_subject and told.get(given.userinfo_subject) != subject:  # Core 5.3.2
        raise TokenRefused("sub of userinfo")
    return told


def _vouched(provider: Provider, claims: Mapping[str, Any], raw: str) -> Vouched:
    given = provider.settings
    email = _text(claims, given.email_claim)
    factors = claims.get("amr")
    return Vouched(
        identity=NewIdentity(provider.name, given.issuer, claims["sub"]),
        name=_text(claims, given.name_claim),
        email=email if "@" in email else "",
        email_proved=claims.get(given.email_verified_claim) in (True, "true"),
        phone=_text(claims, given.phone_claim),
        username=_text(claims, given.username_claim),
        groups=_groups(claims.get(given.groups_claim)) if given.staff else (),
        factors=frozenset(one for one in factors if isinstance(one, str)) if factors else frozenset(),
        sid=_text(claims, "sid"),
        raw=raw,
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _groups(said: object) -> tuple[str, ...]:
    """Groups as a list, or one alone."""
    if isinstance(said, str):
        return (said,)
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()
