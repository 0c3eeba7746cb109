"""How does the worker reach the broker? One connection, opened again with patience, and messages handed over surely.

A message counts as handed over only when the broker has confirmed it, which a quorum queue does once most of its
replicas have it on disk. What could not be put into any queue comes back (`mandatory`) and is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, cast

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError, ChannelInvalidStateError, PublishError
from aiormq import spec
from aiormq.channel import Channel as RawChannel

from portal.settings import settings
from sync import contract
from sync.transports import topology

CONNECT_SECONDS: Final = 10.0
CONFIRM_SECONDS: Final = 30.0
"""A broker that has not confirmed by then is left, and the messages are handed over again."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
HEARTBEAT_SECONDS: Final = 20
BROKEN: Final = (AMQPError, ChannelInvalidStateError, TimeoutError, OSError)
"""What a broker that is away, or goes away, makes a call end with."""

CONFIRMED: Final = ""
UNROUTABLE: Final = "unroutable"
UNCONFIRMED: Final = "unconfirmed"


# The library writes each failed attempt as an error; the worker says once that the broker is away.
logging.getLogger("aiormq.connection").setLevel(logging.CRITICAL)


class Away(Exception):
    """The broker can't be used now; the words say why, without address or user."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way into a department's queue."""

    id: str
    department: str
    type: str
    body: bytes


class Link:
    """The connection of one process. `open` before the rest; whatever fails closes it, to be opened again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._publishing: AbstractChannel | None = None
        self._reading: AbstractChannel | None = None
        self._declared: frozenset[str] = frozenset()
        self._pause = FIRST_PAUSE
        self._not_before = 0.0
        self._fault = ""
        self.doubt = ""
        """Why the broker is not to be trusted though it is reached: the last batch was not confirmed."""

    async def open(self, departments: Collection[str]) -> None:
        """Be connected, with the queues of these departments made. Raises Away, at once while it pauses."""
        async with self._lock:
            if self._is_open() and self._declared.issuperset(departments):
                return
            if asyncio.get_running_loop().time() < self._not_before:
                raise Away(self._fault)
            try:
                await self._open(departments)
            except topology.OtherArguments as error:
                await self._fail(str(error))
            except BROKEN as error:
                await self._fail(type(error).__name__)

    async def publish(self, messages: Sequence[Outgoing]) -> dict[str, str]:
        """Hand over all at once, in this order; by id CONFIRMED, UNROUTABLE or UNCONFIRMED."""
        if self._publishing is None or self._publishing.is_closed:
            return {message.id: UNCONFIRMED for message in messages}
        channel = cast(RawChannel, await self._publishing.get_underlay_channel())
        told = await asyncio.gather(*(_publish(channel, message) for message in messages))
        outcome = dict(zip((message.id for message in messages), told, strict=True))
        if UNROUTABLE in told:
            self._declared = frozenset()  # a queue is gone: it is made again
        self.doubt = UNCONFIRMED if UNCONFIRMED in told else ""
        if self.doubt:
            await self.close()
        return outcome

    async def get(self, queue: str) -> AbstractIncomingMessage | None:
        """The next message of a queue, ours until it is acknowledged; None if there is none. Raises Away."""
        if self._reading is None:
            raise Away(self._fault or "closed")
        try:
            found = await self._reading.get_queue(queue, ensure=False)
            return await found.get(fail=False, timeout=topology.SECONDS)
        except BROKEN as error:
            await self.close()
            raise Away(type(error).__name__) from error

    async def answer(self, to: str, correlation: str | None, body: bytes) -> None:
        """Tell whoever asked; nobody has to be there any more."""
        if self._reading is not None:
            message = aio_pika.Message(body, content_type="application/json", correlation_id=correlation)
            await self._reading.default_exchange.publish(
                message, to, mandatory=False, timeout=topology.SECONDS
            )

    async def waiting(self, queue: str) -> int:
        """How many messages wait in a queue. Raises Away."""
        if self._connection is None:
            raise Away(self._fault or "closed")
        try:
            async with self._connection.channel() as channel:
                found = await channel.declare_queue(queue, passive=True, timeout=topology.SECONDS)
                return int(found.declaration_result.message_count or 0)
        except BROKEN as error:
            raise Away(type(error).__name__) from error

    async def close(self) -> None:
        """Let the broker go; what was taken and not acknowledged returns to its queue."""
        connection, self._connection = self._connection, None
        self._publishing = self._reading = None
        self._declared = frozenset()
        if connection is not None:
            await _close(connection)

    def _is_open(self) -> bool:
        channels = (self._publishing, self._reading)
        if self._connection is None or self._connection.is_closed:
            return False
        return all(channel is not None and not channel.is_closed for channel in channels)

    async def _open(self, departments: Collection[str]) -> None:
        if not self._is_open():
            await self.close()
            self._connection = await aio_pika.connect(
                _with_heartbeat(self._url),
                timeout=CONNECT_SECONDS,
                client_properties={"connection_name": "portal worker"},
            )
            self._publishing = await self._connection.channel(on_return_raises=True)
            self._reading = await self._connection.channel()
        if self._connection is not None:
            await topology.declare(self._connection, sorted(departments))
        self._declared = frozenset(departments)
        self._pause, self._not_before, self._fault = FIRST_PAUSE, 0.0, ""

    async def _fail(self, fault: str) -> None:
        await self.close()
        self._fault = fault
        self._not_before = asyncio.get_running_loop().time() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        raise Away(fault)


async def _publish(channel: RawChannel, message: Outgoing) -> str:
    """By the library's lower half: its upper one takes twice as long to make a message."""
    properties = spec.Basic.Properties(
        content_type=contract.MEDIA_TYPE, delivery_mode=2, message_id=message.id, message_type=message.type
    )
    try:
        await channel.basic_publish(
            message.body,
            exchange=topology.CASES,
            routing_key=message.department,
            properties=properties,
            mandatory=True,
            timeout=CONFIRM_SECONDS,
            wait=False,
        )
    except PublishError:
        return UNROUTABLE
    except BROKEN:
        return UNCONFIRMED
    return CONFIRMED


async def _close(connection: AbstractConnection) -> None:
    try:
        await asyncio.wait_for(connection.close(), topology.SECONDS)
    except BROKEN:
        return  # it was gone already


def _with_heartbeat(url: str) -> str:
    """A broker that answers no more is noticed within a minute, unless the address says otherwise."""
    if "heartbeat=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}heartbeat={HEARTBEAT_SECONDS}"


_links: dict[asyncio.AbstractEventLoop, Link] = {}


def link() -> Link:
    """The connection of this process (of its event loop) to the broker of QUEUE_URL; opened when it is needed."""
    loop = asyncio.get_running_loop()
    if loop not in _links:
        _links[loop] = Link(settings().queue_url)
    return _links[loop]


async def close() -> None:
    """Close this process's connection, if there is one."""
    found = _links.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()
