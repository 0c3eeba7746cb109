"""How do the cases I filed as a guest come into my account? By the e-mail I proved, or as this device holds them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import cases, keys
from portal.kernel.models import Case
from portal.rooms.account import queries
from portal.rooms.account.actions import claiming as actions
from portal.web import clock, holding, render, session
from portal.web.forms import read as read_form

BY_EMAIL = "email"
HELD = "held"


async def claim(request: Request) -> Response:
    """POST /cases/claim: `what` is email, held or one receipt number.

    email: all whose petitioner proved the account's address, also those that an account took by link or PIN; held: all
    that this browser holds. Raises CaseNotFound for a case that this browser may not open.
    """
    person = await session.require(request, "resident")
    browser, now = await session.load(request), clock.now(request)
    what = (await read_form(request)).get("what").strip()[:20]
    found: Sequence[Case]
    if what == BY_EMAIL:
        found = await cases.claimable(person)
    elif what == HELD:
        found = await queries.unclaimed(holding.held(browser))
    else:
        found = [await holding.case_of(request, what)]
    for case in found:
        # Somebody else was quicker, or nothing of it can be read any more: it stays as it is.
        with suppress(cases.ClaimedAlready, keys.KeyDestroyed):
            await actions.claim(case, person, now)
    if found:
        await browser.rotate(grace=holding.GRACE)
    if what in {BY_EMAIL, HELD}:
        return render.redirect(request, "account:mine")
    return render.redirect(request, f"/cases/{found[0].receipt_no}")
