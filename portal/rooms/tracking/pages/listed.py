"""What does anyone see of the cases? The public list and one public row, the same for everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.database.counting import MANY
from portal.kernel import catalogue, holidays, receipts, timeline
from portal.kernel.answers import normal
from portal.kernel.cases import reckoning_of, redating
from portal.kernel.public import following, index
from portal.kernel.visibility import AUDIENCES
from portal.kernel.words import N_
from portal.rooms.tracking import queries
from portal.rooms.tracking.pages.choosing import filter_of
from portal.web import casework, clock, i18n, paging, redated, render
from portal.web.cache import public_page

NUMBER: Final = re.compile(r"[\d\s–—−-]{9,}")
"""What was meant as a receipt number, and is none."""


@dataclass(frozen=True)
class Line:
    """One public event (macro `cases.timeline`)."""

    title: str
    at: object
    by: str = ""
    text: str = ""


@public_page
async def listed(request: Request) -> Response:
    """The public list; a typed receipt number leads to its row, or says that there is none; words are looked for."""
    asked = normal.line(request.query_params.get("no", request.query_params.get("q", "")))
    number = receipts.read(asked)
    if number:
        return render.redirect(request, "tracking:case", no=number)
    chosen = filter_of(request)
    mistyped = NUMBER.fullmatch(asked) is not None
    if mistyped or "no" in request.query_params:
        chosen = replace(chosen, words="")
    found = await queries.listed(chosen)
    words = i18n.of(request)
    now = clock.now(request)
    return await render.page(
        request,
        "tracking/listed.html",
        {
            "asked": asked,
            "mistyped": mistyped or (bool(asked) and not chosen.words),
            "meant": [
                (f"/services/{hit.service.code}", hit.service.title.get(words.lang))
                for hit in (index.services(chosen.words) if chosen.words else ())
            ],
            "most": _most(chosen, found.total),
            "chosen": chosen,
            "departments": [
                (each.code, each.title.get(words.lang)) for each in catalogue.current().departments
            ],
            "states": [("open", words(N_("처리 중"))), ("closed", words(N_("끝난 민원")))],
            "rows": [casework.row(case, f"/status/{case.receipt_no}", words, now) for case in found.cases],
            "total": found.total,
            "pages": paging.pages(
                chosen.page,
                total=found.total,
                size=queries.PAGE,
                path="/status",
                chosen={"q": chosen.words, "department": chosen.department, "state": chosen.state},
            ),
        },
    )


@public_page
async def case(request: Request) -> Response:
    """One public row: number, service, department, stage, dates. No names, no words of anybody."""
    found = await queries.public_case(request.path_params["no"])
    words = i18n.of(request)
    now = clock.now(request)
    entries = await timeline.read(found, AUDIENCES["public"], None)
    return await render.page(
        request,
        "tracking/case.html",
        {
            "case": found,
            "followers": await following.shown_count(found),
            "title": casework.title_of(found, words),
            "row": casework.row(found, "", words, now),
            "steps": casework.steps(found, words),
            "overdue": casework.overdue(found, now),
            "reckoning": reckoning_of(found, await holidays.current_calendar()),
            "entries": [
                Line(
                    words(casework.event_title(found.room, entry.kind)),
                    entry.at,
                    text=redated.note(entry.meta, str(found.clock["rule"]), words)
                    if entry.kind == redating.KIND
                    else "",
                )
                for entry in reversed(entries)
            ],
        },
    )


def _most(chosen: queries.Filter, total: int) -> int:
    """Up to which number the list was counted, if there are more; else 0."""
    if chosen.words:
        return index.MOST if total >= index.MOST else 0
    return MANY if total > MANY else 0
