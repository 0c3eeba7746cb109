"""How satisfied are petitioners with each department? (민원 처리에 관한 법률 26조) For people and for programs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel.satisfaction import FEW, SCORES, figures
from portal.web import casework, clock, i18n, render
from portal.web.cache import public_page


@public_page
async def satisfaction(request: Request) -> Response:
    """GET /open-data/satisfaction: the mean of twelve months by department; few answers are not told."""
    words = i18n.of(request)
    context = {
        "rows": [
            (casework.department_name(each.department, words), each.number, each.mean)
            for each in await figures(clock.now(request))
        ],
        "few": FEW,
        "best": max(SCORES),
    }
    return await render.page(request, "tracking/satisfaction.html", context)


@public_page
async def satisfaction_json(request: Request) -> Response:
    """GET /open-data/satisfaction.json: the same as data."""
    said = [
        {"department": each.department, "answers": each.number, "mean": each.mean}
        for each in await figures(clock.now(request))
    ]
    return JSONResponse({"satisfaction": said}, headers={"Access-Control-Allow-Origin": "*"})
