"""Which headers protect every answer?

A strict content policy, no sniffing, no framing; private unless a handler says otherwise.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.web import request_ids

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
TWO_YEARS = 2 * 365 * 24 * 3600

Header = tuple[bytes, bytes]


def _standing(*, https: bool) -> list[Header]:
    headers = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        # Said already by frame-ancestors; for browsers that don't know it.
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
        # A page is private unless its handler says otherwise: shared computers keep no copy.
        "cache-control": "no-store",
    }
    if https:
        headers["strict-transport-security"] = f"max-age={TWO_YEARS}; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class Headers:
    """Middleware that names each request (`request.state.request_id`) and adds the headers it lacks.

    A handler may set one of them itself, for instance a stricter policy for a download.
    """

    def __init__(self, app: ASGIApp, *, https: bool, trusted: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.trusted = trusted
        self.standing = _standing(https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer's headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_ids.of(scope, self.trusted)
        scope.setdefault("state", {})["request_id"] = request_id

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A new list: a cached answer's own headers are shared between requests.
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                given += [header for header in self.standing if header[0] not in names]
                given.append((b"x-request-id", request_id.encode()))
                message = {**message, "headers": given}
            await send(message)

        await self.app(scope, receive, complete)
