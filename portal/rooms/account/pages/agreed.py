"""What did I agree to, each apart, and how do I take it back? And what does the house keep without asking, and why?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.people import consents
from portal.rooms.account.actions import mine
from portal.web import clock, render, session
from portal.web.forms import read as read_form

HERE = "/account/consents"


async def agreed(request: Request) -> Response:
    """GET and POST /account/consents. Raises UnknownPurpose, NeededForAccount, NeedsGuardian."""
    person = await session.require(request, "resident")
    if request.method == "POST":
        form = await read_form(request)
        purpose = form.get("purpose")
        if form.get("do") == "withdraw":
            await mine.take_back(person, purpose, clock.now(request))
        else:
            await mine.agree(person, purpose, clock.now(request))
        return render.redirect(request, f"{HERE}#p-{purpose}" if purpose in consents.PURPOSES else HERE)
    given = await consents.given(person)
    context = {
        "purposes": [(name, purpose, given.get(name)) for name, purpose in consents.PURPOSES.items()],
        "without": consents.WITHOUT_CONSENT,
    }
    return await render.page(request, "account/consents.html", context)
