"""What can one apply for here? The handbook: by life event, by department, by search, and each service."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, contents, search
from portal.kernel.words import N_
from portal.rooms.filing.queries import last_draft, period_words, promise
from portal.web import cache, clock, render, session

SURE = {
    "A": N_("현행 법령에서 확인했습니다"),
    "B": N_("이전 판의 법령에서 확인했습니다"),
    "C": N_("일반적으로 알려진 내용입니다"),
    "?": N_("법이 정하지 않아 구에서 정했습니다"),
    "unknown": N_("아직 모릅니다. 담당 부서에 물어봐 주세요"),
}
MOST_FOUND = 12


@cache.public_page
async def services(request: Request) -> Response:
    """GET /services and GET /services/suggest: all services, or those that fit `q`; a block for HTMX."""
    handbook = catalogue.current()
    query = request.query_params.get("q", "").strip()
    found = search.search(search.index_of(handbook), query, MOST_FOUND) if query else ()
    context = {
        "query": query,
        "found": [hit.service for hit in found],
        "events": [(event, handbook.of_life_event(event.code)) for event in handbook.life_events],
        "departments": [(one, handbook.of_department(one.code)) for one in handbook.departments],
    }
    return await render.page(request, "filing/services.html", context, block="found")


async def service(request: Request) -> Response:
    """GET /services/{code}: what it is, who may, what it costs, until when it is answered if filed now."""
    chosen = catalogue.service(request.path_params["code"])
    browser, now = await session.load(request), clock.now(request)
    open_here = chosen.identity == "none"
    context = {
        "service": chosen,
        "phone": await contents.phone_of(chosen.department.code),
        "period": period_words(chosen.period.rule),
        "promise": await promise(now, chosen.period.rule),
        "sure": SURE,
        "open_here": open_here,
        "draft": await last_draft(chosen.code, browser.key, now) if open_here else None,
    }
    return await render.page(request, "filing/service.html", context)
