"""What was this browser's security key asked, and was that question used up? Kept in the session, on the server."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from portal.kernel.people.security_keys import Challenge
from portal.web import limits
from portal.web.session import BrowserSession

_KEY: Final = "key_question"
_REMEMBERED: Final = 3600
"""Seconds for which a used question is known; it is too old to be answered long before."""


async def keep(browser: BrowserSession, challenge: Challenge) -> None:
    """Remember the question until the answer comes; an earlier one is forgotten."""
    browser.data[_KEY] = challenge.kept
    await browser.save()


async def take(request: Request, browser: BrowserSession) -> object:
    """The question that was asked, once; None if there is none or it was used up."""
    kept = browser.data.pop(_KEY, None)
    if not isinstance(kept, dict):
        return None
    await browser.save()
    try:
        # Two requests at once have both found it: the counter lets one of them through.
        await limits.limit(request, "key-question", per=str(kept.get("value")), times=1, seconds=_REMEMBERED)
    except limits.TooMany:
        return None
    return kept
