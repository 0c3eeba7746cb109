"""Who is let in while the house is closed or takes nothing?

Closed for maintenance: everybody sees that (503), but not administrators of the house, nor who signs in at
the desk. Open for reading: pages go on, and what is sent is given back to be sent again later.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from tortoise.exceptions import BaseORMException

from portal.kernel import permissions
from portal.kernel.modes import NORMAL, Mode
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Text
from portal.web import dates, session

ReadMode = Callable[[], Mode]
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS: Final = ("/static/", "/healthz", "/readyz", "/metrics", "/token", "/preferences")
"""What never closes: no case is touched there."""
SIGNING: Final = ("/desk/sign-in", "/desk/sign-out", "/sign-out", "/sign-in/out/")
"""Who works in a closed house must come in, and everybody may always leave."""
TEMPLATE: Final = "shell/closed.html"
_STYLE: Final = Path(__file__).parents[2] / "static" / "css" / "closed.css"


class Closed(Refusal):
    """The house takes nothing now; `wait_seconds` says when to try again."""

    kind = "unavailable"

    def __init__(self, text: str, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(text)


class UnderMaintenance(Closed):
    """The house is closed for a while."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            N_("지금은 점검 중입니다. 보낸 것은 아직 받지 않았습니다. 점검이 끝난 다음 다시 보내 주세요."),
            wait_seconds,
        )


class ReadingOnly(Closed):
    """Pages can be read, but nothing is taken."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            N_(
                "지금은 볼 수만 있고 보낼 수는 없습니다. 보낸 것은 아직 받지 않았습니다. "
                "잠시 후 아래 단추로 다시 보내 주세요. 급하면 민원실로 전화해 주세요."
            ),
            wait_seconds,
        )


def always_normal() -> Mode:
    """The mode of a site that knows no others."""
    return NORMAL


def of(scope: Scope) -> Mode:
    """The mode in which this request is answered."""
    mode: Mode = scope["state"]["mode"]
    return mode


class Modes:
    """Middleware that notes the mode once a request, so that all below agree on it."""

    def __init__(self, app: ASGIApp, *, read: ReadMode = always_normal) -> None:
        self.app = app
        self.read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the mode and pass the request on."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["mode"] = self.read()
        await self.app(scope, receive, send)


class Doorkeeper:
    """Middleware behind the guard: what was typed has been read there and can be given back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or raise Closed."""
        if scope["type"] == "http":
            mode = of(scope)
            if mode.name not in {"normal", "degraded"} and not scope["path"].startswith(ALWAYS + SIGNING):
                await _check(Request(scope), mode)
        await self.app(scope, receive, send)


async def _check(request: Request, mode: Mode) -> None:
    wait = mode.seconds_left(request.state.now)
    if mode.closed:
        if not await _administrator(request):
            raise UnderMaintenance(wait)
    elif request.method not in SAFE:
        raise ReadingOnly(wait)


async def _administrator(request: Request) -> bool:
    """Whether an administrator asks; nobody is one while the database is away."""
    browser: session.BrowserSession = request.state.session
    if not browser.token:
        return False
    try:
        browser = await session.load(request)
        if browser.kind != "staff" or browser.person is None:
            return False
        actor = await permissions.staff_actor(browser.person)
    except BaseORMException:
        return False
    return permissions.ADMINISTRATOR in actor.roles


def closed_html(templates: Environment, mode: Mode, district: Text, phone: str, now: datetime) -> str:
    """The page of a closed house: in both languages and by itself, without any other file, script or cookie."""
    until = mode.until if mode.until and mode.until > now else None
    return templates.get_template(TEMPLATE).render(
        mode=mode,
        style=_style()[0],
        district_ko=district.ko,
        district_en=district.en,
        front_desk_phone=phone,
        until_ko=dates.date_time(until, "ko") if until else "",
        until_en=dates.date_time(until, "en") if until else "",
    )


def closed_page(html: str, wait_seconds: int) -> Response:
    """The answer that carries `closed_html`."""
    headers = {"Retry-After": str(wait_seconds), "Content-Security-Policy": _style()[1]}
    return Response(html, status_code=503, headers=headers, media_type="text/html")


@cache
def _style() -> tuple[str, str]:
    """The page's own style, and the policy that allows exactly this one (by its hash) and nothing else."""
    style = _STYLE.read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
