"""What does the house hold about a person? All of it, for the person to see and take away (보호법 35조, 35조의2).

Who of the staff looked is told by office, day and kind, not by name: the law gives a right to what is kept, why, how
long and to whom it went (보호령 41조 1항), and the officer of each case stands in its notices anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from portal.kernel import answers, catalogue, delegations, files, keys, retention, satisfaction, timeline
from portal.kernel.agents import agents_in
from portal.kernel.canonical import canonical
from portal.kernel.cases import Petitioner, answers_of, key_of, of_account, petitioner_of
from portal.kernel.catalogue import Service
from portal.kernel.models import (
    AccessLog,
    Case,
    Consent,
    Draft,
    Grant,
    Identity,
    Notice,
    Person,
    SecurityKey,
    Session,
)
from portal.kernel.moves import Stage, binding
from portal.kernel.notices import wishes
from portal.kernel.people import consents, residents
from portal.kernel.people.looks import LOOKS
from portal.kernel.permissions import FRONT_DESK
from portal.kernel.public import following
from portal.kernel.timeline import Entry
from portal.kernel.visibility import AUDIENCES
from portal.kernel.words import N_, Text

HOUSE: Final = N_("구청")
FRONT: Final = N_("민원실")
MACHINE: Final = N_("담당 부서의 업무 시스템")


@dataclass(frozen=True)
class Seen:
    """Somebody of the house looked: when, from which office, what (a source sentence)."""

    at: datetime
    office: str | Text
    what: str


@dataclass(frozen=True)
class HeldCase:
    """A case of the person as it is kept, as the petitioner sees it; contents are gone once they were destroyed.

    `keeps`: the last day on which the law keeps it (None: not closed yet, or for good).
    """

    case: Case
    service: Service
    stage: Stage
    petitioner: Petitioner | None
    answers: Mapping[str, Any]
    entries: Sequence[Entry]
    files: Sequence[files.Listed]
    notices: Sequence[Notice]
    seen: Sequence[Seen]
    keeps: date | None
    satisfied: satisfaction.Answered | None


@dataclass(frozen=True)
class Held:
    """All about one account. `visits`: what it did that was logged; `told`: notices of the account itself."""

    person: Person
    profile: residents.Profile
    consents: Sequence[Consent]
    identities: Sequence[Identity]
    security_keys: Sequence[SecurityKey]
    sessions: Sequence[Session]
    visits: Sequence[AccessLog]
    wishes: wishes.Wishes
    told: Sequence[Notice]
    drafts: Sequence[Draft]
    cases: Sequence[HeldCase]
    acting_for: Sequence[Case]
    followed: Sequence[Case]
    seen: Sequence[Seen]


async def gather(person: Person, now: datetime) -> Held:
    """All that is kept about this account and its cases. Raises keys.KeyDestroyed once it was closed."""
    return Held(
        person=person,
        profile=await residents.profile_of(person),
        consents=await consents.history(person),
        identities=await Identity.filter(person_id=person.id).order_by("linked_at"),
        security_keys=await SecurityKey.filter(person_id=person.id).order_by("created_at"),
        sessions=await Session.filter(person_id=person.id).order_by("-created_at"),
        visits=await AccessLog.filter(person_id=person.id).order_by("-at", "-id"),
        wishes=await wishes.of(person),
        told=await Notice.filter(person_id=person.id, case_id=None).order_by("created_at", "id"),
        drafts=await Draft.filter(session_id=residents.drafts_of(person)).order_by("saved_at"),
        cases=[await _case(case) for case in await of_account(person)],
        acting_for=await delegations.cases_of(person, now),
        followed=await following.of_person(person),
        seen=await _seen(AccessLog.filter(subject_id=person.id).exclude(person_id=person.id)),
    )


async def _case(case: Case) -> HeldCase:
    service = await catalogue.service_version(case.service_code, case.service_version)
    try:
        key: bytes | None = await key_of(case)
    except keys.KeyDestroyed:
        key = None
    return HeldCase(
        case=case,
        service=service,
        stage=binding(case.room).definition.stages[case.stage],
        petitioner=petitioner_of(case, key) if key else None,
        answers=answers_of(case, key) if key else {},
        entries=await timeline.read(case, AUDIENCES["petitioner"], key),
        files=await files.for_case(case, AUDIENCES["petitioner"]) if key else [],
        notices=await Notice.filter(case_id=case.id).order_by("created_at", "id"),
        seen=await _seen(AccessLog.filter(case_id=case.id), case.department),
        keeps=keeps_until(case),
        satisfied=await satisfaction.opened(case),
    )


def keeps_until(case: Case) -> date | None:
    """The last day on which the law keeps a closed case (기록령 26조 5항); None: not closed yet, or for good."""
    due = retention.due_on(case)
    return due - timedelta(days=1) if due else None


async def _seen(query: Any, department: str = "") -> list[Seen]:
    rows: list[AccessLog] = await query.order_by("-at", "-id")
    offices = await _offices({row.person_id for row in rows if row.person_id is not None}, department)
    return [
        Seen(row.at, offices.get(row.person_id, HOUSE) if row.person_id else MACHINE, LOOKS[row.what])
        for row in rows
    ]


async def _offices(people: set[UUID], department: str) -> dict[UUID | None, str | Text]:
    """In which office each of them works, by the rights they have or had; in the case's own, if in several."""
    found: dict[UUID | None, str | Text] = {}
    grants = await Grant.filter(person_id__in=list(people)).order_by("id") if people else []
    for grant in sorted(grants, key=lambda grant: grant.department != department):
        known = catalogue.current().department(grant.department)
        if known is not None:
            found.setdefault(grant.person_id, known.title)
        elif grant.role == FRONT_DESK:
            found.setdefault(grant.person_id, FRONT)
    return found


def as_data(held: Held, base_url: str) -> dict[str, Any]:
    """The same as plain data for a machine: codes, Korean titles, instants; names of fields in English."""
    return {
        "account": {
            "opened_at": held.person.created_at,
            "language": held.person.lang,
            "name": held.profile.name,
            "email": held.profile.email,
            "email_proved": held.profile.email_proved,
            "phone": held.profile.phone,
            "address": held.profile.address,
            "birth_year": held.profile.birth_year,
        },
        "consents": [
            {
                "purpose": row.purpose,
                "title": consents.PURPOSES[row.purpose].label if row.purpose in consents.PURPOSES else "",
                "wording": row.wording,
                "given_by": row.given_by,
                "given_at": row.given_at,
                "withdrawn_at": row.withdrawn_at,
            }
            for row in held.consents
        ],
        "sign_in": {
            "providers": [
                {"provider": row.provider, "linked_at": row.linked_at, "used_at": row.used_at}
                for row in held.identities
            ],
            "security_keys": [
                {"name": row.name, "added_at": row.created_at, "used_at": row.used_at}
                for row in held.security_keys
            ],
            "devices": [
                {"device": row.device, "signed_in_at": row.created_at, "seen_at": row.seen_at}
                for row in held.sessions
            ],
            "log": [{"at": row.at, "what": LOOKS[row.what], "address": row.address} for row in held.visits],
        },
        "notices": {
            "quiet_from": held.wishes.quiet_from,
            "quiet_until": held.wishes.quiet_until,
            "channels": {topic: list(held.wishes.channels(topic)) for topic in wishes.TOPICS},
            "of_the_account": [_notice_data(row) for row in held.told],
        },
        "drafts": [
            {
                "service": row.service_code,
                "saved_at": row.saved_at,
                "deleted_after": row.expires_at,
                "address": f"{base_url.rstrip('/')}/services/{row.service_code}/apply/{row.id}/check",
            }
            for row in held.drafts
        ],
        "cases": [_case_data(one, base_url) for one in held.cases],
        "acting_for": [{"receipt_no": case.receipt_no} for case in held.acting_for],
        "followed": [{"receipt_no": case.receipt_no} for case in held.followed],
        "seen_by": [_seen_data(one) for one in held.seen],
    }


def _case_data(held: HeldCase, base_url: str) -> dict[str, Any]:
    case, here = held.case, f"{base_url.rstrip('/')}/cases/{held.case.receipt_no}"
    person = held.petitioner
    said = agents_in(held.entries)
    return {
        "receipt_no": case.receipt_no,
        "address": here,
        "service": {"code": case.service_code, "title": held.service.title.ko},
        "department": held.service.department.title.ko,
        "stage": held.stage.label,
        "outcome": case.outcome,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "retention": {"class": case.retention_class, "law_keeps_until": held.keeps},
        "petitioner": {
            "name": person.name,
            "address": person.address,
            "phone": person.phone,
            "email": person.email,
            "text_messages": person.sms,
        }
        if person
        else None,
        "answers": dict(answered(held, "ko")),
        "timeline": [
            {
                "at": entry.at,
                "kind": entry.kind,
                "by": entry.actor_kind,
                "agent": said[entry.actor_id].name if entry.actor_id in said else "",
                "words": entry.body or {},
            }
            for entry in held.entries
        ],
        "files": [
            {
                "name": file.name,
                "bytes": file.size,
                "state": file.state,
                "address": f"{here}/files/{file.id}",
            }
            for file in held.files
        ],
        "notices": [_notice_data(row) for row in held.notices],
        "satisfaction": held.satisfied.as_data() if held.satisfied else None,
        "seen_by": [_seen_data(one) for one in held.seen],
    }


def answered(held: HeldCase, lang: str) -> list[tuple[str, str]]:
    """What was answered, by label; by name what the form asks no more, for nothing that is kept stays untold."""
    known = {field.name for field in held.service.fields}
    rows = answers.rows(held.service, held.answers, lang)
    rest = {name: value for name, value in held.answers.items() if name not in known}
    return [(row.label, row.value) for row in rows if row.value] + [
        (name, value if isinstance(value, str) else canonical(value)) for name, value in rest.items()
    ]


def _notice_data(row: Notice) -> dict[str, Any]:
    return {
        "topic": row.topic,
        "channel": row.channel,
        "state": row.state,
        "written_at": row.created_at,
        "sent_at": row.sent_at,
        "read_at": row.read_at,
    }


def _seen_data(seen: Seen) -> dict[str, Any]:
    return {"at": seen.at, "office": str(seen.office), "what": seen.what}
