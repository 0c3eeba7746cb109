"""Has this person signed in with this browser before? A cookie says so, and no table.

It holds one word a person that only this house can make and that opens nothing: it spares its owner the notice
that somebody signed in on a new device.
"""

from __future__ import annotations

import hmac
from typing import Final

from starlette.requests import Request

from portal.kernel.keys import derived_token
from portal.kernel.models import Person
from portal.web import cookies, site
from portal.web.session import BrowserSession

LASTS: Final = 365 * 24 * 3600
MOST: Final = 5
"""How many people's words one browser keeps: a family's."""
_LENGTH: Final = 22


def knows(request: Request, person: Person) -> bool:
    """Whether the person signed in here within a year."""
    mine = _word(person).encode()
    return any(hmac.compare_digest(mine, word.encode("utf-8", "replace")) for word in _words(request))


def remember(request: Request, person: Person) -> None:
    """Let this browser be known to the person from now on; the answer carries the cookie."""
    secure, mine = site.of(request).secure, _word(person)
    kept = [mine, *(word for word in _words(request) if word != mine)][:MOST]
    name = cookies.name("known", secure=secure)
    browser: BrowserSession = request.state.session
    browser.outgoing[name] = cookies.build(name, ".".join(kept), secure=secure, max_age=LASTS)


def _words(request: Request) -> list[str]:
    said = cookies.read(request.scope, cookies.name("known", secure=site.of(request).secure))
    return [word for word in said.split(".")[:MOST] if len(word) == _LENGTH and word.isascii()]


def _word(person: Person) -> str:
    return derived_token("known-device", str(person.id))[:_LENGTH]
