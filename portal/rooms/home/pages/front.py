"""What does the front page offer, and where is help?"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from portal.kernel import catalogue, contents
from portal.kernel.words import N_
from portal.rooms.home import queries
from portal.web import clock, render
from portal.web.cache import public_page

POPULAR: Final = (N_("가로등"), N_("불법 주정차"), N_("쓰레기"), N_("도로 파손"))
NEWEST: Final = 3


@public_page
async def home(request: Request) -> Response:
    """The front page: one search box, big tiles by need, the newest notices, today's opening hours."""
    reports = [each for each in catalogue.current().services if each.kind == "living_report"]
    notices = (await queries.notices(clock.now(request)))[:NEWEST]
    context = {"popular": POPULAR, "reports": reports, "notices": notices}
    return await render.page(request, "home/home.html", context)


@public_page
async def help_page(request: Request) -> Response:
    """How to use the portal, how dates are counted, and whom to ask."""
    return await render.page(request, "home/help_page.html", {"pages": await contents.listed(contents.Page)})


async def robots(request: Request) -> Response:
    """What search engines may read: the public pages only (RFC 9309)."""
    return PlainTextResponse("User-agent: *\nDisallow: /cases\nDisallow: /desk\nDisallow: /sync\n")
