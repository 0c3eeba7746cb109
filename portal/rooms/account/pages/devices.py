"""On which devices am I signed in, and how do I sign out of one of them, of the others, of all?"""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from portal.rooms.account.pages import signing_out
from portal.web import clock, devices, render, session
from portal.web.devices import UnknownDevice
from portal.web.forms import read as read_form
from portal.web.lifetimes import LIMITS


async def show(request: Request) -> Response:
    """GET and POST /account/devices: `do` is others, all, or the handle of one device."""
    person = await session.require(request, "resident")
    browser, now = await session.load(request), clock.now(request)
    if request.method == "POST":
        form = await read_form(request)
        wish = form.get("do")
        if wish == "all":
            await session.end_others(person, browser.id)
            return await signing_out.leave(request)
        if wish == "others":
            await session.end_others(person, browser.id)
            return render.redirect(request, "account:devices", query={"ended": "others"})
        with suppress(UnknownDevice):  # signed out there already: that is what was wanted
            await devices.end(person, wish, now)
        return render.redirect(request, "account:devices", query={"ended": "one"})
    limits = LIMITS["resident"]
    context = {
        "devices": await devices.devices(person, browser.id, now),
        "ended": request.query_params.get("ended", ""),
        "idle_hours": int(limits.idle.total_seconds() // 3600),
        "age_hours": int(limits.age.total_seconds() // 3600),
    }
    return await render.page(request, "account/devices.html", context)
