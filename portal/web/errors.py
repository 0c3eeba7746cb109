"""What does a person, a fragment or a machine see when something is refused or goes wrong?

One place turns refusals into answers: a page that says what to do, a block of it for HTMX (which swaps
4xx and 5xx bodies in, trap 10), or problem+json (RFC 9457) for machines. An unexpected error is logged
under the request's id and answered by a calm page; nobody is shown a stack trace.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.database import away
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Text
from portal.web import clock, guard, i18n, logs, modes, render, site
from portal.web.forms import Form
from portal.web.limits import TooMany
from portal.web.session import SignedOut

TEMPLATE = "shell/error.html"
BLOCK = "error"
MACHINE_PATHS = ("/sync/", "/open311/")
STATUSES = {
    "invalid": 422,
    "not_found": 404,
    "forbidden": 403,
    "conflict": 409,
    "gone": 410,
    "too_many": 429,
    "too_large": 413,
    "unavailable": 503,
    "signed_out": 401,
}
TITLES = {
    401: N_("로그인해 주세요"),
    403: N_("보내지 않았습니다"),
    404: N_("찾는 화면이 없습니다"),
    405: N_("이렇게는 열 수 없는 화면입니다"),
    409: N_("그사이 바뀌었습니다"),
    410: N_("법에 따라 파기되었습니다"),
    413: N_("내용이 너무 큽니다"),
    422: N_("다시 확인해 주세요"),
    429: N_("잠시 후 다시 시도해 주세요"),
    500: N_("잠시 문제가 생겼습니다"),
    503: N_("지금은 처리할 수 없습니다"),
}
TEXTS = {
    404: N_("주소가 바뀌었거나 없는 화면입니다. 주소를 확인하거나 처음 화면에서 다시 찾아 주세요."),
    405: N_("처음 화면에서 다시 찾아 주세요."),
    413: N_("보낸 내용이 너무 큽니다. 줄여서 다시 보내 주세요."),
    500: N_("작성한 내용은 그대로 있습니다. 잠시 후 다시 눌러 주세요."),
}
# It may go through a little later: what was typed is offered to be sent once more.
PASSING = frozenset({401, 429, 500, 503})
SIGNED_IN = "/sign-in/done"
DESK = "/desk"
SECRETS = frozenset({"password", "pin", "code"})
AWAY = N_("지금은 저장하거나 찾아볼 수 없습니다. 작성한 내용은 그대로 있습니다. 잠시 후 다시 눌러 주세요.")
AWAY_SECONDS = 10
BAD_REQUEST = N_("보낸 내용을 읽을 수 없습니다. 화면을 새로 고친 다음 다시 보내 주세요.")


class DatabaseAway(Refusal):
    """The database can't be reached, or takes nothing more just now."""

    kind = "unavailable"
    code = "database_away"

    def __init__(self) -> None:
        super().__init__(AWAY)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to a refusal or to Starlette's own 404, 405 and the like."""
    if isinstance(error, Refusal):
        return _refuse(request, error)
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        return Response(status_code=status, headers=headers)
    text = i18n.of(request)(TEXTS.get(status, BAD_REQUEST))
    response = _say(request, status, text, code=_phrase(status), again=_typed(request, status))
    response.headers.update(headers)
    return response


async def _calm(request: Request, error: Exception) -> Response:
    """The page for what nobody foresaw; bare words if even that page can't be made."""
    try:
        return await answer(request, error)
    except Exception as second:
        logs.unexpected(request.scope, second)
        status, text = (503, AWAY) if isinstance(error, DatabaseAway) else (500, TEXTS[500])
        return PlainTextResponse(f"{TITLES[status]}. {text}", status_code=status)


def _refuse(request: Request, refusal: Refusal) -> Response:
    words = i18n.of(request)
    status = STATUSES[refusal.kind]
    if isinstance(refusal, modes.UnderMaintenance) and _wants_page(request):
        return _closed(request, refusal)
    sign_in = _sign_in(request, refusal) if isinstance(refusal, SignedOut) else ""
    if sign_in and request.method == "GET" and not _is_machine(request):
        return render.redirect(request, sign_in)
    response = _say(
        request,
        status,
        words(refusal.message),
        code=refusal.code,
        fields={name: words(message) for name, message in refusal.fields.items()},
        sign_in=sign_in,
        again=_again(request, refusal, status),
    )
    if isinstance(refusal, TooMany):
        wait = (refusal.until - clock.now(request)).total_seconds()
        response.headers["Retry-After"] = str(max(1, round(wait)))
    if isinstance(refusal, DatabaseAway):
        response.headers["Retry-After"] = str(AWAY_SECONDS)
    if isinstance(refusal, modes.Closed):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def _wants_page(request: Request) -> bool:
    return request.method in guard.SAFE_METHODS and not (
        _is_machine(request) or render.wants_fragment(request)
    )


def _closed(request: Request, refusal: modes.UnderMaintenance) -> Response:
    house = site.of(request)
    district, phone = house.context.get("district_name", ""), house.context.get("front_desk_phone", "")
    named = district if isinstance(district, Text) else Text(str(district), str(district))
    html = modes.closed_html(house.templates, modes.of(request.scope), named, str(phone), clock.now(request))
    return modes.closed_page(html, refusal.wait_seconds)


def _sign_in(request: Request, refusal: SignedOut) -> str:
    path = site.of(request).sign_in.get(refusal.needs, "")
    if not path or request.method != "GET":
        # What was typed waits in this window while one signs in in another, which then says to come back.
        return f"{path}?{urlencode({'back': SIGNED_IN})}" if path and refusal.needs == "resident" else path
    query = f"?{request.url.query}" if request.url.query else ""
    ended = {"ended": "1"} if refusal.ended else {}
    return f"{path}?{urlencode({'back': request.url.path + query, **ended})}"


def _again(request: Request, refusal: Refusal, status: int) -> Form | None:
    """What was typed, to be sent once more by the person: on a stale page only if it was our own."""
    if isinstance(refusal, guard.StalePage):
        return refusal.form if refusal.own else None
    return _typed(request, status)


def _typed(request: Request, status: int) -> Form | None:
    """The form that our own page sent, if the trouble may pass; never one with a password or code in it."""
    form: Form | None = request.scope["state"].get("form") if status in PASSING else None
    return None if form is None or form.values.keys() & SECRETS else form


def _say(request: Request, status: int, text: str, *, code: str, **more: Any) -> Response:
    words = i18n.of(request)
    title = words(TITLES.get(status, TITLES[422]))
    request_id: str = request.state.request_id
    fields: dict[str, str] = more.get("fields") or {}
    if _is_machine(request):
        problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": text}
        problem |= {"code": code, "request_id": request_id}
        if fields:
            problem["errors"] = fields
        return JSONResponse(problem, status_code=status, media_type="application/problem+json")
    context = {"title": title, "text": text, "status": status, "request_id": request_id, "fields": fields}
    context |= {"sign_in": more.get("sign_in", ""), "again": more.get("again")}
    context |= _at_desk(request)
    return render.html(request, TEMPLATE, context, block=BLOCK, status=status)


def _at_desk(request: Request) -> dict[str, Any]:
    """Whether the desk's frame is due, and whose name stands in it."""
    path, session = request.url.path, request.state.session
    at_desk = path == DESK or path.startswith(f"{DESK}/")
    known = at_desk and session.loaded and session.kind == "staff" and session.person is not None
    return {"at_desk": at_desk, "staff": {"name": session.person.name} if known else None}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def _is_machine(request: Request) -> bool:
    accepts = request.headers.get("accept", "")
    sent_json = request.headers.get("content-type", "").startswith("application/json")
    asks = (
        sent_json
        or "application/problem+json" in accepts
        or ("application/json" in accepts and "text/html" not in accepts)
    )
    return asks or request.url.path.startswith(MACHINE_PATHS)


class Errors:
    """Middleware that answers for everything below it: refusals of other middleware, and the unexpected."""

    def __init__(self, app: ASGIApp, *, raise_unexpected: bool = False) -> None:
        self.app = app
        self.raise_unexpected = raise_unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; if that fails, answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return
        except (Refusal, HTTPException) as error:
            if not started:
                scope["state"]["public"] = False
                await (await answer(Request(scope), error))(scope, receive, send)
        except Exception as error:
            passing = away.is_away(error)
            if self.raise_unexpected and not passing:
                raise
            (logs.database_away if passing else logs.unexpected)(scope, error)
            if not started:
                scope["state"]["public"] = False
                told = DatabaseAway() if passing else error
                await (await _calm(Request(scope), told))(scope, receive, send)
