"""What time is it for this request? The clock is read once, at the edge, and passed down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

ReadClock = Callable[[], datetime]


def utc_now() -> datetime:
    """The machine's clock, aware and in UTC."""
    return datetime.now(UTC)


def now(request: HTTPConnection) -> datetime:
    """The instant (aware, UTC) at which this request arrived; the same for the whole request."""
    instant: datetime = request.scope["state"]["now"]
    return instant


class Clock:
    """Middleware that notes the arrival of each request in `request.state.now`."""

    def __init__(self, app: ASGIApp, read: ReadClock = utc_now) -> None:
        self.app = app
        self.read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the clock and pass the request on."""
        if scope["type"] != "lifespan":
            scope.setdefault("state", {})["now"] = self.read()
        await self.app(scope, receive, send)
