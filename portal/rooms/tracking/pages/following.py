"""How does one follow a public case, and stop? Signed in by one press; as a guest by an e-mail address and its code.

A page of its own, not part of the public row, which is the same for everybody and kept ready.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import proofs
from portal.kernel.answers import normal
from portal.kernel.digits import digits
from portal.kernel.models import Case
from portal.kernel.public import following
from portal.kernel.words import N_, Message
from portal.rooms.tracking import actions, queries
from portal.rooms.tracking.definition import FOLLOW_CODE, FOLLOW_CODE_BY_EMAIL, FOLLOW_TRY
from portal.web import casework, clock, holding, i18n, limits, preferences, render, session
from portal.web.forms import Form
from portal.web.forms import read as read_form
from portal.web.preferences import safe_path

REMEMBERED = "follow_code"
INVALID = 422
LONGEST = 254
BAD_EMAIL = N_("이메일 주소를 다시 봐 주세요. 예: name@example.com")


async def follow(request: Request) -> Response:
    """GET and POST /status/{no}/follow: follow, stop, ask for a code, enter it. Raises CaseNotFound."""
    case = await queries.public_case(request.path_params["no"])
    if request.method != "POST":
        browser = await session.load(request)
        waits = "again" not in request.query_params and REMEMBERED in browser.data
        return await _show(request, case, sent=waits, done=request.query_params.get("done", ""))
    form = await read_form(request)
    steps = {"send": _send, "enter": _enter}
    return await steps.get(form.get("do"), _press)(request, case, form)


async def _press(request: Request, case: Case, form: Form) -> Response:
    """An account follows or stops."""
    person = holding.resident(await session.load(request))
    if person is None:
        return _here(request, case, form)
    if form.get("do") == "stop":
        known = await following.following(person, case)
        if known is not None:
            await following.end(known.id)
        return _here(request, case, form, done="stopped")
    await following.follow_as(person, case, clock.now(request))
    return _here(request, case, form, done="followed")


async def _send(request: Request, case: Case, form: Form) -> Response:
    typed = form.get("email").strip()[:LONGEST]
    address = normal.email(typed)
    if address is None:
        return await _show(request, case, {"email": typed}, {"email": Message(BAD_EMAIL)}, status=INVALID)
    await limits.count(request, FOLLOW_CODE)
    await limits.count(request, FOLLOW_CODE_BY_EMAIL, address.casefold())
    browser, lang = await session.load(request), preferences.of(request.scope).lang
    browser.data[REMEMBERED] = await actions.send_code(address, lang, clock.now(request))
    await browser.save()
    return _here(request, case, form)


async def _enter(request: Request, case: Case, form: Form) -> Response:
    await limits.count(request, FOLLOW_TRY)
    browser, now = await session.load(request), clock.now(request)
    typed = form.get("code").strip()[:20]
    lang = preferences.of(request.scope).lang
    try:
        await actions.follow_by_code(browser.data.get(REMEMBERED), digits(typed), case, lang, now)
    except proofs.WrongCode as refusal:
        return await _show(
            request, case, {"code": typed}, {"code": refusal.message}, sent=True, status=INVALID
        )
    except proofs.CodeUsedUp as refusal:
        return await _show(request, case, errors={"email": refusal.message}, status=INVALID)
    browser.data.pop(REMEMBERED, None)
    await browser.save()
    return _here(request, case, form, done="followed")


def _here(request: Request, case: Case, form: Form, *, done: str = "") -> Response:
    query = {"done": done, "back": safe_path(form.get("back"), "")}
    asked = {name: value for name, value in query.items() if value}
    return render.redirect(request, "tracking:follow", no=case.receipt_no, query=asked)


async def _show(
    request: Request,
    case: Case,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Message] | None = None,
    *,
    sent: bool = False,
    done: str = "",
    status: int = 200,
) -> Response:
    words = i18n.of(request)
    person = holding.resident(await session.load(request))
    said = {name: words(message) for name, message in (errors or {}).items()}
    context = {
        "case": case,
        "row": casework.row(case, f"/status/{case.receipt_no}", words, clock.now(request)),
        "signed_in": person is not None,
        "follows": person is not None and await following.following(person, case) is not None,
        "sent": sent,
        "done": done,
        "back": safe_path(request.query_params.get("back", ""), ""),
        "values": {"email": "", "code": "", **(values or {})},
        "errors": said,
        "summary": [(f"f-{name}", text) for name, text in said.items()],
    }
    return await render.page(request, "tracking/follow.html", context, status=status)
