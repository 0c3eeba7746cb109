"""What does the demo's page show? The month's marks, the second factors of its people, and the mailbox."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp

from mail.message import Letter, Unreadable, parse
from mail.store import Entry, Maildir, NoSuchLetter
from portal.kernel import keys
from portal.kernel.cases import link_token
from portal.kernel.models import Case, Counter
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.demo.definition.people import HANEUL
from portal.settings import DEMO_MARK, settings

BEGAN: Final = DEMO_MARK
FINISHED: Final = "demo:finished"
"""Counters that hold the instants (seconds since 1970) when the month was begun and told to its end."""

LETTERS: Final = 50
STEP_SECONDS: Final = 30


class LetterNotFound(Refusal):
    """No letter of this key lies in the mailbox."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 편지를 찾지 못했습니다."))


@dataclass(frozen=True)
class Received:
    """A letter of the mailbox; `at` is when it came (UTC)."""

    key: str
    at: datetime
    letter: Letter


async def value_of(name: str) -> int:
    """The value of one of the marks above, 0 if it is not set."""
    found = await Counter.get_or_none(name=name)
    return int(found.value) if found else 0


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


def mailbox() -> Maildir:
    """Where the demo's mail server puts every letter."""
    return Maildir(settings().var / "mail")


async def letters(to: str = "") -> list[Received]:
    """The newest letters, to one address or to all."""
    box = mailbox()
    found = [await _read(box, entry) for entry in await box.newest(LETTERS)]
    return [each for each in found if each is not None and (not to or to in each.letter.to)]


async def letter(key: str) -> Received:
    """One letter. Raises LetterNotFound."""
    for entry in await mailbox().newest(1000):
        if entry.key == key:
            found = await _read(mailbox(), entry)
            if found is not None:
                return found
    raise LetterNotFound()


async def _read(box: Maildir, entry: Entry) -> Received | None:
    try:
        return Received(entry.key, entry.delivered_at, parse(await box.read(entry.key)))
    except (NoSuchLetter, Unreadable):
        return None


async def links_of_haneul(most: int = 4) -> list[tuple[Case, str]]:
    """The resident's newest cases with the secret link of each, as her letters bring it."""
    found = await Case.filter(email_hash=keys.keyed_hash("email", HANEUL.email)).order_by("-submitted_at")
    return [(case, f"/cases/{case.receipt_no}?k={link_token(case)}") for case in found[:most]]
