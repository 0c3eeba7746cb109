"""What does a department's system tell us, once and in order, whatever the network does?

A message is kept under its sender's id before anything else (sealed; the same id with another body is
refused), waits for the earlier ones of its case, and is applied through `kernel.cases.move` in the
transaction that notes it as applied. What breaks the law or the table is answered with a rejection; what
breaks the contract is parked for people to see.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from tortoise.exceptions import IntegrityError, OperationalError

from portal.database.transactions import transaction
from portal.kernel import cases, inbox, keys, receipts
from portal.kernel.inbox import APPLIED, GAP, INTERNAL, MALFORMED, PARKED, REJECTED, WAITING
from portal.kernel.models import BackOffice, Case, InboxMessage
from portal.kernel.moves import Actor
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings
from sync import contract
from sync.outbound import instant, schema_address

BATCH: Final = 200
STATUSES: Final = {"invalid": 422, "not_found": 404, "forbidden": 403, "conflict": 409}
_log = structlog.get_logger()


class IdReused(Refusal):
    """The sender gave two different messages one id; the first one stands."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("같은 id로 내용이 다른 메시지를 이미 받았습니다. 새 id로 보내 주세요."))


class UnknownMessage(Refusal):
    """This sender sent no message of this id."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 id의 메시지를 받지 않았습니다."))


class SequenceUsed(Refusal):
    """Another message of the case already had this place."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("이 순서의 메시지는 이미 처리했습니다."))


class Dismissed(Refusal):
    """People looked at the parked message and took it off the list."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("담당자가 이 메시지를 적용하지 않고 닫았습니다."))


@dataclass(frozen=True)
class Outcome:
    """What became of a message. `state`: applied, waiting (for an earlier one), rejected, parked."""

    id: str
    state: str
    reason: str
    rejection: contract.Event | None


@dataclass(frozen=True)
class _Incoming:
    id: str
    type: str
    sequence: int
    receipt_no: str
    fault: str


async def receive(office: BackOffice, raw: bytes, now: datetime) -> Outcome:
    """Keep a message and apply it if it is its turn; the same message again gets the same answer.

    Raises IdReused.
    """
    row = await _keep(office, _read(office, raw), raw, now)
    if row.state == WAITING and row.case_id is not None:
        await settle(row, now)
        row = await InboxMessage.get(id=row.id)
    return await _outcome(row)


async def outcome(office: BackOffice, message_id: str) -> Outcome:
    """What became of a message that this office sent. Raises UnknownMessage."""
    row = await InboxMessage.get_or_none(source=office.client, message_id=message_id)
    if row is None:
        raise UnknownMessage()
    return await _outcome(row)


async def settle(message: InboxMessage, now: datetime) -> None:
    """Apply or reject the waiting messages of this one's case, as far as they follow one another."""
    while await _settle_next(message, now):
        pass


async def settle_waiting(now: datetime) -> bool:
    """For the worker: what a crash left waiting is settled; what waited too long for a gap is parked."""
    rows = await InboxMessage.filter(state=WAITING).order_by("id").limit(BATCH).select_related("case")
    for row in rows:
        if row.case is not None and row.sequence <= row.case.in_seq + 1:
            await settle(row, now)
    late = InboxMessage.filter(state=WAITING, waits_until__lte=now)
    await late.update(state=PARKED, reason=GAP)
    return False


def _read(office: BackOffice, raw: bytes) -> _Incoming:
    """What the message says of itself; a broken one is known by the hash of its bytes."""
    try:
        event = contract.parse(raw)
        if event["source"] != f"urn:backoffice:{office.client}":
            raise contract.Malformed("source: not the sender's")
        if event["type"].removeprefix(contract.STATUS) not in contract.status_moves():
            raise contract.Malformed("type: not for the sender")
    except contract.Malformed as error:
        return _Incoming(_claimed_id(raw), "", 0, "", f"{MALFORMED}: {error}")
    number = receipts.read(event["subject"]) or ""
    return _Incoming(event["id"], event["type"], contract.sequence_of(event), number, "")


def _claimed_id(raw: bytes) -> str:
    """A broken message's own id is not to be trusted: another may follow under it, repaired."""
    return f"sha256-{hashlib.sha256(raw).hexdigest()}"[:64]


async def _keep(office: BackOffice, incoming: _Incoming, raw: bytes, now: datetime) -> InboxMessage:
    digest = hmac.new(keys.ring().derived("inbox"), _canonical(raw), hashlib.sha256).hexdigest()
    async with transaction():
        known = await InboxMessage.get_or_none(source=office.client, message_id=incoming.id)
        if known is not None:
            if known.digest != digest:
                raise IdReused()
            return known
        case = await Case.get_or_none(receipt_no=incoming.receipt_no, department=office.department)
        row = InboxMessage(
            source=office.client,
            message_id=incoming.id,
            case_id=case.id if case else None,
            sequence=incoming.sequence,
            type=incoming.type,
            state=WAITING,
            body_sealed=keys.seal_for_house(
                raw.decode("utf-8", "replace"), _place(office.client, incoming.id)
            ),
            digest=digest,
            received_at=now,
            waits_until=now + inbox.GAP_WAIT,
        )
        if incoming.fault:
            row.state, row.reason = PARKED, incoming.fault[:500]
        elif case is None:
            _reject(row, cases.CaseNotFound(), now)
        await row.save(force_create=True)
        return row


def _canonical(raw: bytes) -> bytes:
    """The same message in another spelling (spaces, order of keys) is the same message."""
    try:
        return json.dumps(json.loads(raw), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return raw


async def _settle_next(message: InboxMessage, now: datetime) -> bool:
    """Settle the next message of the case in one transaction; False if none is next."""
    async with transaction():
        case = await Case.get(id=message.case_id)
        held = InboxMessage.filter(case_id=case.id, sequence__lte=case.in_seq + 1)
        # What was parked only for a gap goes on by itself once the gap is filled.
        row = await held.filter(state=WAITING).order_by("sequence", "id").first()
        row = row or await held.filter(state=PARKED, reason=GAP).order_by("sequence", "id").first()
        if row is None:
            return False
        if row.sequence <= case.in_seq:
            _reject(row, SequenceUsed(), now)
        else:
            await _apply(row, case, now)
        await row.save()
        return True


async def _apply(row: InboxMessage, case: Case, now: datetime) -> None:
    """Make the move; applied and rejected messages use up their place, a parked one does not."""
    office = await BackOffice.get(client=row.source)
    actor = Actor("back_office", id=row.source, departments=frozenset({office.department}))
    body = keys.unseal_for_house(bytes(row.body_sealed), _place(row.source, row.message_id))
    try:
        event = contract.parse(body.encode())
        name = row.type.removeprefix(contract.STATUS)
        await cases.move(case.id, name, actor=actor, now=now, data=event["data"])
    except Refusal as refusal:
        _reject(row, refusal, now)
    except contract.Malformed as error:  # it was good when it came; the contract has changed since
        row.state, row.reason = PARKED, f"{MALFORMED}: {error}"
        return
    except OperationalError as error:
        if not isinstance(error, IntegrityError):
            raise  # the database is busy or away: the message goes on waiting
        _set_aside(row, error)
        return
    except Exception as error:
        _set_aside(row, error)
        return
    else:
        row.state, row.reason, row.settled_at = APPLIED, "", now
    await Case.filter(id=case.id).update(in_seq=row.sequence)


def _set_aside(row: InboxMessage, error: Exception) -> None:
    """An error nobody foresaw: the move was rolled back, people shall look."""
    _log.error("inbox-failed", message=row.id, type=row.type, error=type(error).__qualname__)
    row.state, row.reason = PARKED, f"{INTERNAL}: {type(error).__qualname__}"


def _reject(row: InboxMessage, refusal: Refusal, now: datetime) -> None:
    status = STATUSES.get(refusal.kind, 422)
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.kind,
        "status": status,
        "detail": str(refusal.message),
        "code": refusal.code,
    }
    if refusal.fields:
        problem["errors"] = {name: str(message) for name, message in refusal.fields.items()}
    row.state, row.reason, row.settled_at = REJECTED, refusal.code, now
    row.answer = json.dumps(problem, ensure_ascii=False)


async def _outcome(row: InboxMessage) -> Outcome:
    if row.state == REJECTED and not row.answer:
        _reject(row, Dismissed(), row.settled_at or row.received_at)
    rejection = await _rejection(row) if row.state == REJECTED else None
    return Outcome(row.message_id, row.state, row.reason, rejection)


async def _rejection(row: InboxMessage) -> contract.Event:
    """The rejection as an event; the same each time it is asked for."""
    event: contract.Event = {
        "specversion": "1.0",
        "id": f"rejected-{row.id}",
        "source": f"{settings().base_url.rstrip('/')}/",
        "type": contract.REJECTED,
        "time": instant(row.settled_at or row.received_at),
        "datacontenttype": "application/json",
        "dataschema": schema_address(contract.REJECTED),
        "data": {"message_id": row.message_id, "problem": json.loads(row.answer)},
    }
    case = await Case.get_or_none(id=row.case_id) if row.case_id else None
    if case is not None:
        event["subject"] = case.receipt_no
    return event


def _place(client: str, message_id: str) -> str:
    return f"inbox:{client}:{message_id}"
