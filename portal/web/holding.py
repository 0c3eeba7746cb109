"""Which cases may this browser open? Their ids stand in its session, nothing else of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from portal.kernel.models import Case
from portal.web.session import BrowserSession

MOST: Final = 50
"""How many cases a session remembers; links and codes open older ones again."""
GRACE: Final = timedelta(minutes=10)
"""How long the token before still opens what it opened then: the answer with the new one may never arrive."""
_NAME: Final = "cases"


def held(browser: BrowserSession) -> frozenset[str]:
    """The ids of the cases that this browser proved to be its own (session loaded)."""
    known = browser.data.get(_NAME)
    return frozenset(str(one) for one in known) if isinstance(known, list) else frozenset()


async def take(browser: BrowserSession, cases: Sequence[Case]) -> None:
    """Let this browser open these cases from now on. Its rights grow, so its token changes."""
    known = browser.data.get(_NAME)
    ids = [str(one) for one in known] if isinstance(known, list) else []
    fresh = [str(case.id) for case in cases if str(case.id) not in ids]
    if not fresh:
        return
    browser.data[_NAME] = [*ids, *fresh][-MOST:]
    if browser.exists:
        await browser.rotate(grace=GRACE)
    else:
        await browser.save()
