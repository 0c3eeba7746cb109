"""Who wants no more notices by a channel? One press in any mail program or phone, without an account (RFC 8058).

A token names a channel and a contact by keyed hashes and carries our own mark over both, so that it can be neither
guessed nor turned on somebody else, and needs no row before it is used. What must be told then comes by another way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.kernel import keys
from portal.kernel.digits import digits
from portal.kernel.models import NoticeStop
from portal.kernel.notices.wishes import MAIL, SMS
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

STOPPABLE: Final = {MAIL: b"m", SMS: b"s"}
HASH_BYTES: Final = 12
MARK_BYTES: Final = 12
"""96 bits each: unguessable, and short enough for a text message."""


class WrongLink(Refusal):
    """The link was not made here, or was cut on its way."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("이 수신거부 링크를 읽을 수 없습니다. 받은 글에 있는 주소를 끝까지 넣어 주세요."))


@dataclass(frozen=True)
class Contact:
    """A contact by a channel, known by its keyed hash only."""

    channel: str
    hash: str


def contact_of(channel: str, address: str) -> Contact:
    """The contact that an address or a phone number is."""
    plain = digits(address) if channel == SMS else address
    return Contact(channel, keys.keyed_hash("notice-stop", plain)[: 2 * HASH_BYTES])


def token(contact: Contact) -> str:
    """What the link of this contact ends in."""
    named = STOPPABLE[contact.channel] + bytes.fromhex(contact.hash)
    return base64.urlsafe_b64encode(named + _mark(named)).rstrip(b"=").decode()


def read(token: str) -> Contact:
    """The contact that a token names. Raises WrongLink."""
    try:
        raw = base64.b64decode(
            token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error):
        raise WrongLink() from None
    named, mark = raw[:-MARK_BYTES], raw[-MARK_BYTES:]
    channel = {code: name for name, code in STOPPABLE.items()}.get(named[:1])
    if channel is None or len(named) != 1 + HASH_BYTES or not hmac.compare_digest(mark, _mark(named)):
        raise WrongLink()
    return Contact(channel, named[1:].hex())


def _mark(named: bytes) -> bytes:
    key = keys.ring().derived("unsubscribe")
    return hmac.new(key, named, hashlib.sha256).digest()[:MARK_BYTES]


async def stop(contact: Contact, now: datetime) -> None:
    """No more notices to this contact by its channel; doing it twice is doing it once."""
    await NoticeStop.get_or_create(
        defaults={"at": now}, channel=contact.channel, contact_hash=contact.hash, topic=""
    )


async def resume(contact: Contact) -> None:
    """Notices go to this contact again."""
    await NoticeStop.filter(channel=contact.channel, contact_hash=contact.hash).delete()


async def stopped(contact: Contact, *, since: datetime | None = None) -> bool:
    """Whether this contact wants no notices by its channel; with `since`, only if it said so after that."""
    said = NoticeStop.filter(channel=contact.channel, contact_hash=contact.hash)
    return await (said if since is None else said.filter(at__gt=since)).exists()
