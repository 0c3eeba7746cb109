"""How does each request get its session, and its answer the session's cookies? A middleware, and no database."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.web.session import BrowserSession


class Sessions:
    """Middleware that offers `request.state.session` and writes its cookies; it never reads the database."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its session."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        session = scope["state"]["session"] = BrowserSession(scope, secure=self.secure)

        async def with_cookies(message: Message) -> None:
            if session.outgoing and message["type"] == "http.response.start":
                added = [(b"set-cookie", value) for value in session.outgoing.values()]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        await self.app(scope, receive, with_cookies)
