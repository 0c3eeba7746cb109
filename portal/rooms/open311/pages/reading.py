"""What may a program read: where the interface is, what can be reported, how far public reports are?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import contents
from portal.kernel.catalogue import Service
from portal.kernel.deadlines import korean
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.rooms.open311 import forms, queries, rules
from portal.rooms.open311.definition import (
    ADDRESS,
    ADDRESS_HINT,
    ADDRESS_LABEL,
    CONSENT,
    CONSENT_HINT,
    CONSENT_LABEL,
    READ_BY_ADDRESS,
    SPECIFICATION,
    TYPES,
    YES,
)
from portal.rooms.open311.pages.shared import answer, answered, found_service
from portal.settings import settings
from portal.web import casework, clock, i18n, limits, site
from portal.web.cache import public_page
from portal.web.i18n import Words

CHANGED: Final = "2026-11-24 00:00"
"""When the interface was last changed; services change with the catalogue, and are to be asked anew each day."""


@answered
@public_page
async def discovery(request: Request) -> Response:
    """GET /open311/discovery.{form}: where the interface is, and in which formats (Service Discovery)."""
    house, words = site.of(request), i18n.of(request)
    phone = await contents.phone_of("civil_affairs") or settings().front_desk_phone
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{house.base_url}/open311/v2",
        "changeset": CHANGED,
        "type": "test" if settings().demo else "production",
        "formats": list(TYPES.values()),
    }
    said = {
        "changeset": CHANGED,
        "contact": words(N_("민원실 %(phone)s"), phone=phone),
        "key_service": words(N_("민원실에 요청하세요: %(phone)s"), phone=phone)
        if settings().open311_keys
        else words(N_("api_key 없이 쓸 수 있습니다.")),
        "endpoints": [endpoint],
    }
    return answer(request, "discovery", said)


@answered
@public_page
async def services(request: Request) -> Response:
    """GET /open311/v2/services.{form}: what can be reported."""
    words = i18n.of(request)
    return answer(request, "services", [_service(each, words) for each in queries.services()])


@answered
@public_page
async def service(request: Request) -> Response:
    """GET /open311/v2/services/{code}.{form}: what a report of this service must say besides."""
    found = found_service(request.path_params["code"])
    attributes = _attributes(found, i18n.of(request))
    return answer(request, "service_definition", {"service_code": found.code, "attributes": attributes})


@answered
@public_page
async def requests(request: Request) -> Response:
    """GET /open311/v2/requests.{form}: public reports by number, service, state and time; 90 days, 1,000 at most."""
    await limits.count(request, READ_BY_ADDRESS)
    sent = parse_qs(request.url.query)
    found = await queries.requests(forms.wanted(sent, clock.now(request)))
    return answer(request, "service_requests", [_request(request, case) for case in found])


@answered
async def request(request: Request) -> Response:
    """GET /open311/v2/requests/{no}.{form}: one public report."""
    await limits.count(request, READ_BY_ADDRESS)
    case = await queries.request(request.path_params["no"])
    return answer(request, "service_requests", [_request(request, case)])


@answered
async def token(request: Request) -> Response:
    """GET /open311/v2/tokens/{token}.{form}: which number a program's own key has got."""
    await limits.count(request, READ_BY_ADDRESS)
    typed = request.path_params["token"]
    case = await queries.by_token(typed)
    said = {"service_request_id": case.receipt_no, "token": typed}
    return answer(request, "service_requests", [said])


def _service(found: Service, words: Words) -> dict[str, Any]:
    return {
        "service_code": found.code,
        "service_name": words(found.title),
        "description": words(found.summary),
        "metadata": True,
        "type": "realtime",
        "keywords": rules.keywords(found.search_words),
        "group": words(found.department.title),
    }


def _attributes(found: Service, words: Words) -> list[dict[str, Any]]:
    rows = [
        {
            "code": field.name,
            "datatype": rules.DATATYPES[field.kind],
            "required": field.required,
            "datatype_description": words(field.hint) if field.hint else None,
            "description": words(field.label),
            "values": [{"key": one.code, "name": words(one.title)} for one in field.options],
        }
        for field in rules.asked(found)
    ]
    rows.append(_own(ADDRESS, "string", words(ADDRESS_LABEL), words(ADDRESS_HINT), []))
    consent = [{"key": "yes", "name": words(YES)}]
    rows.append(_own(CONSENT, "singlevaluelist", words(CONSENT_LABEL), words(CONSENT_HINT), consent))
    return [{"variable": True, "order": place} | row for place, row in enumerate(rows, start=1)]


def _own(code: str, datatype: str, label: str, hint: str, values: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "code": code,
        "datatype": datatype,
        "required": True,
        "datatype_description": hint,
        "description": label,
        "values": values,
    }


def _request(request: Request, case: Case) -> dict[str, Any]:
    """The public row of a case. What was reported and where is the petitioner's own, so those stay empty."""
    words, stage = i18n.of(request), casework.stage_of(case)
    changed = case.closed_at or case.accepted_at or case.submitted_at
    return {
        "service_request_id": case.receipt_no,
        "status": "open" if stage.open else "closed",
        "status_notes": words(stage.label),
        "service_name": casework.title_of(case, words),
        "service_code": case.service_code,
        "description": None,
        "agency_responsible": casework.department_of(case, words),
        "service_notice": f"{site.of(request).base_url}/status/{case.receipt_no}",
        "requested_datetime": _stamp(case.submitted_at),
        "updated_datetime": _stamp(changed),
        "expected_datetime": _stamp(case.due_at) if case.due_at else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _stamp(at: datetime) -> str:
    return korean(at).isoformat(timespec="seconds")
