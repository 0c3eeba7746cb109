"""How is a public page answered without database, templates or session?

`@public_page` keeps the handler's answer as bytes, plain and packed, with an ETag. It is the same for
everybody who reads in the same language, size and theme, lives at most 60 seconds (its dates move), and
not a moment longer than the generation of public pages (see `store`). `Ready` answers the next reader with
it before session, guard and router are asked.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import overload

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from tortoise.exceptions import BaseORMException

from portal.database.rows import counted
from portal.web import modes, preferences, render, watch
from portal.web.store import Entry, Header, PublicStore

Handler = Callable[[Request], Awaitable[Response]]

# The browser keeps the page but asks each time; a 304 costs almost nothing, and nobody reads old rows.
CACHE_CONTROL = b"public, max-age=0, must-revalidate"
VARY = f"Accept-Encoding, Accept-Language, Cookie, {render.FRAGMENT_VARY}".encode()
MOST_SECONDS = 60
LONGEST_QUERY = 512
SMALL = 500
GENERATION = "public"


async def generation() -> int:
    """The generation of public pages: what `kernel` raises with every event that the public can see."""
    return await counted("counter", GENERATION)


class Ready:
    """Middleware that answers out of the store; whatever does not stand there goes on to the handlers."""

    def __init__(self, app: ASGIApp, *, store: PublicStore) -> None:
        self.app = app
        self.store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the page if it stands in the store and is true, else pass the request on."""
        if (
            scope["type"] == "http"
            and scope["method"] in {"GET", "HEAD"}
            and not (self.store.empty or modes.of(scope).closed)
        ):
            entry = await self._found(scope)
            if entry is not None:
                scope["state"]["ready"] = entry.made_by
                await _send(entry, scope, send)
                return
        await self.app(scope, receive, send)

    async def _found(self, scope: Scope) -> Entry | None:
        try:
            true_now = await self.store.current()
        except BaseORMException:
            return None  # the handler meets the same error where it is answered for
        return self.store.get(_key(scope), true_now, scope["state"]["now"])


class _Made(Response):
    """An answer that was just made and put into the store."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it as the browser asked."""
        await _send(self.entry, scope, send)


async def _send(entry: Entry, scope: Scope, send: Send) -> None:
    """A 304, the packed bytes or the plain ones; the header lists are copied, since middleware adds to them."""
    packs, known = False, False
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            packs = b"gzip" in value
        elif name == b"if-none-match":
            known = entry.etag in value
    if known:
        status, headers, body = 304, entry.unchanged_headers, b""
    elif packs and entry.packed:
        status, headers, body = 200, entry.packed_headers, entry.packed
    else:
        status, headers, body = 200, entry.plain_headers, entry.plain
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _key(scope: Scope) -> object:
    """What a page depends on: address, language, size and theme, whether a part of it is wanted, and the mode."""
    return (
        scope["path"],
        scope["query_string"],
        preferences.of(scope),
        render.fragment_wanted(scope),
        modes.of(scope).mark,
    )


@overload
def public_page(handler: Handler) -> Handler: ...


@overload
def public_page(*, lives: int = ..., unless_signed_in: bool = ...) -> Callable[[Handler], Handler]: ...


def public_page(
    handler: Handler | None = None, *, lives: int = MOST_SECONDS, unless_signed_in: bool = False
) -> Handler | Callable[[Handler], Handler]:
    """Serve a GET handler from the store. It must not read the session: its page holds no personal part.

    `lives` is in seconds, at most 60. With `unless_signed_in`, a browser that has a session gets the
    handler's own answer, private and not kept. Answers other than 200, and refusals, are never kept.
    """

    def keep(make: Handler) -> Handler:
        return _kept(make, timedelta(seconds=min(lives, MOST_SECONDS)), unless_signed_in=unless_signed_in)

    return keep if handler is None else keep(handler)


def _kept(make: Handler, lives: timedelta, *, unless_signed_in: bool) -> Handler:
    """The handler behind the store."""

    @functools.wraps(make)
    async def served(request: Request) -> Response:
        scope = request.scope
        passes = unless_signed_in and request.state.session.token
        if passes or len(scope["query_string"]) > LONGEST_QUERY:
            return await make(request)
        store: PublicStore = scope["app"].state.site.store
        true_now = await store.current()
        now = scope["state"]["now"]
        # Where it matters who reads, `Ready` must not find the page: it asks nobody.
        key = ("unless signed in", _key(scope)) if unless_signed_in else _key(scope)
        entry = store.get(key, true_now, now)
        if entry is None:
            scope["state"]["public"] = True
            response = await make(request)
            if response.status_code != 200:
                return response
            entry = _entry(response, true_now, now + lives, watch.named(scope))
            store.put(key, entry)
        return _Made(entry)

    return served


def _entry(response: Response, true_now: int, until: datetime, made_by: tuple[str, str]) -> Entry:
    """The response as bytes to keep; refuses one that would give everybody the same cookie."""
    if "set-cookie" in response.headers:
        raise RuntimeError("a public page must not set cookies")
    plain = bytes(response.body)
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'.encode()
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) > SMALL else b""
    own: list[Header] = [
        (name, value) for name, value in response.raw_headers if name not in {b"content-length", b"vary"}
    ]
    shared: list[Header] = [(b"etag", etag), (b"cache-control", CACHE_CONTROL), (b"vary", VARY)]
    return Entry(
        generation=true_now,
        made_by=made_by,
        until=until,
        etag=etag,
        plain=plain,
        plain_headers=(*own, *shared, (b"content-length", str(len(plain)).encode())),
        packed=packed,
        packed_headers=(
            *own,
            *shared,
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(packed)).encode()),
        ),
        unchanged_headers=tuple(shared),
    )
