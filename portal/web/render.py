"""How does a handler answer with a page, a part of one, or the way to another?

This is the only module that knows HTMX: a handler names a block of its template, and this module decides
whether the whole page or the block goes out (trap 10: Vary), and how a redirect is said.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from jinja2_fragments import render_block
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Scope

from portal.kernel.contents import Closure
from portal.kernel.deadlines import KST, korean
from portal.kernel.words import N_, Text
from portal.web import clock, dates, environment, guard, i18n, modes, preferences, site
from portal.web.hours import Hours, Week
from portal.web.preferences import safe_path
from portal.web.session import BrowserSession

FRAGMENT_VARY = "HX-Request, HX-Request-Type"
# A file shown in the browser may not act as a page of ours.
DOWNLOAD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def wants_fragment(request: Request) -> bool:
    """True if HTMX will put the answer into an element (not for a whole body or a history restore)."""
    return fragment_wanted(request.scope)


def fragment_wanted(scope: Scope) -> bool:
    """As `wants_fragment`, for who has no request yet: the same headers, looked at once."""
    asked, part = False, True
    for name, value in scope["headers"]:
        if name == b"hx-request":
            asked = value == b"true"
        elif name == b"hx-request-type":
            part = value != b"full"
    return asked and part


async def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> Response:
    """Answer with a template; for HTMX with its named `block` alone.

    Raises jinja2.UndefinedError for a name that neither the handler nor the house gave.
    """
    # A public page is made anew when a content changed: then its hours must be today's too.
    public: bool = request.scope["state"].get("public", False)
    await site.of(request).front_desk.refresh(clock.now(request), anew=public)
    return html(request, template, context or {}, block=block, status=status)


def html(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    block: str | None = None,
    status: int = 200,
) -> Response:
    """As `page`, but without asking the database for anything, not even the holidays."""
    house = site.of(request)
    words = i18n.of(request)
    values = {**_standing(request, words), **context}
    before = environment.reading.set(words)
    try:
        if block is not None and wants_fragment(request):
            text = render_block(house.templates, template, block, **values)
        else:
            text = house.templates.get_template(template).render(**values)
    finally:
        environment.reading.reset(before)
    headers = {"Content-Language": words.lang}
    if block is not None:
        headers["Vary"] = FRAGMENT_VARY
    return Response(text, status_code=status, headers=headers, media_type="text/html")


def redirect(
    request: Request, url_or_name: str, *, query: Mapping[str, object] | None = None, **params: object
) -> Response:
    """Send the browser on: to a path of this site (`/cases`) or to a route by name (`filing:check`).

    303 for a plain form, HX-Redirect for HTMX. Raises starlette NoMatchFound for an unknown name.
    """
    if url_or_name.startswith("/"):
        path = safe_path(url_or_name)
    else:
        path = str(request.app.url_path_for(url_or_name, **params))
    # Keep what is encoded already, encode what a header can't hold.
    target = quote(path, safe="/%?&=#:@!$'()*+,;~") + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("hx-request") == "true":
        return Response(status_code=200, headers={"HX-Redirect": target, "Vary": FRAGMENT_VARY})
    return Response(status_code=303, headers={"Location": target})


def download(
    body: bytes | AsyncIterable[bytes],
    name: str,
    media_type: str,
    *,
    size: int | None = None,
    inline: bool = False,
) -> Response:
    """Answer with a file under its own name (RFC 6266), shut in a sandbox; never kept by the browser.

    Of a body in pieces the `size` in bytes is said beforehand, if it is known.
    """
    disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": DOWNLOAD_POLICY}
    if isinstance(body, bytes):
        return Response(body, media_type=media_type, headers=headers)
    if size is not None:
        headers["Content-Length"] = str(size)
    return StreamingResponse(body, media_type=media_type, headers=headers)


def _standing(request: Request, words: i18n.Words) -> dict[str, Any]:
    """What every template may use besides its own context."""
    house = site.of(request)
    chosen = preferences.of(request.scope)
    session: BrowserSession = request.state.session
    public: bool = request.scope["state"].get("public", False)

    def csrf_token() -> str:
        if public:
            raise RuntimeError("a cached public page can't hold a form token: link to a private page instead")
        return guard.token(session, house.secret)

    def csrf_field() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(guard.FIELD, csrf_token())

    def url(name: str, **params: object) -> str:
        return str(request.app.url_path_for(name, **params))

    given = {key: words(value) if isinstance(value, Text) else value for key, value in house.context.items()}
    return {
        **given,
        "request": request,
        "now": clock.now(request),
        "mode": modes.of(request.scope),
        "lang": words.lang,
        "theme": chosen.theme,
        "text_size": chosen.text,
        "person": session.person if session.loaded and not public else None,
        "staff": None,
        "errors": None,
        "form_id": "",
        "hours": _hours(request, words),
        "asset": house.static.url,
        "url": url,
        "csrf_field": csrf_field,
        "csrf_token": csrf_token,
    }


def _hours(request: Request, words: i18n.Words) -> dict[str, Any]:
    """The front desk's state with its sentence (`지금 운영 중 · 오후 6시까지`) and, on some days, why today differs."""
    desk = site.of(request).front_desk
    state = desk.state(clock.now(request))
    return {
        "open": state.open,
        "until": state.until,
        "text": _open_or_not(state, korean(clock.now(request)).date(), words),
        "today": _today(state.today, desk.timetable.week, words) if state.today else "",
    }


def _open_or_not(state: Hours, today: date, words: i18n.Words) -> str:
    if state.until is None:
        return words(N_("지금은 운영하지 않습니다"))
    time = dates.time(state.until, words.lang)
    if state.open:
        return words(N_("지금 운영 중 · %(time)s까지"), time=time)
    if korean(state.until).date() == today:
        return words(N_("지금은 운영하지 않습니다 · 오늘 %(time)s부터"), time=time)
    day = dates.day(state.until, words.lang)
    return words(N_("지금은 운영하지 않습니다 · %(day)s %(time)s부터"), day=day, time=time)


def _today(exception: Closure, week: Week, words: i18n.Words) -> str:
    """Today's exception in a sentence, with its reason."""
    reason = exception.reason.get(words.lang)
    if exception.hours is None:
        return words(N_("오늘은 쉽니다: %(reason)s"), reason=reason)
    opens, closes = (
        dates.time(datetime.combine(exception.day, at, KST), words.lang)
        for at in (exception.hours.opens, exception.hours.closes)
    )
    usual = week[exception.day.weekday()]
    if usual and exception.hours.opens == usual.opens:
        return words(N_("오늘은 %(time)s에 닫습니다: %(reason)s"), time=closes, reason=reason)
    return words(
        N_("오늘은 %(opens)s부터 %(closes)s까지 엽니다: %(reason)s"),
        opens=opens,
        closes=closes,
        reason=reason,
    )
