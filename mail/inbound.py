"""How do letters come in, and when may the sender forget them?

An SMTP or LMTP server (aiosmtpd) on our own event loop that hands each letter to a callback. The sender is
answered 250 only after the callback returned, so a letter is never lost between the two; a failing
callback is answered 451 and the sender keeps the letter. Delivery is at least once: receivers dedupe by
Message-ID.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from mail.store import Maildir

MAX_BYTES = 35 * 1024 * 1024  # a file of 20 MB, one third larger in base64, and the rest


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the sender handed over: the envelope and the bytes of the letter."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


class Unacceptable(Exception):
    """Raised by a callback that will never take this letter: answered 554, the sender gives up."""


Callback = Callable[[Delivery], Awaitable[None]]
Accepts = Callable[[str], Awaitable[bool]]


class Server:
    """One listening address. `port` 0 chooses a free one; `accepts` may refuse unknown recipients at RCPT."""

    def __init__(
        self,
        host: str,
        port: int,
        callback: Callback,
        *,
        accepts: Accepts | None = None,
        protocol: Literal["smtp", "lmtp"] = "smtp",
        hostname: str = "localhost",
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.host, self.port = host, port
        self._handler = _Handler(callback, accepts, per_recipient=protocol == "lmtp")
        self._protocol: type[SMTP] = LMTP if protocol == "lmtp" else SMTP
        self._hostname, self._max_bytes = hostname, max_bytes
        self._server: asyncio.Server | None = None
        self._open: set[SMTP] = set()

    async def start(self) -> None:
        """Listen; afterwards `port` is the real port. Raises OSError if the address is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self, grace_seconds: float = 5) -> None:
        """Take no new letters, let those being taken finish, hang up on the rest."""
        if self._server is None:
            return
        self._server.close()
        await self._handler.settle(grace_seconds)
        for connection in list(self._open):
            if connection.transport is not None:
                connection.transport.close()
        await self._server.wait_closed()
        self._server = None

    async def __aenter__(self) -> "Server":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _connection(self) -> SMTP:
        connection = self._protocol(
            self._handler,
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            hostname=self._hostname,
            ident="post office",
            loop=asyncio.get_running_loop(),
        )
        self._open = {other for other in self._open if other.transport is not None} | {connection}
        return connection


class _Handler:
    """aiosmtpd's hooks; their names are its own."""

    def __init__(self, callback: Callback, accepts: Accepts | None, *, per_recipient: bool) -> None:
        self._callback, self._accepts, self._per_recipient = callback, accepts, per_recipient
        self._busy: set[asyncio.Future[None]] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._accepts is not None and not await self._accepts(address):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content or "").encode("utf-8", "surrogateescape")
        answer = await self._answer(Delivery(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        # LMTP wants one line for each recipient (RFC 2033, 4.2).
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self._per_recipient else 1))

    async def settle(self, seconds: float) -> None:
        """Wait until no callback is at work, at most this long."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=seconds)

    async def _answer(self, delivery: Delivery) -> str:
        work = asyncio.ensure_future(self._take(delivery))
        self._busy.add(work)
        work.add_done_callback(self._busy.discard)
        try:
            # A sender that hangs up must not stop a letter half-way into the store.
            await asyncio.shield(work)
        except Unacceptable:
            return "554 5.6.0 Letter not accepted"
        except Exception:  # whatever went wrong on our side: the sender keeps the letter
            return "451 4.3.0 Try again later"
        return "250 2.0.0 OK"

    async def _take(self, delivery: Delivery) -> None:
        await self._callback(delivery)


async def serve_maildir(
    host: str, port: int, folder: Path, *, ready: Callable[[int], None] | None = None
) -> None:
    """Run a mail server that keeps every letter in the Maildir at `folder`, until cancelled.

    `ready` is called with the port once letters are taken. The letter gains Return-Path and Delivered-To
    lines (RFC 5321, 4.4). This is an edge of the house: the clock is read here.
    """
    keep = functools.partial(_keep, Maildir(folder))
    async with Server(host, port, keep) as server:
        if ready is not None:
            ready(server.port)
        await asyncio.Event().wait()


async def _keep(box: Maildir, delivery: Delivery) -> None:
    lines = [f"Return-Path: <{delivery.sender}>"] + [f"Delivered-To: {one}" for one in delivery.recipients]
    trace = "".join(line + "\r\n" for line in lines).encode("utf-8", "surrogateescape")
    await box.deliver(trace + delivery.data, datetime.now(UTC))
