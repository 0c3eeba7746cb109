"""What does the demo show? Who one can be, with the codes of now, and the letters that the portal sent."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import people
from portal.rooms.demo.definition import STAFF, password_of
from portal.rooms.demo.definition.cards import CARDS
from portal.rooms.demo.queries import codes, month
from portal.rooms.demo.queries import mailbox as box
from portal.web import casework, clock, i18n, render

LOGINS = frozenset(account.login for account in STAFF)


@dataclass(frozen=True)
class Card:
    """One account as the guide shows it."""

    login: str
    name: str
    may: str
    password: str
    code: str


async def guide(request: Request) -> Response:
    """Who is who, with passwords and codes, and what there is to try."""
    now, words = clock.now(request), i18n.of(request)
    cards = [
        Card(
            account.login,
            account.name,
            account.may,
            password_of(account.login),
            codes.code_of(account.login, now),
        )
        for account in STAFF
    ]
    cases = [
        (casework.title_of(case, words), words(casework.stage_of(case).label), link)
        for case, link in await month.links_of_haneul()
    ]
    asked = request.query_params.get("qr", "")
    shown = asked if asked in LOGINS else ""
    context = {
        "cards": cards,
        "residents": CARDS["residents"],
        "seconds": codes.seconds_left(now),
        "shown": shown,
        "cases": cases,
    }
    return await render.page(request, "demo/guide.html", context, block="codes")


async def qr(request: Request) -> Response:
    """The picture by which an authenticator app takes an account's second factor in."""
    login = request.path_params["login"]
    if login not in LOGINS:
        raise HTTPException(404)
    out = io.BytesIO()
    segno.make(people.totp_uri(login, codes.seed_of(login)), error="m").save(
        out, kind="svg", scale=4, border=4, light="#fff"
    )
    return Response(out.getvalue(), media_type="image/svg+xml")


async def mailbox(request: Request) -> Response:
    """The newest letters, to one address or to all."""
    to = request.query_params.get("to", "").strip()[:254]
    found = await box.letters()
    addresses = sorted({address for each in found for address in each.letter.to})
    shown = [each for each in found if not to or to in each.letter.to]
    context = {"letters": shown, "pairs": [(each, each) for each in addresses], "to": to}
    return await render.page(request, "demo/mailbox.html", context, block="letters")


async def letter(request: Request) -> Response:
    """One letter: its text alone."""
    found = await box.letter(request.path_params["key"])
    return await render.page(request, "demo/letter.html", {"found": found})
