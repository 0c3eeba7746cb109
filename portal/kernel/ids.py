"""Where do identifiers and secrets come from?"""

from __future__ import annotations

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> UUID:
    """A time-ordered identifier (UUIDv7, RFC 9562)."""
    return uuid7()


def short_id() -> str:
    """A short time-ordered name for a request or a batch: 48 bits of time and 32 random ones, to be read out by phone.

    Sixteen letters of Crockford's alphabet, which leaves out those that are taken for others.
    """
    found = new_id().int
    number = (found >> 80) << 32 | found & 0xFFFFFFFF
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))


def new_token() -> str:
    """An unguessable token of 256 bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)
