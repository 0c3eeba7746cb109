"""What is written down about each request? One line, one count, one span: handler, status and time, and nobody's data.

The handler is named by its function and its route's template, never by the path, which may hold a secret link or
a receipt number. What machines ask of the house's health is neither logged nor counted.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.web import logs, tracing
from portal.web.meter import Meter

UNSEEN: Final = frozenset({"/healthz", "/readyz", "/metrics"})
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE: Final = "(none)"
ABANDONED: Final = 499
"""The status noted when the visitor left before an answer (nginx's number for it)."""

_log = structlog.get_logger()


class Watch:
    """Middleware around everything but the naming of the request."""

    def __init__(self, app: ASGIApp, *, meter: Meter) -> None:
        self.app = app
        self.meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what became of it."""
        if scope["type"] != "http" or scope["path"] in UNSEEN:
            await self.app(scope, receive, send)
            return
        status, failed, began = 0, "", perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        request_id: str = scope["state"]["request_id"]
        with structlog.contextvars.bound_contextvars(request_id=request_id), tracing.span("server") as span:
            try:
                await self.app(scope, receive, noted)
            except Exception as error:
                failed = type(error).__qualname__
                raise
            finally:
                seconds = perf_counter() - began
                status = status or (500 if failed else ABANDONED)
                self._settle(scope, span, status, seconds, failed)

    def _settle(self, scope: Scope, span: tracing.Span, status: int, seconds: float, failed: str) -> None:
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        handler, route = named(scope)
        self.meter.note(route, method, status, seconds)
        _log.info("request", method=method, handler=handler, status=status, ms=round(seconds * 1000, 1))
        facts: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "portal.handler": handler,
            "portal.request_id": scope["state"]["request_id"],
        }
        span.settle(f"{method} {route}", facts, failed=failed or ("" if status < 500 else str(status)))


def named(scope: Scope) -> tuple[str, str]:
    """The handler's and the route's name: of a page that stood ready, those of the handler that made it."""
    ready: tuple[str, str] | None = scope["state"].get("ready")
    if ready is not None:
        return ready
    route = scope.get("route")
    template = getattr(route, "path", "") or NO_ROUTE
    return logs.handler(getattr(route, "endpoint", None)) or template, template
