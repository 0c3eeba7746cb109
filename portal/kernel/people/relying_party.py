"""As whom does the portal speak to security keys? The host and origin of its address (W3C Web Authentication 5.1.2)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings


class NoKeysHere(Refusal):
    """The portal's address is a number, or comes over an open line: browsers offer no keys there."""

    kind = "unavailable"

    def __init__(self) -> None:
        super().__init__(N_("이 주소에서는 보안 키를 쓸 수 없습니다. 다른 방법으로 로그인해 주세요."))


@dataclass(frozen=True)
class RelyingParty:
    """`id` is the host, to which keys are bound; `origin` is scheme, host and port."""

    id: str
    origin: str
    name: str


def ours() -> RelyingParty:
    """The portal as keys know it. Raises NoKeysHere."""
    chosen = settings()
    parts = urlsplit(chosen.base_url)
    host = parts.hostname or ""
    here = host == "localhost" or host.endswith(".localhost")
    if _is_number(host) or not (parts.scheme == "https" or here):
        raise NoKeysHere()
    return RelyingParty(host, f"{parts.scheme}://{parts.netloc}", f"{chosen.district_name} 민원포털")


def usable() -> bool:
    """Whether security keys can be used at the portal's address."""
    try:
        ours()
    except NoKeysHere:
        return False
    return True


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
