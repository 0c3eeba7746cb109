"""What does the portal say about itself, and what is new? Texts and notices that staff write at the desk."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import contents
from portal.rooms.home import queries
from portal.web import clock, paging, render
from portal.web.cache import public_page

PAGE: Final = 20


@public_page
async def topic(request: Request) -> Response:
    """GET /help/{topic}: one of the portal's own texts, with its earlier versions. Raises UnknownContent."""
    slug = request.path_params["topic"]
    now_shown = await contents.shown(contents.Page, slug)
    return await _topic(request, now_shown, await contents.published_before(contents.Page, slug))


@public_page
async def earlier(request: Request) -> Response:
    """GET /help/{topic}/{version}: the text as it once was, of one that is still shown. Raises UnknownContent."""
    slug = request.path_params["topic"]
    await contents.shown(contents.Page, slug)
    versions = await contents.published_before(contents.Page, slug)
    for item in versions:
        if item.version == request.path_params["version"]:
            return await _topic(request, item, versions)
    raise contents.UnknownContent()


@public_page
async def notices(request: Request) -> Response:
    """GET /notices?page=: what is new, the newest first."""
    found = await queries.notices(clock.now(request))
    page = paging.asked(request)
    context = {
        "notices": found[(page - 1) * PAGE : page * PAGE],
        "pages": paging.pages(page, total=len(found), size=PAGE, path="/notices", chosen={}),
    }
    return await render.page(request, "home/notices.html", context)


@public_page
async def notice(request: Request) -> Response:
    """GET /notices/{slug}: one notice, also after its time. Raises UnknownContent."""
    item = await queries.notice(request.path_params["slug"], clock.now(request))
    return await render.page(
        request, "home/notice.html", {"item": item, "over": queries.over(item, clock.now(request))}
    )


async def _topic(
    request: Request, item: contents.Item[contents.Page], versions: list[contents.Item[contents.Page]]
) -> Response:
    context = {"item": item, "versions": versions, "newest": item.version == versions[0].version}
    return await render.page(request, "home/topic.html", context)
