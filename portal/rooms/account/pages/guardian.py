"""What does a guardian read and decide, who was sent a link? Whether their child under 14 gets an account.

개인정보 보호법 22조의2: the link proves the contact that the child named; the consent is ticked, each apart, and
the guardian says that they are one. Reading the page decides nothing: mail programs open links by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.people import consents
from portal.kernel.people.identities import BelongsToAnother
from portal.kernel.people.residents import EmailTaken
from portal.kernel.words import N_, Message
from portal.rooms.account.actions import joining, requests
from portal.rooms.account.actions.requests import RequestGone, Wanted
from portal.rooms.account.definition import GUARDIAN_LINK
from portal.rooms.account.forms.joining import consented
from portal.rooms.account.pages.shared import said
from portal.web import clock, limits, render
from portal.web.forms import read as read_form

IS_GUARDIAN = "guardian"
INVALID = 422


async def guardian(request: Request) -> Response:
    """GET and POST /account/guardian/{token}: what is wanted; agree or refuse. Raises RequestGone."""
    await limits.count(request, GUARDIAN_LINK)
    now = clock.now(request)
    wanted = await requests.find(request.path_params["token"], now)
    if wanted is None or wanted.child is None or wanted.guardian is None:
        raise RequestGone()
    if request.method != "POST":
        return await _draw(request, wanted)
    form = await read_form(request)
    if form.get("do") == "refuse":
        await joining.refuse(wanted)
        return await _ended(request, agreed=False)
    agreed = consented(form)
    is_guardian = form.get(IS_GUARDIAN) == "yes"
    errors = dict(agreed.errors)
    if not is_guardian:
        errors[IS_GUARDIAN] = Message(N_("법정대리인(부모나 후견인)만 동의할 수 있습니다."))
    if errors:
        ticked = (*agreed.given, IS_GUARDIAN) if is_guardian else agreed.given
        return await _draw(request, wanted, errors, ticked, status=INVALID)
    try:
        await joining.agree(wanted, consents=agreed.given, now=now)
    except (EmailTaken, BelongsToAnother):
        raise RequestGone() from None
    return await _ended(request, agreed=True)


async def _draw(
    request: Request,
    wanted: Wanted,
    errors: Mapping[str, Message] | None = None,
    ticked: tuple[str, ...] = (),
    *,
    status: int = 200,
) -> Response:
    required = [(name, each) for name, each in consents.PURPOSES.items() if each.required]
    context = {
        "child": wanted.child,
        "guardian": wanted.guardian,
        "until": wanted.row.expires_at,
        "required": required,
        "ticked": ticked,
        **said(request, errors),
    }
    return await render.page(request, "account/guardian.html", context, status=status)


async def _ended(request: Request, *, agreed: bool) -> Response:
    return await render.page(request, "account/guardian_ended.html", {"agreed": agreed})
