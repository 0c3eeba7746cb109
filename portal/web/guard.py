"""Does this post come from our own page, opened by this browser?

Two proofs, both needed: the browser's word on where it comes from (Sec-Fetch-Site, Origin), and a token
in the form that is bound to the session, or before there is one to the visit's cookie. Works without
JavaScript. Where a browser says nothing of its origin, the token alone decides. Tokens are masked anew
in every page, so that compression gives nothing away (BREACH).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web import multipart
from portal.web.forms import Form
from portal.web.session import BrowserSession

FIELD = "csrf"
HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MAC_BYTES = 32
# Machines with secrets of their own: back offices' bearer secrets, the signed word of a sign-in provider,
# the link of a letter that a mail program stops by itself (RFC 8058). And programs that file for somebody without
# any session of ours: a foreign page can do no more there than everybody (Open311).
EXEMPT = ("/sync/", "/sign-in/out/", "/unsubscribe/", "/open311/")


class ForeignPost(Refusal):
    """The request was sent by a page of somebody else."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "다른 누리집에서 보낸 요청이라 받지 않았습니다. 바뀐 것은 없습니다. "
                "이 누리집의 화면에서 다시 보내 주세요."
            )
        )


class StalePage(Refusal):
    """The form's token is missing or not this browser's. `form` is what was typed, if it was a form."""

    kind = "forbidden"

    def __init__(self, form: Form | None = None, *, own: bool = False) -> None:
        self.form = form
        self.own = own
        """True if the browser itself vouches that our own page sent it: it may be sent once more."""
        super().__init__(
            N_(
                "화면이 오래되어 아직 보내지 못했습니다. 바뀐 것은 없습니다. 쿠키를 허용한 다음 다시 보내 주세요."
            )
        )


def _mac(secret: bytes, binding: str) -> bytes:
    return hmac.digest(secret, b"csrf:" + binding.encode("utf-8", "replace"), hashlib.sha256)


def token(session: BrowserSession, secret: bytes) -> str:
    """A fresh form token for this browser; gives a visitor without a cookie the visit's cookie."""
    mac = _mac(secret, session.token or session.visit(make=True))
    mask = secrets.token_bytes(MAC_BYTES)
    return base64.urlsafe_b64encode(mask + _xor(mask, mac)).decode()


def fits(given: str, session: BrowserSession, secret: bytes) -> bool:
    """True if `given` was made for this browser's session, or for its visit before the session began."""
    try:
        raw = base64.urlsafe_b64decode(given.encode("ascii", "replace"))
    except (binascii.Error, ValueError):
        return False
    if len(raw) != 2 * MAC_BYTES:
        return False
    mac = _xor(raw[:MAC_BYTES], raw[MAC_BYTES:])
    bindings = [binding for binding in (session.token, session.visit()) if binding]
    return any(hmac.compare_digest(mac, _mac(secret, binding)) for binding in bindings)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def check_origin(headers: Headers, base_url: str) -> bool:
    """Raise ForeignPost if the browser names another origin; True if it vouches for ours, False if silent."""
    site = headers.get("sec-fetch-site")
    if site not in {None, "same-origin", "none"}:
        raise ForeignPost
    origin = headers.get("origin")
    if origin is None:
        return site == "same-origin"
    if origin.rstrip("/").lower() != base_url.rstrip("/").lower() and (
        urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    ):
        raise ForeignPost
    return True


class Guard:
    """Middleware before every unsafe method. Under `exempt` paths stand machines with secrets of their own."""

    def __init__(self, app: ASGIApp, *, secret: bytes, base_url: str, exempt: Sequence[str] = EXEMPT) -> None:
        self.app = app
        self.secret = secret
        self.base_url = base_url
        self.exempt = tuple(exempt)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on; a form is parsed here once and closed after the answer."""
        unguarded = scope["type"] != "http" or scope["method"] in SAFE_METHODS
        if unguarded or scope["path"].startswith(self.exempt):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        own = check_origin(request.headers, self.base_url)
        session: BrowserSession = request.state.session
        given = request.headers.get(HEADER, "")
        if given and not fits(given, session, self.secret):
            raise StalePage
        if not multipart.is_form(request):
            if not given:
                raise StalePage
            await self.app(scope, receive, send)
            return
        form = scope["state"]["form"] = await multipart.parse(request)
        try:
            in_field = form.values.pop(FIELD, [""])[0]
            if not given and not fits(in_field, session, self.secret):
                raise StalePage(form, own=own)
            await self.app(scope, _Read(receive), send)
        finally:
            form.close()


class _Read:
    """What is left to receive once the body was read: an empty body, then the disconnect."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.given = False

    async def __call__(self) -> Message:
        if self.given:
            return await self.receive()
        self.given = True
        return {"type": "http.request", "body": b"", "more_body": False}


async def fresh_token(request: Request) -> Response:
    """GET /token — a token for a script on a cached page, or before waiting forms are sent."""
    secret: bytes = request.app.state.site.secret
    return JSONResponse({FIELD: token(request.state.session, secret)}, headers={"Cache-Control": "no-store"})
