"""How does somebody stop letters or text messages, and get them again? Looking changes nothing; one press does.

The link itself says whose contact it is, and only who got the notice has it: no cookie, no sign-in, no form token.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.notices import stops
from portal.kernel.notices.wishes import CHANNELS
from portal.kernel.public import following
from portal.web import clock, render


async def unsubscribe(request: Request) -> Response:
    """GET /unsubscribe/{token} asks; POST stops at once, whoever's program sends it (RFC 8058). Raises WrongLink."""
    contact = stops.read(request.path_params["token"])
    if request.method == "POST":
        await stops.stop(contact, clock.now(request))
    return await _show(request, contact)


async def again(request: Request) -> Response:
    """POST /unsubscribe/{token}/again: notices come by this channel again. Raises WrongLink."""
    contact = stops.read(request.path_params["token"])
    await stops.resume(contact)
    return await _show(request, contact, resumed=True)


async def unfollow(request: Request) -> Response:
    """GET /unsubscribe/follow/{token} asks; POST ends the follow at once (RFC 8058). Raises WrongStop."""
    follow_id = following.read_stop(request.path_params["token"])
    if request.method == "POST":
        await following.end(follow_id)
    case = await following.case_of(follow_id)
    context = {"token": request.path_params["token"], "number": case.receipt_no if case else ""}
    return _apart(await render.page(request, "notices/unfollow.html", context))


async def _show(request: Request, contact: stops.Contact, *, resumed: bool = False) -> Response:
    token = request.path_params["token"]
    context = {
        "token": token,
        "channel": CHANNELS[contact.channel],
        "stopped": not resumed and await stops.stopped(contact),
        "resumed": resumed,
    }
    return _apart(await render.page(request, "notices/unsubscribe.html", context))


def _apart(answer: Response) -> Response:
    """The address is a secret of who got the letter: no search engine keeps it, no other site is told."""
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
