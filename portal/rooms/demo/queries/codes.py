"""Which code would a demo account's authenticator show now?"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Final

import pyotp

from portal.kernel import keys

STEP_SECONDS: Final = 30


def seed_of(login: str) -> str:
    """A demo account's TOTP seed (base32): made from this machine's master key, so another one has another."""
    digest = hashlib.sha256(keys.derived_token("demo", login).encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def code_of(login: str, now: datetime) -> str:
    """The account's code at `now` (RFC 6238)."""
    return pyotp.TOTP(seed_of(login)).at(now)


def seconds_left(now: datetime) -> int:
    """How long the codes of `now` are still shown by an authenticator."""
    return STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS
