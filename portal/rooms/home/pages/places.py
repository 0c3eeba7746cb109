"""Where can one go, and whom can one call? Opening hours, kiosks, departments."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import contents
from portal.rooms.home import queries
from portal.web import clock, render, site
from portal.web.cache import public_page

LONGEST_QUERY = 60


@public_page
async def opening(request: Request) -> Response:
    """GET /hours: the front desk's week, and the coming days on which it is closed or keeps other hours."""
    now = clock.now(request)
    desk = site.of(request).front_desk
    await desk.refresh(now, anew=True)
    found = await contents.listed(contents.Hours)
    context = {
        "week": desk.timetable.week,
        "note": found[0].data.note if found else None,
        "days": await queries.special_days(desk.timetable, now),
    }
    return await render.page(request, "home/opening.html", context)


@public_page
async def kiosks(request: Request) -> Response:
    """GET /kiosks?kind=: where the kiosks stand, what they print and cost, and which are out of order."""
    found = [item.data for item in await contents.listed(contents.Kiosk)]
    kinds = queries.kinds_of(found)
    chosen = request.query_params.get("kind", "")
    chosen = chosen if chosen in kinds else ""
    context = {
        "kinds": kinds,
        "chosen": chosen,
        "kiosks": queries.kiosks_with(found, chosen),
        "today": queries.today(clock.now(request)),
    }
    return await render.page(request, "home/kiosks.html", context)


@public_page
async def departments(request: Request) -> Response:
    """GET /departments?q=: whom to call, by name of the department or by task."""
    query = " ".join(request.query_params.get("q", "").split())[:LONGEST_QUERY]
    found = await queries.departments(query)
    return await render.page(request, "home/departments.html", {"query": query, "found": found})
