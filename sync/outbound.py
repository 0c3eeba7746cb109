"""What does a department's system get, and what may it do with it? Lease, read, acknowledge, give back.

The rows name events; what a message carries is written here when it is leased, from the case and under
its key, so that no personal data waits in a queue.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import structlog

from portal.kernel import agents, catalogue, files, keys, moves, people, reconcile, timeline
from portal.kernel.cases import answers_of, counterfoil, petitioner_of, redating
from portal.kernel.models import Attachment, BackOffice, Case, Event, HeldReport, OutboxMessage
from portal.settings import settings
from sync import contract
from sync.gathered import Gathered, gather
from sync.transports import database
from sync.transports.database import Settled

_WORDS: Final = {
    "request_supplement": ("request",),
    "supplement": ("supplement",),
    "pause": ("reason",),
    "notify": ("answer", "reasons", "departure", "remedies"),
    "withdraw": ("reason",),
    "return": ("reason",),
    "extend": ("reason",),
    "ask_extension": ("reason",),
    "ask_longer": ("reason",),
    "refuse_longer": ("reason",),
    "route": ("reason",),
    "transfer": ("agency", "contact", "reason"),
    "decline": ("reason",),
    "close_repeat": ("reason",),
    "object": ("objection",),
    "unmerge": ("reason",),
    "split": ("part", "reason"),
    "split_off": ("part", "reason"),
    "ask_representatives": ("reason",),
    "urge": ("urging",),
    "demand": ("demand",),
    "deem_withdrawn": ("reason",),
    "close_unclaimed": ("reason",),
}
_FACTS: Final = {
    **dict.fromkeys(("extend", "ask_extension", "consent_extension", "ask_longer", "grant_longer"), "days"),
    "route": "from",
    "decline": "ground",
    "merge": "joined",
    "join": "lead",
    "unmerge": "lead",
    "split": "number",
    "split_off": "origin",
}
"""Which of an event's open data a message carries, by its own name."""
_WHOLE: Final = frozenset({"file", "route", "split_off"})
"""What is told to a department that did not have the case before: all that was filed."""
_WITH_FILES: Final = frozenset({"supplement", "notify", "object", *_WHOLE})
_NAMED: Final = "name_representatives"
_AUDIENCES: Final = frozenset({"public", "petitioner", "staff"})
_log = structlog.get_logger()


@dataclass(frozen=True)
class Lease:
    """Messages that one department's system holds until `until` (UTC). `token` is empty if there are none.

    `asks`: the days of which the system is asked what it has (see `kernel.reconcile`).
    """

    token: str
    until: datetime
    messages: list[contract.Event]
    asks: list[date]


async def lease(office: BackOffice, most: int, now: datetime) -> Lease:
    """Up to `most` messages of the office's department. What can't be written is parked, the rest goes on."""
    token, rows = await database.lease([office.department], most, now)
    written = await compose_all(rows)
    unreadable = [row.id for row, message in zip(rows, written, strict=True) if message is None]
    if unreadable:
        await database.park(unreadable, token, "unreadable")
    messages = [message for message in written if message is not None]
    asks = await reconcile.questions(office.department)
    return Lease(token if messages else "", now + database.LEASE, messages, asks)


async def acknowledge(office: BackOffice, token: str, ids: Sequence[UUID], now: datetime) -> Settled:
    """The office has stored these messages durably. Saying it twice is fine."""
    return await database.acknowledge(office.department, token, ids, now)


async def give_back(
    office: BackOffice, token: str, ids: Sequence[UUID], reason: str, now: datetime
) -> Settled:
    """The office could not take these messages; `reason` is a code of `outbox.REASONS`."""
    return await database.give_back(office.department, token, ids, reason, now)


async def open_attachment(office: BackOffice, attachment: UUID, now: datetime, address: str) -> files.Opened:
    """A file of a case of the office's department; the look is logged.

    Raises AttachmentNotFound (also for another department's, and for what staff keep to themselves),
    NotScannedYet, Infected.
    """
    row = await Attachment.get_or_none(id=attachment).select_related("case")
    if row is None or row.case is None or row.case.department != office.department:
        raise files.AttachmentNotFound()
    opened = await files.open_for(row.case, attachment, {"public", "petitioner"})
    client = f"back_office:{office.client}"
    await people.note_machine_look(client, "attachment", now=now, case=row.case, address=address)
    return opened


async def compose(message: OutboxMessage) -> contract.Event:
    """The whole message of a row. Raises keys.KeyDestroyed, keys.SealBroken."""
    return await _compose(message, await gather([message]))


async def compose_all(rows: Sequence[OutboxMessage]) -> list[contract.Event | None]:
    """The messages of these rows, in their order; None for one that can't be written."""
    if not rows:
        return []
    found = await gather(rows)
    written: list[contract.Event | None] = []
    for row in rows:
        try:
            written.append(await _compose(row, found))
        except (keys.KeyDestroyed, keys.SealBroken, catalogue.UnknownService) as error:
            _log.warning("outbox-unreadable", message=str(row.id), error=type(error).__qualname__)
            written.append(None)
    return written


def question(report: HeldReport) -> contract.Event:
    """The question to a department's system what it has of a day, for its queue."""
    return {
        "specversion": "1.0",
        "id": f"ask-{report.id}-{report.day.isoformat()}",
        "source": f"{settings().base_url.rstrip('/')}/",
        "type": f"{contract.DELIVERY}ask",
        "time": instant(report.asked_at),
        "datacontenttype": "application/json",
        "data": {"day": report.day.isoformat()},
    }


async def _compose(message: OutboxMessage, found: Gathered) -> contract.Event:
    case = found.cases[message.case_id]
    event = found.events[case.id, message.event_seq]
    base = settings().base_url.rstrip("/")
    return {
        "specversion": "1.0",
        "id": str(message.id),
        "source": f"{base}/",
        "type": message.type,
        "subject": case.receipt_no,
        "time": instant(event.at),
        "datacontenttype": "application/json",
        "dataschema": schema_address(message.type),
        "sequence": str(message.sequence),
        "sequencetype": "Integer",
        "data": await _data(case, event, found),
    }


async def _data(case: Case, event: Event, found: Gathered) -> dict[str, Any]:
    key = found.key_of(case)
    data: dict[str, Any] = {"case": await _case(case), "event": _event(case, event)}
    spoke = event.actor_id if event.actor_kind == "agent" else str(json.loads(event.meta).get("agent", ""))
    if spoke:
        agent = agents.agents_in(await timeline.read(case, _AUDIENCES, key))[spoke]
        data["event"]["agent"] = {"name": agent.name, "relation": agent.relation}
    if event.kind in _WHOLE:
        petitioner, answers = petitioner_of(case, key), answers_of(case, key)
        first = found.events[case.id, 1]
        data["petitioner"], data["answers"] = counterfoil.told(petitioner), answers
        data["counterfoil"] = counterfoil.make(case, first, petitioner, answers)
    if event.kind in _WORDS or event.kind == _NAMED:
        said = {entry.seq: entry.body for entry in await timeline.read(case, _AUDIENCES, key)}
        body = said.get(event.seq) or {}
    if event.kind == _NAMED:
        data["representatives"] = _representatives(body)
    if event.kind in _WORDS:
        data |= {name: str(body.get(name) or "") for name in _WORDS[event.kind]}
    if event.kind in _FACTS:
        data[_FACTS[event.kind]] = json.loads(event.meta)[_FACTS[event.kind]]
    if event.kind == redating.KIND:
        data |= _moved(event)
    if event.kind in _WITH_FILES:
        data["attachments"] = await _attachments(case, event) if case.id in found.with_files else []
    return data


def _representatives(body: dict[str, Any]) -> list[dict[str, str]]:
    """Whom those who filed it jointly chose; each stands in the event as `name_1`, `phone_1` …"""
    places = sorted(name.removeprefix("name_") for name in body if name.startswith("name_"))
    return [{"name": str(body[f"name_{at}"]), "phone": str(body.get(f"phone_{at}", ""))} for at in places]


async def _case(case: Case) -> dict[str, Any]:
    service = await catalogue.service_version(case.service_code, case.service_version)
    return {
        "receipt_no": case.receipt_no,
        "service": {"code": service.code, "version": case.service_version, "title": service.title.ko},
        "kind": case.kind,
        "department": case.department,
        "stage": case.stage,
        "outcome": case.outcome,
        "channel": case.channel,
        "lang": case.lang,
        "submitted_at": instant(case.submitted_at),
        "accept_by": instant(case.accept_by),
        "accepted_at": _perhaps(case.accepted_at),
        "due_at": _perhaps(case.due_at),
        "supplement_by": _perhaps(case.supplement_by),
        "closed_at": _perhaps(case.closed_at),
        "status_sequence": case.in_seq,
    }


def _moved(event: Event) -> dict[str, Any]:
    """By which holidays the dates moved, and what they were."""
    meta = json.loads(event.meta)
    was = {name: instant(datetime.fromisoformat(told)) for name, told in meta["was"].items()}
    return {"was": was, "holidays": meta["holidays"]}


def _event(case: Case, event: Event) -> dict[str, Any]:
    first = moves.binding(case.room).definition.first
    return {
        "kind": event.kind,
        "at": instant(event.at),
        "stage": json.loads(event.meta).get("stage", first),
        "by": event.actor_kind,
        "client": event.actor_id if event.actor_kind == "back_office" else "",
    }


async def _attachments(case: Case, event: Event) -> list[dict[str, Any]]:
    listed = await files.for_case(case, {"public", "petitioner"})
    base = settings().base_url.rstrip("/")
    return [
        {
            "id": str(file.id),
            "field": file.field,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "state": file.state,
            "href": f"{base}/sync/v1/attachments/{file.id}",
        }
        for file in listed
        if file.event_seq == event.seq or (event.kind == "route" and file.event_seq < event.seq)
    ]


def schema_address(name: str) -> str:
    """Where the schema of this name is published."""
    return f"{settings().base_url.rstrip('/')}/sync/v1/schemas/{name}.json"


def instant(at: datetime) -> str:
    """An instant as the contract writes it: RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _perhaps(at: datetime | None) -> str | None:
    return instant(at) if at else None
