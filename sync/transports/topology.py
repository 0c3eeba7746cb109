"""Which exchanges and queues do the portal and the departments' systems meet at? Declared again at will.

Every queue is a quorum queue: replicated, on disk, with a count of deliveries. The names are the same for every
district; a virtual host of its own keeps two portals at one broker apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import aio_pika
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import ChannelPreconditionFailed

CASES: Final = "portal.cases"
"""The exchange of what departments get; the routing key is the department's code."""
REPLIES: Final = "portal.replies"
"""The exchange and queue of what departments' systems say."""
DEAD: Final = "portal.dead"
"""The exchange and queue of what could not be delivered; the worker empties it and tells the desk."""

DELIVERIES: Final = 20
"""How often a message may be taken and not kept before it counts as undeliverable."""
_ENDLESS: Final = 1_000_000_000
"""RabbitMQ 4 gives up after 20 deliveries by itself; what departments said must outlast any fault of our database."""
SECONDS: Final = 10.0


class OtherArguments(Exception):
    """A queue or exchange stands there with other arguments than ours; the words name it and what to do."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} exists with other arguments: let its systems empty it, delete it (rabbitmqctl delete_queue"
            f" {name}), and it is made anew; what is not acknowledged comes again from the outbox"
        )
        self.name = name


def queue_of(department: str) -> str:
    """The queue from which a department's system takes its messages."""
    return f"{CASES}.{department}"


def arguments_of(queue: str) -> dict[str, Any]:
    """The arguments that a queue is declared with."""
    if queue in (REPLIES, DEAD):
        return {"x-queue-type": "quorum", "x-delivery-limit": _ENDLESS}
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERIES,
        "x-dead-letter-exchange": DEAD,
        # At least once: a dead letter leaves this queue only when the queue of dead letters has it.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


async def declare(connection: AbstractConnection, departments: Iterable[str]) -> None:
    """Make what is not there yet; the same again changes nothing. Raises OtherArguments, AMQPError, TimeoutError."""
    await _both(connection, DEAD, "fanout", [DEAD])
    await _both(connection, REPLIES, "fanout", [REPLIES])
    await _both(connection, CASES, "direct", [queue_of(department) for department in departments])


async def _both(connection: AbstractConnection, name: str, kind: str, queues: Iterable[str]) -> None:
    """An exchange with its queues, on a channel of its own: a refusal closes the channel."""
    declared = name
    try:
        async with connection.channel() as channel:
            exchange = await channel.declare_exchange(
                name, aio_pika.ExchangeType(kind), durable=True, timeout=SECONDS
            )
            for declared in queues:
                queue = await channel.declare_queue(
                    declared, durable=True, arguments=arguments_of(declared), timeout=SECONDS
                )
                key = declared.removeprefix(f"{CASES}.") if name == CASES else ""
                await queue.bind(exchange, routing_key=key, timeout=SECONDS)
    except ChannelPreconditionFailed as error:
        raise OtherArguments(declared) from error
