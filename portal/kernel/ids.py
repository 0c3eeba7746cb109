"""Where do identifiers and secrets come from?"""

from __future__ import annotations

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A time-ordered identifier (UUIDv7, RFC 9562)."""
    return uuid7()


def new_token() -> str:
    """An unguessable token of 256 bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)
