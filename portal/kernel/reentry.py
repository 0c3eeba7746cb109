"""How does a case come back that was filed after the last backup? From its receipt and the department's copy.

The receipt is the house's own signed word that the case was, the copy says what was filed, and the counterfoil in it,
which only the house could seal, that the two belong together. The case keeps its number, its times, its first event
and its secret link. What the department was told since comes back as events with their own times; the last event
says that all this was entered again, when and from what. What nobody was told is lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import catalogue, destroyed, files, keys, notices, outbox, public, receipts, timeline
from portal.kernel.cases import counterfoil
from portal.kernel.cases.clock import extend
from portal.kernel.cases.contents import Petitioner, reach_of, seal_contents
from portal.kernel.cases.counterfoil import Counterfoil, CounterfoilBroken
from portal.kernel.models import Attachment, Case, Event, PaperForm, Person
from portal.kernel.moves import Actor, ActorKind, Definition, binding
from portal.kernel.record import signed_receipts
from portal.kernel.record.signed_receipts import Checked
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

REENTERED: Final = timeline.REENTERED
ACCEPT, NOTIFY = "accept", "notify"
_ANSWER: Final = ("answer", "reasons", "remedies")
_WHOLE: Final = frozenset(
    {ACCEPT, NOTIFY, "review", "supplement", "resume", "withdraw", "extend", "consent_extension"}
)
"""The kinds of which a message tells all that their pages say."""
_LATER_DUE: Final = frozenset({"extend", "consent_extension", "resume", "supplement", "object"})
_EXTENDS: Final = frozenset({"extend", "consent_extension"})


class NotReentered(Refusal):
    """The case can't be entered again like this; nothing has changed."""


class CaseStands(NotReentered):
    """The number is a case's already, or the same filing came in again under another."""

    kind = "conflict"


@dataclass(frozen=True)
class Told:
    """One message that the department had got: the event, its words, and the case as it stood."""

    sequence: int
    kind: str
    at: datetime
    by: str
    client: str
    stage: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class KeptFile:
    """A file that the department had fetched, with what its message said of it."""

    id: UUID
    field: str
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Copy:
    """What a department's system kept of one case: the messages in order, the first one being the filing.

    `digest` is the SHA-256 of the file in which it came. `of` is the case as the newest message told it.
    """

    receipt_no: str
    counterfoil: str
    petitioner: Mapping[str, str]
    answers: Mapping[str, Any]
    told: Sequence[Told]
    of: Mapping[str, Any]
    digest: str
    files: Sequence[KeptFile] = ()


@dataclass(frozen=True)
class _Facts:
    stage: str
    outcome: str
    accepted_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None


async def enter_again(
    receipt: str, copy: Copy, *, known: Mapping[str, PublicKey], actor: Actor, now: datetime
) -> Case:
    """Enter a lost case again; `known` are the house's public keys. On disk when this returns.

    Raises NotReentered, CaseStands.
    """
    checked = signed_receipts.check(receipt, known)
    found = _agreed(checked, copy)
    row, key = keys.new_data_key(now)
    case = _case(found, copy, key)
    case.key_id = row.id
    blobs = [(file, await files.store().put(key, file.data)) for file in copy.files]
    async with transaction():
        await _check_free(found, copy.receipt_no)
        if found.person_id and await Person.exists(id=found.person_id):
            case.person_id = UUID(found.person_id)
        first = counterfoil.first_event(found, case)
        case.seq, case.head_hash = first.seq, first.hash
        facts = _facts(case, checked, copy)
        told = [_retold(case, key, one) for one in copy.told if one.kind != first.kind]
        event = _reentered(case, key, facts, checked, copy, actor, now, [blob for _, blob in blobs])
        message = outbox.compose(case, event)
        reach = reach_of(case, _petitioner(found, copy))
        news = notices.compose(case, event, REENTERED, reach=reach)
        attached = [_attachment(case, key, event, file, blob, now) for file, blob in blobs]
        service = await catalogue.service_version(case.service_code, case.service_version)
        found_by = public.filed(case, service, copy.answers)
        await insert(row, case, first, *told, event, message, *news, *attached, *found_by)
        await receipts.pass_over(case.receipt_no)
        await PaperForm.filter(receipt_no=case.receipt_no, used_at=None).update(used_at=now)
        if case.public:
            await receipts.grow("public")
    return case


def _agreed(checked: Checked, copy: Copy) -> Counterfoil:
    """The counterfoil, if receipt, copy and counterfoil tell of one filing. Raises NotReentered."""
    if checked.result != signed_receipts.GENUINE:
        raise NotReentered(N_("진짜 접수증이 아니어서 다시 입력하지 않았습니다."), code=checked.result)
    if checked.said["receipt_no"] != copy.receipt_no:
        raise NotReentered(N_("접수증과 부서의 사본이 서로 다른 민원입니다."), code="other_case")
    try:
        found = counterfoil.read(copy.counterfoil, copy.receipt_no)
    except CounterfoilBroken as error:
        raise NotReentered(
            N_("부서의 사본에 이 포털이 봉인한 부본이 없습니다."), code="counterfoil"
        ) from error
    first = counterfoil.first_event(found, Case(id=UUID(found.id)))
    contents = json.loads(first.meta).get("contents")
    head = checked.said["head_hash"] if checked.said["what"] == signed_receipts.FILED else first.hash
    if contents != checked.said["contents"] or head != first.hash:
        raise NotReentered(N_("접수증과 부서의 사본이 서로 다른 민원입니다."), code="other_case")
    if found.said != counterfoil.digest_of(copy.petitioner, copy.answers):
        raise NotReentered(
            N_("부서의 사본이 신청한 내용과 다릅니다. 바뀌지 않은 사본을 받아 주세요."), code="changed_copy"
        )
    return found


async def _check_free(found: Counterfoil, receipt_no: str) -> None:
    if await Case.exists(receipt_no=receipt_no) or await Case.exists(id=found.id):
        raise CaseStands(N_("이 접수번호의 민원은 이미 있습니다. 다시 입력하지 않았습니다."))
    again = await Case.get_or_none(idempotency_key=found.columns["idempotency_key"])
    if again is not None:
        raise CaseStands(N_("신청인이 같은 신청서를 %(no)s번으로 이미 다시 냈습니다."), no=again.receipt_no)
    if UUID(found.key_id) in destroyed.read():
        raise NotReentered(N_("법에 따라 파기한 민원입니다. 다시 입력할 수 없습니다."), code="destroyed")


def _case(found: Counterfoil, copy: Copy, key: bytes) -> Case:
    case = Case(
        id=UUID(found.id),
        receipt_no=copy.receipt_no,
        **{name: found.columns[name] for name in counterfoil.COLUMNS},
        stage=binding(found.columns["room"]).definition.first,
        submitted_at=datetime.fromisoformat(found.submitted_at),
        accept_by=datetime.fromisoformat(found.accept_by),
        clock={"rule": found.rule},
        out_seq=max(one.sequence for one in copy.told),
        in_seq=int(copy.of["status_sequence"]),
    )
    case.department = str(copy.of["department"])
    seal_contents(case, key, _petitioner(found, copy), dict(copy.answers))
    return case


def _petitioner(found: Counterfoil, copy: Copy) -> Petitioner:
    return Petitioner(**dict(copy.petitioner), email_proved=found.email_proved, sms=found.sms)


def _facts(case: Case, checked: Checked, copy: Copy) -> _Facts:
    """Where it stood by what is known: the receipt's promise, the newest message; waiting counts as working."""
    definition = binding(case.room).definition
    of, kinds = copy.of, {one.kind for one in copy.told}
    accepted = checked.moment("accepted_at") or _moment(of["accepted_at"])
    due = checked.moment("due_at")
    if due is None or kinds & _LATER_DUE:
        due = _moment(of["due_at"]) or due or _first_due(copy)
    for one in copy.told:
        if one.kind in _EXTENDS:
            extend(case, int(one.data["days"]))
    stage = str(of["stage"])
    known = definition.stages.get(stage)
    runs = of["due_at"] is not None and of["accepted_at"] is not None
    if known is None or (known.open and not runs):
        stage = _stage_after_acceptance(definition) if accepted else definition.first
    closed = _moment(of["closed_at"]) if not definition.stages[stage].open else None
    case.stage, case.outcome = stage, str(of["outcome"])
    case.accepted_at, case.due_at, case.closed_at = accepted, due if accepted else None, closed
    return _Facts(stage, case.outcome, accepted, case.due_at, closed)


def _stage_after_acceptance(definition: Definition) -> str:
    accept = definition.moves.get(ACCEPT)
    return accept.target if accept and accept.target else definition.first


def _first_due(copy: Copy) -> datetime | None:
    return next((due for one in copy.told if (due := _moment(one.data["case"]["due_at"]))), None)


def _retold(case: Case, key: bytes, one: Told) -> Event:
    """An event as the department was told of it, at its own time.

    What a message does not tell (who of the staff, on which ground, in how many hours) is not made up: an event whose
    page needs it comes back as "retold", with its words.
    """
    step, of = binding(case.room).definition.moves.get(one.kind), one.data["case"]
    facts = {"days": one.data.get("days")} if one.kind in _EXTENDS else {}
    facts |= {"outcome": of["outcome"]} if one.kind == NOTIFY else {}
    whole = step is not None and one.kind in _WHOLE and all(facts.values())
    texts = {name: one.data[name] for name in (step.texts if step else ()) if one.data.get(name)}
    if one.kind == NOTIFY:
        texts |= {name: one.data[name] for name in _ANSWER if one.data.get(name)}
    known: ActorKind = "back_office" if one.client else "petitioner" if one.by == "petitioner" else "system"
    return timeline.compose(
        case,
        kind=one.kind if whole else timeline.RETOLD,
        now=one.at,
        actor=Actor(known, id=one.client),
        audience=step.audience if step else "staff",
        key=key,
        meta={"stage": one.stage, "retold": one.kind, "by": one.by, **(facts if whole else {})},
        body=texts,
    )


def _reentered(
    case: Case,
    key: bytes,
    facts: _Facts,
    checked: Checked,
    copy: Copy,
    actor: Actor,
    now: datetime,
    blobs: Sequence[str],
) -> Event:
    said = checked.said
    meta: dict[str, Any] = {
        "stage": facts.stage,
        "was": {"contents": said["contents"], "seq": said["seq"], "head_hash": said["head_hash"]},
        "receipt": str(said["what"]),
        "copy": copy.digest,
        "messages": len(copy.told),
        **timeline.brought(blobs, contents=timeline.contents_hash(case)),
    }
    if facts.accepted_at and facts.due_at:
        meta |= {"accepted_at": facts.accepted_at.isoformat(), "due_at": facts.due_at.isoformat()}
    return timeline.compose(
        case, kind=REENTERED, now=now, actor=actor, audience="petitioner", key=key, meta=meta
    )


def _attachment(case: Case, key: bytes, event: Event, file: KeptFile, blob: str, now: datetime) -> Attachment:
    row = Attachment(
        id=file.id,
        case_id=case.id,
        event_seq=event.seq,
        field=file.field,
        media_type=file.media_type,
        size=len(file.data),
        blob=blob,
        # No scanner of ours has seen these bytes since they left the house.
        state=files.QUARANTINED if files.scanning() else files.STORED,
        created_at=now,
    )
    row.name_ct = keys.seal(key, file.name.encode(), f"{row.id}:name".encode())
    return row


def _moment(said: object) -> datetime | None:
    return datetime.fromisoformat(str(said)) if said else None
