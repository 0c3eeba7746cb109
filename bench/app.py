"""Which applications are measured? `python -m bench.app bare|portal`, each in a process of its own.

`bare` answers plain text and nothing else: what uvicorn can do on this machine. `portal` is the portal as
`portal web` starts it, with two addresses of the bench: plain text behind the same middleware, and the last
private page drawn again from what its queries had found.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from portal import main
from portal.cli import serve
from portal.settings import settings
from portal.web import render

WORDS: Final = "The plain text of the bench.\n"
BEGINS: Final = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
"""The bench's time begins in a year whose holidays are known, and runs from there."""

_HEADERS: Final = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"content-length", str(len(WORDS)).encode()),
]
STARTED: Final = "BENCH_STARTED"
_started: Final = datetime.fromisoformat(os.environ.setdefault(STARTED, datetime.now(UTC).isoformat()))
"""When the bench began; the servers read it from the environment, so that all clocks agree."""


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Plain text, without Starlette, routes or middleware."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": WORDS.encode()})


async def plain(request: Request) -> Response:
    """GET /bench/plain — the same plain text, behind the portal's middleware and router."""
    return PlainTextResponse(WORDS)


@dataclass
class _Drawn:
    """What the last private page was drawn from."""

    template: str = ""
    context: Mapping[str, Any] | None = None
    block: str | None = None


_drawn: Final = _Drawn()
_html: Final = render.html


def _remember(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    block: str | None = None,
    status: int = 200,
) -> Response:
    """Draw a page as ever, and remember its context if it is a private one."""
    if request.url.path.startswith("/cases/"):
        _drawn.template, _drawn.context, _drawn.block = template, context, block
    return _html(request, template, context, block=block, status=status)


async def drawn_again(request: Request) -> Response:
    """GET /bench/private — the private page that was asked for last: same template and context, no query."""
    return _html(request, _drawn.template, _drawn.context or {}, block=_drawn.block)


def now() -> datetime:
    """The bench's clock (aware, UTC)."""
    return BEGINS + (datetime.now(UTC) - _started)


def portal() -> Starlette:
    """The portal with the bench's addresses, which stand first: no route is found sooner than these."""
    made = main.create_app(read_clock=now)
    made.router.routes[:0] = [Route("/bench/plain", plain), Route("/bench/private", drawn_again)]
    render.html = _remember
    return made


if __name__ == "__main__":
    if sys.argv[1] == "portal":
        serve.listen("bench.app:portal")
    else:
        port = settings().port
        uvicorn.run("bench.app:bare", port=port, access_log=False, server_header=False, log_level="warning")
