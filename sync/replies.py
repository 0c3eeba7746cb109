"""What do departments' systems say over the broker? Status messages, and what became of what we sent them.

They stand in one queue. Who speaks is what the broker vouches for (`user_id`), never what the message says of itself.
A message leaves the queue only after what it brought is committed; the same again changes nothing.
"""

from __future__ import annotations

import asyncio
import json
import time
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import structlog
from aio_pika.abc import AbstractIncomingMessage
from tortoise.exceptions import IntegrityError, OperationalError

from portal.kernel import reconcile
from portal.kernel.models import BackOffice
from portal.kernel.refusals import Refusal
from sync import answers, contract, inbound, relay
from sync.authentication import NotIdentified
from sync.transports import database, rabbitmq, topology
from sync.transports.rabbitmq import Away, Link

BATCH: Final = 200
LINGERS: Final = 0.3
"""Seconds for which somebody who has just spoken is listened to: a system waits for each answer before it goes on."""
LISTENS_AGAIN: Final = 0.02
_log = structlog.get_logger()


async def take(now: datetime) -> bool:
    """Take what waits; True if there may be more. Raises OperationalError while the database can't be used."""
    link = await relay.connected(now)
    if link is None:
        return False
    try:
        heard, quiet_since = 0, time.monotonic() - LINGERS
        while heard < BATCH:
            message = await link.get(topology.REPLIES)
            if message is not None:
                await _settle(link, message, now)
                heard, quiet_since = heard + 1, time.monotonic()
            elif time.monotonic() - quiet_since >= LINGERS:
                return False
            else:
                await asyncio.sleep(LISTENS_AGAIN)
    except Away as error:
        relay.note(now, str(error))
        return False
    except rabbitmq.BROKEN as error:
        await link.close()
        relay.note(now, type(error).__name__)
        return False
    return True


async def _settle(link: Link, message: AbstractIncomingMessage, now: datetime) -> None:
    try:
        told = await _hear(message, now)
    except OperationalError as error:
        if not isinstance(error, IntegrityError):
            await message.nack(requeue=True)  # the database is busy or away: it stays the next one
            raise
        told = _unforeseen(error)
    except Exception as error:  # one message must not hold up all others; its sender asks again
        told = _unforeseen(error)
    if message.reply_to and told is not None:
        await link.answer(message.reply_to, message.correlation_id, json.dumps(told).encode())
    await message.ack()


async def _hear(message: AbstractIncomingMessage, now: datetime) -> dict[str, Any] | None:
    """What is to be answered: what became of the message, or the problem that it was refused with."""
    try:
        office = await BackOffice.get_or_none(client=message.user_id or "", active=True)
        if office is None:
            _log.warning("reply-from-stranger", user=message.user_id)
            raise NotIdentified()
        return await _say(office, message.body, now)
    except Refusal as refusal:
        return {"problem": answers.problem(refusal)}
    except contract.Malformed as error:
        _log.warning("reply-malformed", user=message.user_id, fault=str(error))
        said = {"type": "about:blank", "title": "malformed", "status": 422, "detail": str(error)}
        return {"problem": said | {"code": "Malformed"}}


async def _say(office: BackOffice, raw: bytes, now: datetime) -> dict[str, Any] | None:
    if not _is_delivery(raw):
        return answers.told_as_data(await inbound.receive(office, raw, now))
    event = contract.parse(raw)
    if event["source"] != f"urn:backoffice:{office.client}":
        raise contract.Malformed("source: not the sender's")
    kind, data = event["type"].removeprefix(contract.DELIVERY), event["data"]
    if kind == "outcome":
        return answers.told_as_data(await inbound.outcome(office, data["message_id"]))
    if kind == "ask":
        raise contract.Malformed("type: not for the sender")
    ids = [UUID(one) for one in data["ids"]]
    if kind == "stored":
        await database.stored(office.department, ids, now)
    elif kind == "refused":
        await database.refused(office.department, ids, data["reason"], now)
    elif kind == "held":
        await reconcile.told(office.department, _day(data["day"]), ids, now)
    return None


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise contract.Malformed("data/day: format") from None


def _is_delivery(raw: bytes) -> bool:
    """Whether it speaks of a delivery; everything else, also what is broken, is kept and shown as a status message."""
    try:
        kind = json.loads(raw)["type"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return isinstance(kind, str) and kind.startswith(contract.DELIVERY)


def _unforeseen(error: Exception) -> dict[str, Any]:
    _log.error("reply-failed", error=type(error).__qualname__)
    said = {"type": "about:blank", "title": "unexpected", "status": 500, "detail": "", "code": "Unexpected"}
    return {"problem": said}
