"""What the exchange's tests stand on: the machine endpoints of an opened house, and two departments' systems."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from portal.kernel import back_offices, keys
from portal.kernel.models import Case, Event, OutboxMessage
from portal.settings import ROOT, settings
from portal.web import app, site
from sync.client import BackOffice, Lease
from sync.endpoints import ROUTES
from tests import rabbit
from tests.cast import NOW, Cast, filed, service_of
from tests.rabbit import Broker
from tests.sync.over_queue import Clock, OverQueue, clear

TAKEN = "relayed" if rabbit.WANTED else "leased"
"""The state of a message that its department could have, or has, taken."""


@dataclass
class Exchange:
    """The portal's side as seen over HTTP, and its clock."""

    http: httpx2.AsyncClient
    clock: Clock
    cleaning: BackOffice
    construction: BackOffice

    def office(self, client: str, secret: str) -> BackOffice:
        """A system that calls over HTTPS, whatever the queue is."""
        return BackOffice("", client, secret, http=self.http)

    async def file(self, department: str = "cleaning", **more: Any) -> Case:
        return await filed(service_of(department, "living_report"), now=self.clock.now, **more)

    async def status(
        self,
        case: Case,
        sequence: int,
        move: str,
        data: dict[str, Any] | None = None,
        *,
        message_id: str = "",
    ) -> dict[str, Any]:
        """A status message of the cleaning department's system."""
        return self.cleaning.event(
            message_id or f"m-{case.receipt_no}-{sequence}",
            move,
            case.receipt_no,
            sequence,
            self.clock.now,
            data or {},
        )


def make_http(clock: Clock) -> httpx2.AsyncClient:
    """A connection to the machine endpoints, without a network."""
    made = site.build(
        ROOT,
        secret=keys.ring().derived("web"),
        base_url=settings().base_url,
        read_clock=clock,
        context={"district_name": "금정구", "front_desk_phone": "051-000-4000"},
        raise_unexpected=True,
    )
    transport = httpx2.ASGITransport(app.create(ROUTES, made))
    return httpx2.AsyncClient(transport=transport, base_url=settings().base_url)


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker | None]:
    """The run's own RabbitMQ with `QUEUE=rabbitmq`; without, the queue is the outbox table."""
    if not rabbit.WANTED:
        yield None
        return
    with rabbit.broker() as running:
        yield running


@pytest.fixture
def running(broker: Broker | None) -> Broker:
    """The broker, for tests that are about it."""
    assert broker is not None
    return broker


@pytest.fixture
def queue(broker: Broker | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """QUEUE_URL as the column wants it; the broker's queues are gone afterwards."""
    monkeypatch.delenv("QUEUE_URL", raising=False)
    if broker is None:
        yield
        return
    monkeypatch.setenv("QUEUE_URL", broker.url())
    yield
    asyncio.run(clear(broker))


@pytest.fixture
async def exchange(queue: None, house: Cast, broker: Broker | None) -> AsyncIterator[Exchange]:
    """The house with the systems of cleaning and construction registered."""
    clock = Clock()
    async with make_http(clock) as http:
        secrets = {
            name: await back_offices.add(f"{name}-1", name, NOW) for name in ("cleaning", "construction")
        }
        offices = {
            name: OverQueue(broker, f"{name}-1", name, secret, http, clock)
            if broker
            else BackOffice("", f"{name}-1", secret, http=http)
            for name, secret in secrets.items()
        }
        yield Exchange(http, clock, offices["cleaning"], offices["construction"])
        for office in offices.values():
            await office.aclose()


async def acknowledged(office: BackOffice, lease: Lease) -> None:
    """Acknowledge all of a lease."""
    await office.acknowledge(lease.token, [message["id"] for message in lease.messages])


async def states(case: Case) -> list[str]:
    """The states of a case's outbox rows, in order."""
    rows = OutboxMessage.filter(case_id=case.id).order_by("sequence")
    return [str(state) for state in await rows.values_list("state", flat=True)]


async def kinds(case: Case) -> list[str]:
    """The kinds of a case's events, in order."""
    rows = Event.filter(case_id=case.id).order_by("seq")
    return [str(kind) for kind in await rows.values_list("kind", flat=True)]


async def in_seq(case: Case) -> int:
    """The department's last settled message on the case."""
    return (await Case.get(id=case.id)).in_seq
