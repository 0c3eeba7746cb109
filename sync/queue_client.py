"""How does a department's system talk to the portal over the broker? The same calls as over HTTPS.

Messages are taken one by one and held until they are acknowledged; if this system dies before, the broker gives them
out again. What is said goes into the portal's own queue and is safe there while the portal is away. Files are still
fetched over HTTPS. Raises PortalAway while the broker can't be reached or the portal does not answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit
from uuid import uuid4

import aio_pika
import httpx2
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from sync import contract
from sync.client import BackOffice, Lease, Outcome, PortalAway, Refused, outcome_of
from sync.transports import topology
from sync.transports.rabbitmq import BROKEN

ANSWER_SECONDS: Final = 30.0
CALL_SECONDS: Final = 10.0
HELD: Final = timedelta(minutes=2)
"""So long is left alone what was taken and not settled, as a lease over HTTPS; then this connection offers it again.

The broker is not asked meanwhile: to it, a message that is given back counts as one that could not be delivered.
"""
REMEMBERED: Final = 10_000
"""So many ids that were acknowledged are known to be so when they are acknowledged again."""
ASK: Final = f"{contract.DELIVERY}ask"
_LEASE: Final = "broker"
_ANSWERS: Final = "amq.rabbitmq.reply-to"
"""RabbitMQ's direct way back to who asks; it needs no right to make a queue."""


class QueueOffice(BackOffice):
    """A department's connection by `amqps://<client>:<password>@<broker>/<virtual host>?department=<code>`.

    The broker knows the system by its name, `client`. `secret` is the portal's own, for files; it is the broker's
    password, too, if the address has none.
    """

    def __init__(self, url: str, client: str, secret: str, *, http: httpx2.AsyncClient | None = None) -> None:
        super().__init__("", client, secret, http=http)
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        self._queue_name = topology.queue_of(options.pop("department", ""))
        host = parts.netloc.rpartition("@")[2]
        user = f"{quote(client)}:{parts.password or quote(secret, safe='')}"
        self._url = urlunsplit(parts._replace(netloc=f"{user}@{host}", query=urlencode(options)))
        self._opening = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._held: dict[str, AbstractIncomingMessage] = {}
        self._since: dict[str, float] = {}
        self._acknowledged: OrderedDict[str, None] = OrderedDict()
        self._questions: dict[str, str] = {}
        self._asked: dict[str, asyncio.Future[bytes]] = {}

    async def aclose(self) -> None:
        """Close the connections; what is held goes back into the queue."""
        await self._drop()
        await super().aclose()

    async def lease(self, most: int = 10) -> Lease:
        """Take up to `most` messages; they are ours while this connection stands.

        What was taken longer than HELD ago and neither acknowledged nor given back comes again, the first of all.
        """
        good: list[contract.Event] = []
        broken: list[str] = []
        now = asyncio.get_running_loop().time()
        again = [one for one, since in self._since.items() if since + HELD.total_seconds() <= now]
        before = [self._held[one] for one in again if one in self._held][:most]
        for turn in range(most):
            message = before[turn] if turn < len(before) else await self._next()
            if message is None:
                break
            known = str(message.message_id)
            self._held[known], self._since[known] = message, now
            try:
                event = contract.parse(message.body)
            except contract.Malformed:
                broken.append(known)
                continue
            if event["type"] == ASK:
                self._questions[event["data"]["day"]] = known
            else:
                good.append(event)
        until = datetime.now(UTC) + HELD
        return Lease(_LEASE, until, tuple(good), tuple(broken), tuple(self._questions))

    async def acknowledge(self, lease: str, ids: Sequence[str]) -> tuple[str, ...]:
        """Say that these are stored durably; returns those that count."""
        known = [one for one in ids if one in self._held or one in self._acknowledged]
        if known:
            await self._tell("stored", {"ids": known})
            await self._let_go(known)
        for one in known:
            self._acknowledged[one] = None
        while len(self._acknowledged) > REMEMBERED:
            self._acknowledged.popitem(last=False)
        return tuple(known)

    async def give_back(self, lease: str, ids: Sequence[str], reason: str) -> None:
        """Say that these could not be taken; the portal sends them again later."""
        known = [one for one in ids if one in self._held]
        if known:
            await self._tell("refused", {"ids": known, "reason": reason})
            await self._let_go(known)

    async def tell_held(self, day: str, ids: Sequence[str]) -> None:
        """Say which of the portal's messages of a day are here: all of them, and no others."""
        await self._tell("held", {"day": day, "ids": list(ids)})
        asked = self._questions.pop(day, None)
        if asked is not None:
            await self._let_go([asked])

    async def send(self, event: contract.Event) -> Outcome:
        """Send one status message and wait for its outcome; sending it again gives its outcome of now."""
        return outcome_of(await self._ask(contract.check(event)))

    async def outcome(self, message_id: str) -> Outcome:
        """What became of a message that was sent before."""
        return outcome_of(await self._ask(self._delivery("outcome", {"message_id": message_id})))

    async def fetch(self, href: str) -> bytes:
        """The bytes of an attachment, by the address that its message gave."""
        return self._checked(await self._send("GET", href)).content

    async def _next(self) -> AbstractIncomingMessage | None:
        channel = await self._open()
        try:
            queue = await channel.get_queue(self._queue_name, ensure=False)
            return await queue.get(fail=False, timeout=CALL_SECONDS)
        except BROKEN as error:
            raise await self._away(error) from error

    async def _let_go(self, ids: Sequence[str]) -> None:
        """The portal has been told; now the broker may forget them."""
        try:
            for one in ids:
                held = self._held.pop(one, None)
                self._since.pop(one, None)
                if held is not None:
                    await held.ack()
        except BROKEN as error:
            raise await self._away(error) from error

    async def _tell(self, kind: str, data: dict[str, Any]) -> None:
        await self._publish(self._delivery(kind, data))

    async def _ask(self, event: contract.Event) -> dict[str, Any]:
        """Say it, and wait for the portal's answer."""
        correlation = str(uuid4())
        answered = asyncio.get_running_loop().create_future()
        self._asked[correlation] = answered
        try:
            await self._publish(event, correlation)
            raw = await asyncio.wait_for(answered, ANSWER_SECONDS)
        except TimeoutError as error:
            raise PortalAway("no answer") from error
        finally:
            self._asked.pop(correlation, None)
        told = contract.check_answer(json.loads(raw))
        if problem := told.get("problem"):
            status = int(problem["status"])
            if status >= 500:
                raise PortalAway(str(status))
            raise Refused(status, problem)
        return told

    async def _publish(self, event: contract.Event, correlation: str | None = None) -> None:
        channel = await self._open()
        message = aio_pika.Message(
            contract.write(event),
            message_id=event["id"],
            type=event["type"],
            user_id=self.client,
            content_type=contract.MEDIA_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            correlation_id=correlation,
            reply_to=_ANSWERS if correlation else None,
        )
        try:
            exchange = await channel.get_exchange(topology.REPLIES, ensure=False)
            await exchange.publish(message, "", mandatory=True, timeout=CALL_SECONDS)
        except BROKEN as error:
            raise await self._away(error) from error

    async def _open(self) -> AbstractChannel:
        """The channel, and the ear for answers on it."""
        async with self._opening:
            if self._channel is None or self._channel.is_closed:
                await self._drop()
                self._channel = await self._connect()
            return self._channel

    async def _connect(self) -> AbstractChannel:
        try:
            self._connection = await aio_pika.connect(
                self._url, timeout=CALL_SECONDS, client_properties={"connection_name": self.client}
            )
            channel = await self._connection.channel(on_return_raises=True)
            answers = await channel.get_queue(_ANSWERS, ensure=False)
            await answers.consume(self._answered, no_ack=True, timeout=CALL_SECONDS)
        except BROKEN as error:
            raise await self._away(error) from error
        return channel

    async def _answered(self, message: AbstractIncomingMessage) -> None:
        waiting = self._asked.get(message.correlation_id or "")
        if waiting is not None and not waiting.done():
            waiting.set_result(message.body)

    async def _away(self, error: BaseException) -> PortalAway:
        await self._drop()
        return PortalAway(type(error).__name__)

    async def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        self._held.clear()
        self._since.clear()
        self._questions.clear()
        if connection is not None:
            with contextlib.suppress(*BROKEN):
                await asyncio.wait_for(connection.close(), CALL_SECONDS)

    def _delivery(self, kind: str, data: dict[str, Any]) -> contract.Event:
        return {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:backoffice:{self.client}",
            "type": f"{contract.DELIVERY}{kind}",
            "time": datetime.now(UTC).isoformat(),
            "datacontenttype": "application/json",
            "data": data,
        }


def connect(url: str, client: str, secret: str, *, http: httpx2.AsyncClient | None = None) -> BackOffice:
    """A department's connection to the portal by the address that it was given: HTTPS or a broker's."""
    if url.startswith(("amqp://", "amqps://")):
        return QueueOffice(url, client, secret, http=http)
    return BackOffice(url, client, secret, http=http)
