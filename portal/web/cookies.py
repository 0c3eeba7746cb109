"""How is a cookie read from a request and written to a response (RFC 6265)?"""

from __future__ import annotations

from starlette.types import Scope


def read(scope: Scope, name: str) -> str:
    """The value of the first cookie called `name`, or "". Never raises on malformed headers."""
    wanted = name.encode() + b"="
    for key, value in scope["headers"]:
        if key != b"cookie":
            continue
        for pair in value.split(b";"):
            bare = pair.strip()
            if bare.startswith(wanted):
                found: str = bare[len(wanted) :].decode("latin-1")
                return found
    return ""


def name(base: str, *, secure: bool) -> str:
    """The cookie's full name: over HTTPS with the `__Host-` prefix, which no sister domain can forge."""
    return f"__Host-{base}" if secure else base


def build(full_name: str, value: str, *, secure: bool, max_age: int | None = None) -> bytes:
    """A Set-Cookie header value. `max_age` is in seconds: None ends with the browser, 0 deletes."""
    parts = [f"{full_name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    if secure:
        parts.append("Secure")
    return "; ".join(parts).encode("latin-1")
