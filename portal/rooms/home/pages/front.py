"""What does the front page offer, and where is help?"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from portal.kernel import catalogue, contents
from portal.kernel.cases import of_account
from portal.kernel.words import N_
from portal.rooms.home import queries
from portal.web import casework, clock, holding, i18n, render, session, site
from portal.web.cache import public_page
from portal.web.casework import Row

POPULAR: Final = (N_("가로등"), N_("불법 주정차"), N_("쓰레기"), N_("도로 파손"))
NEWEST: Final = 3


@public_page(unless_signed_in=True)
async def home(request: Request) -> Response:
    """The front page: one search box, big tiles by need, the newest notices, hours; signed in, my open cases."""
    reports = [each for each in catalogue.current().services if each.kind == "living_report"]
    notices = (await queries.notices(clock.now(request)))[:NEWEST]
    context = {"popular": POPULAR, "reports": reports, "notices": notices, "mine": await _mine(request)}
    return await render.page(request, "home/home.html", context)


async def _mine(request: Request) -> list[Row]:
    """The reader's open cases, those that wait for a paper first; none for everybody's page."""
    if not request.state.session.token:
        return []
    words, now = i18n.of(request), clock.now(request)
    # Everybody's page follows a change of the hours at once; who is signed in reads no older ones.
    await site.of(request).front_desk.refresh(now, anew=True)
    person = holding.resident(await session.load(request))
    found = await of_account(person) if person else []
    waiting = sorted(
        (case for case in found if casework.stage_of(case).open),
        key=lambda case: case.stage != "awaiting_supplement",
    )
    return [casework.row(case, f"/cases/{case.receipt_no}", words, now) for case in waiting[:NEWEST]]


@public_page
async def help_page(request: Request) -> Response:
    """How to use the portal, how dates are counted, and whom to ask."""
    return await render.page(request, "home/help_page.html", {"pages": await contents.listed(contents.Page)})


async def robots(request: Request) -> Response:
    """What search engines may read: the public pages only (RFC 9309)."""
    return PlainTextResponse("User-agent: *\nDisallow: /cases\nDisallow: /desk\nDisallow: /sync\n")
