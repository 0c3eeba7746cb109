"""Which of my cases are here, and how do I open another one?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import cases, delegations, proofs
from portal.kernel.cases import claimable
from portal.kernel.public import following
from portal.kernel.words import N_, Message
from portal.rooms.account import forms, queries
from portal.rooms.account.actions import opening
from portal.rooms.account.definition import (
    CODE_BY_ADDRESS,
    CODE_BY_EMAIL,
    OPEN_BY_ADDRESS,
    OPEN_BY_NUMBER,
    OPEN_BY_NUMBER_HERE,
    TRY_BY_ADDRESS,
)
from portal.rooms.account.pages.shared import said
from portal.web import casework, clock, holding, i18n, limits, render, session
from portal.web.casework import Row
from portal.web.forms import Form
from portal.web.forms import read as read_form
from portal.web.session import BrowserSession

REMEMBERED = "cases_code"
NOT_FOUND = 404
INVALID = 422


async def mine(request: Request) -> Response:
    """The cases of this browser, and the form that opens another by number, phone and PIN."""
    if request.method != "POST":
        asked = request.query_params.get("no", "").strip()[:20]
        return await _mine(request, {"no": asked, "phone": "", "pin": ""})
    await limits.count(request, OPEN_BY_ADDRESS)
    search = forms.search(await read_form(request))
    if search.errors:
        return await _mine(request, search.typed, search.errors, status=INVALID)
    here = f"{search.number} {limits.address(request)}"
    await limits.count(request, OPEN_BY_NUMBER_HERE, here)
    await limits.count(request, OPEN_BY_NUMBER, search.number)
    try:
        case = await cases.petitioner_case(search.number, phone=search.phone, pin=search.pin)
    except cases.CaseNotFound as refusal:
        return await _mine(request, search.typed, {"no": refusal.message}, status=NOT_FOUND)
    await limits.forgive(request, OPEN_BY_NUMBER_HERE.name, per=here)
    await holding.take(await session.load(request), [case])
    return render.redirect(request, f"/cases/{case.receipt_no}")


async def code(request: Request) -> Response:
    """All cases of a proved e-mail: the address, then the code that was sent to it."""
    browser = await session.load(request)
    if request.method != "POST":
        if "again" in request.query_params:
            return await _code(request, sent=False)
        return await _code(request, sent=REMEMBERED in browser.data)
    form = await read_form(request)
    return await (_enter(request, form) if form.get("do") == "enter" else _send(request, form))


async def _send(request: Request, form: Form) -> Response:
    await limits.count(request, CODE_BY_ADDRESS)
    typed, email = forms.email(form)
    if not email:
        text = Message(N_("이메일 주소를 다시 봐 주세요. 예: name@example.com"))
        return await _code(request, {"email": typed}, {"email": text}, sent=False, status=INVALID)
    await limits.count(request, CODE_BY_EMAIL, email.casefold())
    browser = await session.load(request)
    browser.data[REMEMBERED] = await opening.send_code(email, clock.now(request))
    await browser.save()
    return render.redirect(request, "account:code")


async def _enter(request: Request, form: Form) -> Response:
    await limits.count(request, TRY_BY_ADDRESS)
    browser = await session.load(request)
    typed = form.get("code").strip()[:20]
    try:
        found = await opening.open_by_code(
            browser.data.get(REMEMBERED), forms.six_digits(typed), clock.now(request)
        )
    except (proofs.WrongCode, proofs.CodeUsedUp) as refusal:
        again = isinstance(refusal, proofs.WrongCode)
        where = "code" if again else "email"
        return await _code(request, {"code": typed}, {where: refusal.message}, sent=again, status=INVALID)
    del browser.data[REMEMBERED]
    await holding.take(browser, found)
    await browser.save()
    if not found:
        return await _code(request, sent=False, nothing=True)
    return render.redirect(request, "account:mine")


async def forget(request: Request) -> Response:
    """Forget the cases on this browser, for computers that others use too."""
    browser = await session.load(request)
    await browser.sign_out()
    return render.redirect(request, "account:mine")


async def _mine(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, Message] | None = None,
    status: int = 200,
) -> Response:
    browser = await session.load(request)
    held, person = holding.held(browser), holding.resident(browser)
    mine = await queries.of_person(person) if person else []
    own = {str(each.case.id) for each in mine}
    offered = await claimable(person) if person else []
    context = {
        "values": values,
        "rows": [_row(request, each) for each in mine],
        "held": [_row(request, each) for each in await queries.of_browser(held - own)],
        "acting": await _acting(request, browser),
        "followed": await _followed(request, browser),
        "signed_in": person is not None,
        "by_email": len(offered),
        "elsewhere": sum(case.person_id is not None for case in offered),
        "unclaimed": len(await queries.unclaimed(held)) if person else 0,
        **said(request, errors),
    }
    return await render.page(request, "account/mine.html", context, status=status)


async def _acting(request: Request, browser: BrowserSession) -> list[Row]:
    """The cases that this browser or account may see or act in for somebody else."""
    words, now = i18n.of(request), clock.now(request)
    found = await delegations.cases_of(holding.resident(browser), now, holding.acting(browser))
    return [casework.row(case, f"/cases/{case.receipt_no}", words, now) for case in found]


async def _followed(request: Request, browser: BrowserSession) -> list[Row]:
    """The public cases that the account follows."""
    words, now, person = i18n.of(request), clock.now(request), holding.resident(browser)
    found = await following.of_person(person) if person else []
    return [casework.row(case, f"/status/{case.receipt_no}/follow", words, now) for case in found]


async def _code(
    request: Request,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Message] | None = None,
    *,
    sent: bool,
    nothing: bool = False,
    status: int = 200,
) -> Response:
    values = {"email": "", "code": "", **(values or {})}
    context = {"values": values, "sent": sent, "nothing": nothing, **said(request, errors)}
    return await render.page(request, "account/code.html", context, status=status)


def _row(request: Request, mine: queries.Mine) -> Row:
    words = i18n.of(request)
    row = casework.row(mine.case, f"/cases/{mine.case.receipt_no}", words, clock.now(request))
    if not mine.unread:
        return row
    return replace(row, note=f"{row.note} · {words(N_('새 소식 %(count)s건'), count=mine.unread)}")
