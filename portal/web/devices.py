"""On which devices is somebody signed in? A list to look at, each to be ended on its own.

Of a device only its kind is kept ("Chrome · Android"); its list shows neither address nor place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.kernel.keys import derived_token
from portal.kernel.models import Person, Session
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web import merging
from portal.web.lifetimes import timed_out

# The first that fits: Edge, Whale and Samsung's browser say "Chrome" and "Safari" too, and Chrome says "Safari".
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("KAKAOTALK", "KakaoTalk"),
    ("NAVER(", "NAVER"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LONGEST: Final = 512


class UnknownDevice(Refusal):
    """No session of this person has this handle (any more)."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그 기기에서는 이미 로그아웃되었습니다."))


@dataclass(frozen=True)
class Device:
    """A session as its owner sees it. `handle` names it in a form; `here` is the one that asks. Times in UTC."""

    handle: str
    label: str
    created_at: datetime
    seen_at: datetime
    here: bool


def label_of(user_agent: str) -> str:
    """The kind of browser and system; "" if the browser says nothing that is known."""
    said = re.sub(r"[^\x20-\x7e]", "", user_agent)[:_LONGEST]
    found = [next((name for mark, name in marks if mark in said), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in found if part)


async def devices(person: Person, here: str, now: datetime) -> list[Device]:
    """Where the person is signed in, the latest used first; `here` is the row id of the session that asks."""
    rows = await Session.filter(person_id=person.id).order_by("-seen_at")
    return [
        Device(_handle(row.id), row.device, row.created_at, row.seen_at, row.id == here)
        for row in rows
        if not timed_out(row, now) and (row.id == here or merging.TURNED not in row.data)
    ]


async def end(person: Person, handle: str, now: datetime) -> None:
    """End the session with this handle. Raises UnknownDevice."""
    for row in await Session.filter(person_id=person.id):
        if _handle(row.id) == handle:
            await merging.forget(row, now)
            return
    raise UnknownDevice()


def _handle(row_id: str) -> str:
    """A name that opens nothing, even to whoever reads it over a shoulder."""
    return derived_token("device", row_id)[:22]
