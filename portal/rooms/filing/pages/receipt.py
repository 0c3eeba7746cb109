"""What was received, when, under which number, and what happens next?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import answers, catalogue, contents, deadlines, files, holidays
from portal.kernel.cases import (
    answers_of,
    key_of,
    link_token,
    petitioner_of,
    pin_of,
)
from portal.kernel.cases.clock import filed_rule_of
from portal.kernel.models import Case
from portal.rooms.filing.definition import LINK_BY_ADDRESS
from portal.rooms.filing.pages import shared
from portal.rooms.filing.queries import promise
from portal.web import clock, holding, i18n, limits, qr, render, session, signed, site


async def receipt(request: Request) -> Response:
    """GET /cases/{no}/receipt: for the browser that filed, or with the secret link's `k`. Raises CaseNotFound."""
    browser, token = await session.load(request), request.query_params.get("k", "")
    if token:
        await limits.count(request, LINK_BY_ADDRESS)
    case = await holding.case_of(request, request.path_params["no"], token=token)
    if token:
        # What the link proves is kept in the session: its secret goes out of the address, and into no way back.
        await holding.take(browser, [case])
        return render.redirect(request, f"/cases/{case.receipt_no}/receipt")
    now = clock.now(request)
    address = f"{site.of(request).base_url}/cases/{case.receipt_no}?k={link_token(case)}"
    context = {
        "case": case,
        **await _filed(request, case),
        **await _dates(case),
        "link": f"/cases/{case.receipt_no}",
        "address": address,
        "qr": qr.drawn(address),
        "signed": await signed.slip(request, case),
        "pin": pin_of(case) if shared.shows_pin(browser, case, now) else "",
    }
    return await render.page(request, "filing/receipt.html", context)


async def _filed(request: Request, case: Case) -> dict[str, object]:
    service = await catalogue.service_version(case.service_code, case.service_version)
    key, lang = await key_of(case), i18n.of(request).lang
    said = answers.rows(service, answers_of(case, key), lang)
    listed = await files.for_case(case, ("petitioner",))
    petitioner = petitioner_of(case, key)
    return {
        "service": service,
        "phone": await contents.phone_of(service.department.code),
        "rows": [(row.label, row.value) for row in said if row.value],
        "files": [file.name for file in listed if file.event_seq == 1],
        "petitioner": petitioner,
    }


async def _dates(case: Case) -> dict[str, object]:
    calendar = await holidays.current_calendar()
    return {
        "accept": deadlines.acceptance_reckoning(case.submitted_at, calendar),
        "promise": await promise(case.submitted_at, str(filed_rule_of(case))),
    }
