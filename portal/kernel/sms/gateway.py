"""Which gateway is meant, and what is handed to it? The address in `SMS_URL`, a message, and its size."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from portal.kernel.digits import digits

KINDS: Final = ("solapi", "sens")
SHORT_BYTES: Final = 90
LONG_BYTES: Final = 2000
SUBJECT_BYTES: Final = 40
"""What the carriers take, in EUC-KR: a short message, a long one, and the long one's subject."""
_MOBILE: Final = re.compile(r"01[016789]\d{7,8}")


class Unusable(ValueError):
    """`SMS_URL` is not written as it must be; the text says how, and repeats no secret."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway: `base` is its address without a path, `sender` the registered number it sends from."""

    kind: str
    base: str
    key: str
    secret: str = field(repr=False)
    sender: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `to` is digits; `reference` names our notice, for the gateway's own list."""

    to: str
    text: str
    subject: str = ""
    reference: str = ""

    @property
    def body(self) -> str:
        """The text as a phone can show it: what EUC-KR has not becomes a question mark, what is too long is cut."""
        return _cut(self.text, LONG_BYTES)

    @property
    def title(self) -> str:
        """The subject of a long message."""
        return _cut(self.subject, SUBJECT_BYTES)

    @property
    def is_long(self) -> bool:
        """Whether it is more than a short message holds, and so goes as an LMS."""
        return len(self.body.encode("euc-kr")) > SHORT_BYTES


@dataclass(frozen=True, slots=True)
class Taken:
    """The gateway took a message and calls it `id`."""

    id: str


def mobile(phone: str) -> str:
    """The digits of a Korean mobile number, or "" if a text message can't reach it."""
    found = digits(phone)
    if found.startswith("82"):
        found = "0" + found.removeprefix("82").removeprefix("0")
    return found if _MOBILE.fullmatch(found) else ""


def read_url(url: str) -> Gateway:
    """Read `SMS_URL`. Plain HTTP (`solapi+http://`) is for this machine only. Raises Unusable."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Unusable("SMS_URL has no address that can be read") from None
    kind, _, plain = parts.scheme.partition("+")
    if kind not in KINDS or plain not in {"", "http"}:
        raise Unusable("SMS_URL begins with solapi:// or sens://")
    if plain and not _is_here(host):
        raise Unusable("SMS_URL sends a secret in the clear: +http is for 127.0.0.1 only")
    sender = digits(parse_qs(parts.query).get("from", [""])[0])
    service = unquote(parts.path).strip("/")
    if not (host and parts.username and parts.password and sender) or (kind == "sens" and not service):
        raise Unusable(
            "SMS_URL is written solapi://KEY:SECRET@api.solapi.com?from=0514000000 or "
            "sens://ACCESS:SECRET@sens.apigw.ntruss.com/SERVICE?from=0514000000 (percent-encode the secret)"
        )
    where = f"{host}:{port}" if port else host
    return Gateway(
        kind=kind,
        base=f"{plain or 'https'}://{where}",
        key=unquote(parts.username),
        secret=unquote(parts.password),
        sender=sender,
        service=service,
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _cut(text: str, most: int) -> str:
    return text.encode("euc-kr", "replace")[:most].decode("euc-kr", "ignore")
