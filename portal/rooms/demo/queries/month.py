"""Was the demo's month told already, and which of its cases are the resident's?"""

from __future__ import annotations

from typing import Final

from portal.kernel import keys
from portal.kernel.cases import link_token
from portal.kernel.models import Case, Counter
from portal.rooms.demo.definition.people import HANEUL
from portal.settings import DEMO_MARK

BEGAN: Final = DEMO_MARK
FINISHED: Final = "demo:finished"
"""Counters that hold the instants (seconds since 1970) when the month was begun and told to its end."""


async def value_of(name: str) -> int:
    """The value of one of the marks above, 0 if it is not set."""
    found = await Counter.get_or_none(name=name)
    return int(found.value) if found else 0


async def links_of_haneul(most: int = 4) -> list[tuple[Case, str]]:
    """The resident's newest cases with the secret link of each, as her letters bring it."""
    found = await Case.filter(email_hash=keys.keyed_hash("email", HANEUL.email)).order_by("-submitted_at")
    return [(case, f"/cases/{case.receipt_no}?k={link_token(case)}") for case in found[:most]]
