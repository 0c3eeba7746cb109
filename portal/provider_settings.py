"""How does an operator describe a sign-in provider? Nested names in the environment: `OIDC__<NAME>__<SETTING>`.

`OIDC__KAKAO__PRESET=kakao` with a client's id and secret is enough for a provider that the portal knows; any other
needs its ISSUER, from which discovery finds the rest (OpenID Connect Discovery 1.0). See docs/operating.md.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

PRESETS: Final[dict[str, dict[str, Any]]] = {
    # The e-mail is an optional consent there; without it nothing is missing but a proposal in the form.
    "kakao": {
        "issuer": "https://kauth.kakao.com",
        "label": "카카오",
        "label_en": "Kakao",
        "scopes": "openid profile_nickname account_email",
        "token_auth": "client_secret_post",
        "name_claim": "nickname",
    },
    # What a resident told Naver stands under `response`, with no `sub` beside it to compare.
    "naver": {
        "issuer": "https://nid.naver.com",
        "label": "네이버",
        "label_en": "Naver",
        "scopes": "openid profile",
        "token_auth": "client_secret_post",
        "userinfo_endpoint": "https://openapi.naver.com/v1/nid/me",
        "userinfo_root": "response",
        "userinfo_subject": "",
    },
}
PROVIDER_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
SAFE_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
SHARED_ALGORITHMS: Final = ("HS256", "HS384", "HS512")
"""Signed with the client's secret: only if the operator names one, since whoever knows the secret can sign."""


class ProviderSettings(BaseModel):
    """One provider. Endpoints that are given win over what discovery says; with all of them nothing is discovered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    preset: Literal["", "kakao", "naver"] = ""
    issuer: str
    client_id: str
    client_secret: str = Field(default="", repr=False)
    label: str = ""
    label_en: str = ""
    scopes: str = "openid profile email"
    discovery_url: str = ""
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    jwks_uri: str = ""
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_auth: Literal["", "client_secret_basic", "client_secret_post", "none"] = ""
    algorithms: str = ""
    name_claim: str = "name"
    email_claim: str = "email"
    email_verified_claim: str = "email_verified"
    phone_claim: str = "phone_number"
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    userinfo_root: str = ""
    userinfo_subject: str = "sub"
    staff: bool = False
    residents: bool = True
    groups: dict[str, str] = Field(default_factory=dict)
    second_factor: Literal["here", "provider"] = "here"

    @model_validator(mode="before")
    @classmethod
    def _preset_first(cls, given: Any) -> Any:
        """What the preset knows, unless the operator says otherwise."""
        if not isinstance(given, dict):
            return given
        return {**PRESETS.get(str(given.get("preset", "")), {}), **given}

    @field_validator("issuer")
    @classmethod
    def _secret_on_the_way(cls, issuer: str) -> str:
        """By HTTPS, or on this machine."""
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_here(parts.hostname or "")):
            raise ValueError("ISSUER is an https:// URL (http:// on this machine only)")
        return issuer

    @field_validator("algorithms")
    @classmethod
    def _known_algorithms(cls, typed: str) -> str:
        """Space-separated; `none` is never accepted."""
        unknown = set(typed.split()) - {*SAFE_ALGORITHMS, *SHARED_ALGORITHMS}
        if unknown:
            raise ValueError(f"ALGORITHMS are among {', '.join((*SAFE_ALGORITHMS, *SHARED_ALGORITHMS))}")
        return typed


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
