"""Which recurring work does the exchange with the departments' systems need?"""

from __future__ import annotations

from portal.kernel.jobs import Job
from portal.settings import settings
from sync import inbound, relay, replies
from sync.transports import database, rabbitmq


def jobs() -> list[Job]:
    """The worker's jobs; with a broker (QUEUE_URL) also those that hand over to it and hear from it."""
    found = [
        Job("expire leases", 5, database.expire_leases),
        Job("settle inbox", 2, inbound.settle_waiting),
    ]
    if settings().on_rabbitmq:
        found += [
            Job("relay outbox", 1, relay.relay),
            Job("take replies", 1, replies.take),
            Job("take dead letters", 10, relay.take_dead),
            Job("ask what departments have", 5, relay.ask),
            Job("renew relayed", 60, relay.renew),
        ]
    return found


async def close() -> None:
    """End what the jobs have left open."""
    await rabbitmq.close()
