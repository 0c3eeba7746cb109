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
from typing import Final

import structlog
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.expressions import RawSQL

from portal.database.transactions import transaction
from portal.kernel import cases, inbox, keys, privacy, receipts
from portal.kernel.inbox import APPLIED, GAP, INTERNAL, MALFORMED, PARKED, WAITING
from portal.kernel.models import BackOffice, Case, InboxMessage
from portal.kernel.moves import Actor
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from sync import contract
from sync.answers import Outcome, reject, told

BATCH: Final = 200
# Whether it is the message's turn: every earlier one of its case was applied or rejected.
_TURN: Final = RawSQL(
    '(SELECT COUNT(*) FROM "case" WHERE "case".id = inbox_message.case_id'
    ' AND inbox_message.sequence <= "case".in_seq + 1)'
)
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


@dataclass(frozen=True)
class _Incoming:
    id: str
    type: str
    sequence: int
    receipt_no: str
    fault: str


async def receive(office: BackOffice, raw: bytes, now: datetime) -> Outcome:
    """Keep a message and apply it if it is its turn; the same message again gets the same answer.

    Raises IdReused, and privacy.ResidentNumberFound before anything is stored.
    """
    row = await _keep(office, _read(office, raw), raw, now)
    if row.state == WAITING and row.case_id is not None:
        await settle(row, now)
        row = await InboxMessage.get(id=row.id)
    return await told(row)


async def outcome(office: BackOffice, message_id: str) -> Outcome:
    """What became of a message that this office sent. Raises UnknownMessage."""
    row = await InboxMessage.get_or_none(source=office.client, message_id=message_id)
    if row is None:
        raise UnknownMessage()
    return await told(row)


async def settle(message: InboxMessage, now: datetime) -> None:
    """Apply or reject the waiting messages of this one's case, as far as they follow one another."""
    while await _settle_next(message, now):
        pass


async def settle_waiting(now: datetime) -> bool:
    """For the worker: what a crash left waiting is settled; what waited too long for a gap is parked."""
    rows = await InboxMessage.annotate(turn=_TURN).filter(state=WAITING, turn=1).order_by("id").limit(BATCH)
    for row in rows:
        await settle(row, now)
    late = InboxMessage.filter(state=WAITING, waits_until__lte=now)
    if await late.exists():
        await late.update(state=PARKED, reason=GAP)
    return len(rows) == BATCH


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
    privacy.check_no_resident_number({n: text for n, text in event["data"].items() if isinstance(text, str)})
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
            body_sealed=_sealed(office, incoming, raw),
            digest=digest,
            received_at=now,
            waits_until=now + inbox.GAP_WAIT,
        )
        if incoming.fault:
            row.state, row.reason = PARKED, incoming.fault[:500]
        elif case is None:
            reject(row, cases.CaseNotFound(), now)
        await row.save(force_create=True)
        return row


def _sealed(office: BackOffice, incoming: _Incoming, raw: bytes) -> bytes:
    text = raw.decode("utf-8", "replace")
    if incoming.fault:
        text = privacy.mask_resident_numbers(text)
    return keys.seal_for_house(text, _place(office.client, incoming.id))


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
            reject(row, SequenceUsed(), now)
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
        reject(row, refusal, now)
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
        row.body_sealed = b""  # its words stand in the event, under the case's key
    await Case.filter(id=case.id).update(in_seq=row.sequence)


def _set_aside(row: InboxMessage, error: Exception) -> None:
    """An error nobody foresaw: the move was rolled back, people shall look."""
    _log.error("inbox-failed", message=row.id, type=row.type, error=type(error).__qualname__)
    row.state, row.reason = PARKED, f"{INTERNAL}: {type(error).__qualname__}"


def _place(client: str, message_id: str) -> str:
    return f"inbox:{client}:{message_id}"
