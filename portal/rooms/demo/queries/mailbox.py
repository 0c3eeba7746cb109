"""Which letters did the portal send? The demo's mailbox, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mail.message import Letter, Unreadable, parse
from mail.store import Entry, Maildir, NoSuchLetter
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings

LETTERS: Final = 50


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


def mailbox() -> Maildir:
    """Where the demo's mail server puts every letter."""
    return Maildir(settings().var / "mail")


async def letters() -> list[Received]:
    """The newest letters, whoever they are to."""
    box = mailbox()
    found = [await _read(box, entry) for entry in await box.newest(LETTERS)]
    return [each for each in found if each is not None]


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
