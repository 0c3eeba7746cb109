"""How do the house's numbers reach Prometheus? `/metrics`, for this machine or for who has the token.

Requests are counted as they happen, in this process; what stands in the database is read when it is asked for.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import broker, figures, heartbeat
from portal.settings import settings
from portal.web import clock, modes, site

TOKEN_LETTERS: Final = 16
"""A shorter token is none: it could be guessed."""


class _Standing(Collector):
    """What stands in the house now, as metrics."""

    def __init__(self, taken: figures.Figures, beat: heartbeat.Beat | None, mode: str, now: float) -> None:
        self.taken, self.beat, self.mode, self.now = taken, beat, mode, now
        self.broker = broker.state() if settings().on_rabbitmq else None

    def collect(self) -> Iterator[Metric]:
        """The families of metrics, each with its samples."""
        taken = self.taken
        yield GaugeMetricFamily("portal_cases", "Cases filed", value=taken.cases)
        yield GaugeMetricFamily("portal_sessions", "Sessions that are open", value=taken.sessions)
        yield GaugeMetricFamily("portal_database_bytes", "Size of the database", value=taken.database_bytes)
        yield _labelled("portal_outbox", "Messages to departments", ("state",), taken.outbox)
        yield _labelled(
            "portal_outbox_oldest_seconds", "Age of the oldest message", ("state",), taken.outbox_ages
        )
        yield _labelled("portal_inbox", "Messages from departments", ("state",), taken.inbox)
        yield _labelled("portal_notices", "Notices to people", ("channel", "state"), taken.notices)
        yield GaugeMetricFamily("portal_parked", "What staff must look at", value=taken.parked)
        yield _labelled("portal_mode", "The mode of the house", ("mode",), {(self.mode,): 1.0})
        if self.broker is not None:
            yield GaugeMetricFamily(
                "portal_broker_up",
                "1 if the worker reaches the broker",
                value=0.0 if self.broker.fault else 1.0,
            )
        if self.beat is not None:
            yield GaugeMetricFamily(
                "portal_worker_beat_age_seconds",
                "Seconds since the worker was seen",
                value=max(0.0, self.now - self.beat.at.timestamp()),
            )
            yield from self._jobs(self.beat)

    def _jobs(self, beat: heartbeat.Beat) -> Iterator[Metric]:
        runs = CounterMetricFamily("portal_jobs_run", "Batches that the worker did", labels=["job"])
        failed = CounterMetricFamily("portal_jobs_failed", "Batches that failed", labels=["job"])
        for name, tally in beat.jobs.items():
            runs.add_metric([name], tally.run)
            failed.add_metric([name], tally.failed)
        yield from (runs, failed)


def _labelled(
    name: str, text: str, labels: tuple[str, ...], values: dict[tuple[str, ...], float]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=labels)
    for key, value in sorted(values.items()):
        family.add_metric(key, value)
    return family


def trusted(request: Request) -> bool:
    """Whether the house's insides may be told: a direct neighbour on this machine, or who brings the token."""
    token = site.of(request).metrics_token
    given = request.headers.get("authorization", "")
    if len(token) >= TOKEN_LETTERS and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    return not forwarded and _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def metrics(request: Request) -> Response:
    """GET /metrics — Prometheus' text; for everybody else there is no such page."""
    if not trusted(request):
        raise HTTPException(404)
    now = clock.now(request)
    registry = CollectorRegistry(auto_describe=False)
    mode = modes.of(request.scope).name
    registry.register(_Standing(await figures.taken(now), heartbeat.last(), mode, now.timestamp()))
    body = generate_latest(site.of(request).meter.registry) + generate_latest(registry)
    return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})
