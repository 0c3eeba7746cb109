"""How does a program, or a very simple client, file everything in one request?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel import catalogue
from portal.kernel.cases import link_token, pin_of
from portal.rooms.filing import actions, forms
from portal.rooms.filing.definition import FILE_BY_ADDRESS
from portal.rooms.filing.pages import shared
from portal.rooms.filing.queries import answer_by
from portal.web import clock, holding, limits, multipart, preferences, render, session, site
from portal.web import forms as web_forms


async def file_at_once(request: Request) -> Response:
    """POST /services/{code}/file: form fields or JSON with the client's `key`; no files.

    201 with the receipt as JSON for who asks for JSON, else 303 to the receipt. The same key and body give
    the same receipt; another body under the key 409. Other refusals are problem+json with `errors` by input.
    """
    await limits.count(request, FILE_BY_ADDRESS)
    service = catalogue.service(request.path_params["code"])
    if multipart.is_form(request):
        form = await web_forms.read(request)
        sent = {name: values[-1] for name, values in form.values.items()}
    else:
        sent = forms.flat(await web_forms.read_json(request))
    wanted, now = forms.at_once(sent), clock.now(request)
    filed = await actions.hand_in_at_once(
        service,
        key=wanted.key,
        raw=wanted.raw,
        petitioner=wanted.petitioner,
        consent=wanted.consent,
        lang=preferences.of(request.scope).lang,
        now=now,
        person=holding.resident(await session.load(request)),
    )
    case = filed.case
    if not _is_program(request):
        await shared.grant(await session.load(request), case, pin=True, now=now)
        return render.redirect(request, "filing:receipt", no=case.receipt_no)
    link = f"/cases/{case.receipt_no}?k={link_token(case)}"
    latest = await answer_by(filed)
    body = {
        "receipt_no": case.receipt_no,
        "link": f"{site.of(request).base_url}{link}",
        "pin": pin_of(case),
        "submitted_at": case.submitted_at.isoformat(),
        "accept_by": case.accept_by.isoformat(),
        "answer_by": latest.isoformat() if latest else None,
    }
    return JSONResponse(body, status_code=201, headers={"Location": link})


def _is_program(request: Request) -> bool:
    accepts = request.headers.get("accept", "")
    return "json" in accepts or ("text/html" not in accepts and not multipart.is_form(request))
