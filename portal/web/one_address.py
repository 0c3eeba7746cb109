"""Which of this machine's names is the demo's? Whoever comes by another one is led to it.

Cookies, sign-in providers and security keys are bound to one host: `127.0.0.1` and `localhost` are two. Only the demo
asks, since only there somebody types the address by hand; elsewhere the web server in front decides.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
FOR_MACHINES: Final = ("/healthz", "/readyz", "/metrics", "/sync/")


class OneAddress:
    """Middleware that answers a page asked for under another name of this machine with the way to the right one."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self.app = app
        self.base_url = base_url.rstrip("/")
        self.ours = urlsplit(base_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or lead elsewhere; what was typed into a form is never lost on the way."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not self._strange(scope):
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        path = scope.get("raw_path", b"/").decode("latin-1").partition("?")[0]
        target = f"{self.base_url}{path}{'?' if query else ''}{query}"
        await RedirectResponse(target, headers={"Cache-Control": "no-store"})(scope, receive, send)

    def _strange(self, scope: Scope) -> bool:
        asked = Headers(scope=scope).get("host", "").lower()
        named = asked.rpartition(":")[0] or asked
        ours = self.ours.rpartition(":")[0] or self.ours
        both_here = named in HERE and ours in HERE
        return both_here and asked != self.ours and not scope["path"].startswith(FOR_MACHINES)
