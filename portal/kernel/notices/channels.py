"""How does a notice reach somebody, and who writes its words? Registers that `portal.house` fills."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.kernel.models import Case, Notice


@dataclass(frozen=True)
class Letter:
    """The words of one notice: what changed, what to do, until when; never the contents of a case.

    `short` is for a text message: that something moved, and where to look.
    """

    subject: str
    text: str
    short: str = ""


@dataclass(frozen=True)
class Delivery:
    """One notice on its way. `id` and `written_at` (aware, UTC) are the same however often it is tried.

    `stop` is the link by which its reader wants no more of them ("" if that can't be chosen).
    """

    id: UUID
    address: str
    letter: Letter
    written_at: datetime
    stop: str = ""


class Deferred(Exception):
    """Not delivered now; the same delivery may be tried later. `reason` holds no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """This delivery will never be taken. `reason` holds no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Deliver = Callable[[Delivery], Awaitable[str | None]]
"""Sends, and returns what the gateway calls the message, if it has a name for it."""
# The third is a `cases.Petitioner`, which this module can't name: cases write notices, so they stand above.
Compose = Callable[[Case, Notice, Any, str, str], Letter | Awaitable[Letter]]

_channels: dict[str, Deliver] = {}
_letters: dict[str, Compose] = {}


def plug(name: str, deliver: Deliver) -> None:
    """Make a channel known. `deliver` raises Deferred or Refused; it is never called in a transaction."""
    _channels[name] = deliver


def plug_letters(room: str, compose: Compose) -> None:
    """Say who writes a room's letters: `compose(case, notice, petitioner, lang, base_url)`, sync or async."""
    _letters[room] = compose


def offered(name: str) -> bool:
    """Whether notices can go by this channel here."""
    return name in _channels


def channel(name: str) -> Deliver:
    """The channel of this name; KeyError if the house plugged none."""
    return _channels[name]


def letters(room: str) -> Compose:
    """Who writes the letters of this room; KeyError if the house plugged none."""
    return _letters[room]
