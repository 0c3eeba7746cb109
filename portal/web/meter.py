"""How many requests came, and how long did each take? Counted in this process, for `portal.web.metrics` to tell."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Meter:
    """The requests of this process, by route template, method and class of status."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "portal_http_requests",
            "Requests by route template, method and class of status",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "portal_http_request_seconds",
            "Seconds from a request's arrival to the end of its answer",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._made: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        key = (route, method, status // 100)
        made = self._made.get(key)
        if made is None:
            made = self._requests.labels(route, method, f"{key[2]}xx"), self._seconds.labels(route)
            self._made[key] = made
        made[0].inc()
        made[1].observe(seconds)
