"""How does a request or a job become a span, if the operator has a collector of traces (OpenTelemetry)?

Here stands only the place where a tracer is plugged in. Without one, nothing of OpenTelemetry is loaded:
`portal.telemetry` is the one module that knows it. A span holds names of ours and numbers, never an address, a
path, a query or anybody's words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Facts = Mapping[str, str | int]


class Span(Protocol):
    """One piece of work that is going on."""

    def settle(self, name: str, facts: Facts, *, failed: str = "") -> None:
        """Say at its end what it was; `failed` is the type of an error or a status, never a message."""


class _Nothing:
    def settle(self, name: str, facts: Facts, *, failed: str = "") -> None:
        """Nobody listens."""


Open = Callable[[str], AbstractContextManager[Span]]
_NOTHING: AbstractContextManager[Span] = nullcontext(_Nothing())
_open: Open | None = None


def plug(opens: Open | None) -> None:
    """Give spans to this tracer from now on: `opens(kind)` with kind "server" (a request) or "internal" (a job)."""
    global _open
    _open = opens


def span(kind: str) -> AbstractContextManager[Span]:
    """A span around what follows; costs nothing without a tracer."""
    return _NOTHING if _open is None else _open(kind)
