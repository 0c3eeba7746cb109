"""Is a token what its provider says, meant for us, for this sign-in and for now?

OpenID Connect Core 1.0, 3.1.3.7 (ID token) and Back-Channel Logout 1.0, 2.6 (logout token). The signature's algorithm
must be one that we expect of the provider, whatever the token's header claims (RFC 8725); `none` is never one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeyFlexible, KeySet, OctKey
from joserfc.jws import JWSRegistry

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web.openid import documents
from portal.web.openid.documents import Endpoints
from portal.web.openid.providers import Provider

LEEWAY: Final = timedelta(minutes=2)
"""How far the provider's clock may stand from ours."""
LOGOUT_LIVES: Final = timedelta(minutes=10)
"""A logout token is taken so long after it was made; its `jti` is remembered longer."""
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
SUBJECT_LENGTH: Final = 255
MALFORMED: Final = (JoseError, ValueError, TypeError, KeyError, AttributeError)
"""What the libraries raise at tokens and keys that are bad, or no tokens and keys at all."""


class TokenRefused(Refusal):
    """A token does not prove what it should. `reason` is for the log; the person learns that it did not work."""

    def __init__(self, reason: str) -> None:
        self.reason = reason[:120]  # it may quote what somebody sent
        super().__init__(
            N_(
                "로그인 확인에 실패했습니다. 바뀐 것은 없습니다. 다시 로그인해 주세요. "
                "계속되면 다른 방법으로 로그인하거나 전화해 주세요."
            )
        )


@dataclass(frozen=True)
class Answers:
    """Which sign-in a token must answer: its nonce, when it began, whether the password was to be asked for again."""

    nonce: str
    began: datetime
    again: bool
    access_token: str


async def read_id_token(
    provider: Provider, ends: Endpoints, raw: str, answers: Answers, now: datetime
) -> dict[str, Any]:
    """The claims of an ID token that answers this sign-in. Raises TokenRefused, ProviderAway."""
    header, claims = await _decoded(provider, ends, raw, now)
    known = {
        "nonce": answers.nonce,
        "client_id": provider.settings.client_id,
        "access_token": answers.access_token,
    }
    _check(CodeIDToken(claims, header, _expected(provider), known), now)
    earliest = (answers.began - LEEWAY).timestamp()
    if claims["iat"] < earliest:
        raise TokenRefused("iat: older than the sign-in")
    if answers.again and claims.get("auth_time", earliest) < earliest:
        raise TokenRefused("auth_time: the provider did not ask again")
    _check_subject(claims)
    return claims


async def read_logout_token(provider: Provider, ends: Endpoints, raw: str, now: datetime) -> dict[str, Any]:
    """The claims of a logout token: `jti` and one of `sub` and `sid`, at least. Raises TokenRefused.

    The caller sees to it that no `jti` is taken twice.
    """
    header, claims = await _decoded(provider, ends, raw, now)
    if str(header.get("typ", "JWT")).lower() not in {"jwt", "logout+jwt"}:
        raise TokenRefused("typ")
    _check(JWTClaims(claims, header, _expected(provider, "iat", "jti", "events")), now)
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenRefused("events")
    if "nonce" in claims:  # an ID token must not pass for a logout token
        raise TokenRefused("nonce")
    if now.timestamp() - claims["iat"] > (LOGOUT_LIVES + LEEWAY).total_seconds():
        raise TokenRefused("iat")
    if not claims.get("sub") and not claims.get("sid"):
        raise TokenRefused("sub or sid")
    if claims.get("sub"):
        _check_subject(claims)
    return claims


def _expected(provider: Provider, *essential: str) -> dict[str, Any]:
    """What the claims must be: Authlib checks neither issuer nor audience unless it is told them."""
    return {
        "iss": {"essential": True, "value": provider.settings.issuer},
        "aud": {"essential": True, "value": provider.settings.client_id},
        **{name: {"essential": True} for name in essential},
    }


def _check(claims: Any, now: datetime) -> None:
    try:
        claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
    except MALFORMED as error:
        raise TokenRefused(str(error)) from error


def _check_subject(claims: dict[str, Any]) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH:
        raise TokenRefused("sub")


async def _decoded(
    provider: Provider, ends: Endpoints, raw: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, once the signature is found good. Upon an unknown key the key set is fetched anew, once."""
    try:
        token = _verified(raw, await _keys(provider, ends, now), ends)
    except InvalidKeyIdError:
        try:
            token = _verified(raw, await _keys(provider, ends, now, anew=True), ends)
        except MALFORMED as error:
            raise TokenRefused(str(error)) from error
    except MALFORMED as error:
        raise TokenRefused(str(error)) from error
    return dict(token.header), token.claims


def _verified(raw: str, key: KeyFlexible, ends: Endpoints) -> jwt.Token:
    registry = JWSRegistry(algorithms=list(ends.algorithms), strict_check_header=False)
    return jwt.decode(raw, key, registry=registry)


async def _keys(provider: Provider, ends: Endpoints, now: datetime, *, anew: bool = False) -> KeyFlexible:
    if all(name.startswith("HS") for name in ends.algorithms):
        return OctKey.import_key(provider.settings.client_secret)
    found = await documents.key_set(provider, ends.jwks, now, anew=anew)
    return KeySet.import_key_set({"keys": found.get("keys", [])})
