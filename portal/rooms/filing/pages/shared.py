"""What do all pages of a form need: its draft, its steps, and what the browser may open afterwards?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.models import Case, Draft
from portal.rooms.filing import forms
from portal.rooms.filing.definition import (
    CHECK,
    CONTACT,
    MOST_CASES,
    PIN_SHOWN,
)
from portal.rooms.filing.queries import DraftNotFound, OpenDraft, draft_of
from portal.rooms.filing.rules import remembered
from portal.web import clock, holding, preferences, render, session
from portal.web.session import BrowserSession, SignedOut

FROM_CHECK = "check"


@dataclass(frozen=True)
class Place:
    """Where one is in a form: the step's number of all, and the addresses around it."""

    number: int
    of: int
    here: str
    back: str
    following: str
    from_check: bool = False


async def opened_draft(request: Request) -> tuple[BrowserSession, OpenDraft]:
    """The draft in the address, if it is this browser's. Raises DraftNotFound, UnknownService.

    Raises SignedOut where nobody is known (any more), whatever the draft: what a resident sent is not lost, and a
    stranger learns of no draft.
    """
    browser, now = await session.load(request), clock.now(request)
    draft: UUID = request.path_params["draft"]
    person = holding.resident(browser)
    try:
        found = await draft_of(draft, request.path_params["code"], browser.key, now, person)
    except DraftNotFound:
        if not browser.exists:
            raise SignedOut("resident", ended=browser.ended) from None
        raise
    return browser, found


async def again(request: Request, opened: OpenDraft) -> OpenDraft:
    """The same draft as it stands now."""
    row = opened.row
    return await draft_of(row.id, opened.service.code, row.session_id, clock.now(request), opened.person)


def place_of(request: Request, opened: OpenDraft, step: str) -> Place:
    """The step among the others. From the check page one comes back to the check page."""
    codes = [*(group.code for group in opened.service.groups), CONTACT, CHECK]
    at = codes.index(step)
    base = f"/services/{opened.service.code}"
    ways = [base, *(f"{base}/apply/{opened.row.id}/{code}" for code in codes)]
    if request.query_params.get("from") == FROM_CHECK and step != CHECK:
        here = f"{ways[at + 1]}?from={FROM_CHECK}"
        return Place(at + 1, len(codes), here, ways[-1], ways[-1], from_check=True)
    return Place(at + 1, len(codes), ways[at + 1], ways[at], ways[min(at + 2, len(codes))])


def other_look(request: Request, wish: forms.Wish, back: str) -> Response | None:
    """Over the page of preferences and back, now that what was typed is saved; None if no look was chosen."""
    chosen = preferences.choice(wish.do)
    return render.redirect(request, "web:preferences", query={**chosen, "back": back}) if chosen else None


def remember_draft(browser: BrowserSession, draft: Draft) -> None:
    """Keep the key of a draft in the session: a second submit finds the receipt when the draft is gone."""
    browser.data["filing"] = remembered(
        browser.data.get("filing"), f"{draft.id} {draft.idempotency_key}", MOST_CASES
    )


def key_of_draft(browser: BrowserSession, draft: UUID) -> str:
    """The key of a draft that this browser began, or ""."""
    kept = browser.data.get("filing")
    for line in kept if isinstance(kept, list) else []:
        name, _, key = str(line).partition(" ")
        if name == str(draft):
            return key
    return ""


async def grant(browser: BrowserSession, case: Case, *, pin: bool, now: datetime) -> None:
    """Let this browser open the case; with `pin` its receipt shows the PIN for a while."""
    if pin:
        until = (now + PIN_SHOWN).isoformat()
        browser.data["pins"] = remembered(browser.data.get("pins"), f"{case.id} {until}", MOST_CASES)
    if holding.opens(browser, case):
        await browser.save()
    else:
        await holding.take(browser, [case])


def shows_pin(browser: BrowserSession, case: Case, now: datetime) -> bool:
    """Whether this browser filed the case just now."""
    kept = browser.data.get("pins")
    for line in kept if isinstance(kept, list) else []:
        name, _, until = str(line).partition(" ")
        if name == str(case.id) and now < datetime.fromisoformat(until):
            return True
    return False
