"""What does the front page offer, and what does the portal say about itself?"""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from portal.kernel import catalogue
from portal.kernel.words import N_
from portal.web import render
from portal.web.cache import public_page

POPULAR: Final = (N_("가로등"), N_("불법 주정차"), N_("쓰레기"), N_("도로 파손"))
TOPICS: Final = ("privacy", "accessibility", "open-data", "terms")


@public_page
async def home(request: Request) -> Response:
    """The front page: one search box, big tiles by need, today's opening hours."""
    reports = [each for each in catalogue.current().services if each.kind == "living_report"]
    return await render.page(request, "home/home.html", {"popular": POPULAR, "reports": reports})


@public_page
async def help_page(request: Request) -> Response:
    """How to use the portal, whom to call, and how dates are counted."""
    return await render.page(request, "home/help_page.html", {"departments": catalogue.current().departments})


@public_page
async def topic(request: Request) -> Response:
    """One of the portal's own texts: privacy, accessibility, open data, terms."""
    name = request.path_params["topic"]
    if name not in TOPICS:
        raise HTTPException(404)
    return await render.page(request, f"home/{name.replace('-', '_')}.html")


async def robots(request: Request) -> Response:
    """What search engines may read: the public pages only (RFC 9309)."""
    return PlainTextResponse("User-agent: *\nDisallow: /cases\nDisallow: /desk\nDisallow: /sync\n")
