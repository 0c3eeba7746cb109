"""What may programs read of the cases? The public list as CSV, JSON and Atom, and counts by month (공공데이터법 17조).

The same rows as /status shows, by the same filters (`department`, `state`, `page`), and nothing more.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree as Xml

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel.deadlines import korean
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.rooms.tracking import queries
from portal.rooms.tracking.pages.choosing import filter_of, query_of
from portal.web import casework, clock, i18n, render, site
from portal.web.cache import public_page
from portal.web.i18n import Words

ROWS: Final = 1000
ENTRIES: Final = 50
MONTHS: Final = 13
ATOM: Final = "http://www.w3.org/2005/Atom"
FIELDS: Final = {
    "receipt_no": N_("접수번호"),
    "service": N_("민원 종류의 코드. 이 누리집의 /services/코드에 설명이 있습니다"),
    "service_title": N_("민원 종류의 이름"),
    "department": N_("담당 부서의 코드"),
    "department_title": N_("담당 부서의 이름"),
    "stage": N_("단계의 코드"),
    "stage_title": N_("단계의 이름"),
    "open": N_("처리 중이면 true, 끝났으면 false"),
    "submitted_at": N_("받은 때(ISO 8601, 한국 시각)"),
    "accepted_at": N_("접수한 때. 아직이면 비어 있습니다"),
    "due_at": N_("답변 기한. 정하지 않았거나 처리기간이 멈춰 있으면 비어 있습니다"),
    "closed_at": N_("끝난 때. 처리 중이면 비어 있습니다"),
    "url": N_("이 민원의 처리 현황 주소"),
}
"""The fields of a row in their order, with what they mean."""
COUNTS: Final = {
    "month": N_("받은 달(한국 시각)"),
    "department": N_("담당 부서의 코드"),
    "public": N_("처리 현황에 한 건씩 공개하는 민원이면 true"),
    "received": N_("그달에 받은 건수. 공개하지 않는 민원이 5건보다 적으면 null"),
    "closed": N_("그 가운데 끝난 건수. 몇 사람인지 드러나면 null"),
}


@public_page
async def about(request: Request) -> Response:
    """GET /open-data: what there is, what each field means, how to ask for a part."""
    context = {"fields": FIELDS, "counts": COUNTS, "rows": ROWS, "few": queries.FEW}
    return await render.page(request, "tracking/open_data.html", context)


@public_page
async def as_csv(request: Request) -> Response:
    """GET /open-data/cases.csv: RFC 4180, UTF-8 with the mark by which spreadsheets know it; a page of 1,000 rows."""
    chosen = filter_of(request)
    found = await queries.published(chosen, ROWS)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(FIELDS))
    writer.writeheader()
    for case in found.cases:
        row = _row(request, case)
        writer.writerow(row | {"open": str(row["open"]).lower()})
    named = {"Content-Disposition": 'attachment; filename="cases.csv"'}
    body = text.getvalue().encode("utf-8-sig")
    return Response(body, media_type="text/csv", headers=_headers(request, chosen, found) | named)


@public_page
async def as_json(request: Request) -> Response:
    """GET /open-data/cases.json: the same rows, with how many there are and where the next page is."""
    chosen = filter_of(request)
    found = await queries.published(chosen, ROWS)
    said = {
        "total": found.total,
        "page": chosen.page,
        "next": _next(request, chosen, found),
        "cases": [_row(request, case) for case in found.cases],
    }
    return JSONResponse(said, headers=_headers(request, chosen, found))


@public_page
async def as_atom(request: Request) -> Response:
    """GET /open-data/cases.atom: the newest 50 that were filed, for feed readers (RFC 4287)."""
    chosen, words = filter_of(request), i18n.of(request)
    found = await queries.listed(queries.Filter(chosen.department, chosen.state), ENTRIES)
    Xml.register_namespace("", ATOM)
    feed, base = Xml.Element(f"{{{ATOM}}}feed"), site.of(request).base_url
    here = f"{base}/open-data/cases.atom{query_of(queries.Filter(chosen.department, chosen.state))}"
    _put(feed, "title", words(N_("공개된 민원")))
    _put(feed, "id", here)
    _put(feed, "link", rel="self", href=here)
    _put(feed, "link", rel="alternate", href=f"{base}/status")
    _put(
        feed, "updated", max((_changed(case) for case in found.cases), default=clock.now(request)).isoformat()
    )
    _put(_put(feed, "author"), "name", words(N_("민원포털")))
    for case in found.cases:
        _entry(feed, case, f"{base}/status/{case.receipt_no}", words)
    body = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type="application/atom+xml", headers={"Access-Control-Allow-Origin": "*"})


@public_page
async def counts(request: Request) -> Response:
    """GET /open-data/counts.json: how many came in each of the last 13 months, by department; small ones left out."""
    rows = await queries.counts(_months(clock.now(request)))
    said = [
        {
            "month": f"{each.month:%Y-%m}",
            "department": each.department,
            "public": each.public,
            "received": each.received,
            "closed": each.closed,
        }
        for each in rows
    ]
    return JSONResponse({"counts": said}, headers={"Access-Control-Allow-Origin": "*"})


def _row(request: Request, case: Case) -> dict[str, str | bool]:
    words, stage = i18n.of(request), casework.stage_of(case)
    return {
        "receipt_no": case.receipt_no,
        "service": case.service_code,
        "service_title": casework.title_of(case, words),
        "department": case.department,
        "department_title": casework.department_of(case, words),
        "stage": case.stage,
        "stage_title": words(stage.label),
        "open": stage.open,
        "submitted_at": _moment(case.submitted_at),
        "accepted_at": _moment(case.accepted_at),
        "due_at": _moment(case.due_at),
        "closed_at": _moment(case.closed_at),
        "url": f"{site.of(request).base_url}/status/{case.receipt_no}",
    }


def _moment(at: datetime | None) -> str:
    return korean(at).isoformat(timespec="seconds") if at else ""


def _changed(case: Case) -> datetime:
    """When the public row last came a step further; in whole seconds of Korea."""
    return korean(case.closed_at or case.accepted_at or case.submitted_at).replace(microsecond=0)


def _next(request: Request, chosen: queries.Filter, found: queries.Found) -> str:
    if chosen.page * ROWS >= found.total:
        return ""
    return f"{site.of(request).base_url}{request.url.path}{query_of(chosen, chosen.page + 1)}"


def _headers(request: Request, chosen: queries.Filter, found: queries.Found) -> dict[str, str]:
    """Where the next page is (RFC 8288); programs of other sites may read what is public."""
    more = _next(request, chosen, found)
    return {"Access-Control-Allow-Origin": "*", **({"Link": f'<{more}>; rel="next"'} if more else {})}


def _entry(feed: Xml.Element, case: Case, address: str, words: Words) -> None:
    entry = _put(feed, "entry")
    stage = words(casework.stage_of(case).label)
    _put(entry, "id", address)
    _put(entry, "title", f"{casework.title_of(case, words)} · {stage}")
    _put(entry, "link", href=address)
    _put(entry, "published", korean(case.submitted_at).replace(microsecond=0).isoformat())
    _put(entry, "updated", _changed(case).isoformat())
    _put(entry, "category", term=case.department, label=casework.department_of(case, words))
    _put(entry, "summary", f"{case.receipt_no} · {casework.department_of(case, words)} · {stage}")


def _put(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    made = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def _months(now: datetime) -> list[date]:
    """The first days of this month in Korea and those before it, newest first."""
    today = korean(now)
    counted = [today.year * 12 + today.month - 1 - back for back in range(MONTHS)]
    return [date(each // 12, each % 12 + 1, 1) for each in counted]
