"""What has happened, what was sent, what was answered and told? The parts of a case's page that look back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel import answers, files
from portal.kernel.agency import SCOPES
from portal.kernel.agents import agents_in
from portal.kernel.cases import redating
from portal.kernel.deadlines import Ground
from portal.kernel.models import Notice
from portal.kernel.timeline import Entry
from portal.kernel.words import N_
from portal.rooms.petitions.definition import OUTCOMES
from portal.rooms.petitions.letters import SUBJECTS
from portal.rooms.petitions.pages.groups import of_group, representatives
from portal.rooms.petitions.queries import Opened
from portal.web import casework, dates, redated, sizes
from portal.web import told as delivered
from portal.web.casework import Contact
from portal.web.i18n import Words

CHANNELS = {"web": N_("인터넷"), "counter": N_("창구"), "paper": N_("종이 신청서")}
ENDED = ("return", "transfer", "decline", "close_repeat", "deem_withdrawn")
"""The moves that end a petition without an answer to its question; their reasons stand where the answer would."""
AUDIT = "audit"
"""The department that inspects; its reminder is no doing of the one that has the petition."""
DAYS = {
    "fetch_by": N_("%(day)s까지 찾아가 주세요"),
    "missed": N_("%(day)s까지 하기로 한 일"),
    "supplement_by": N_("%(day)s까지 내 주세요"),
}
"""What an event's day means to the petitioner."""
STATES = {
    files.QUARANTINED: N_("바이러스 검사를 기다리고 있습니다"),
    files.REJECTED: N_("악성 코드가 발견되어 열 수 없습니다"),
}


@dataclass(frozen=True)
class File:
    """A file in a list. `href` is empty while it can't be opened, and `state` says why."""

    name: str
    size: str
    href: str
    state: str


@dataclass(frozen=True)
class Line:
    """One event of the timeline."""

    title: str
    at: datetime
    by: str
    words: str
    note: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class Sent:
    """What the petitioner filed: (label, value) of each answer, the files, who filed."""

    rows: tuple[tuple[str, str], ...]
    files: tuple[File, ...]
    who: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """One notice: what it said, when, and by which ways with their state."""

    title: str
    at: datetime
    ways: str


def lines(opened: Opened, contact: Contact, words: Words) -> list[Line]:
    """What happened, the newest first."""
    return [_line(opened, entry, contact, words) for entry in reversed(opened.entries)]


def _line(opened: Opened, entry: Entry, contact: Contact, words: Words) -> Line:
    said = _said(opened, entry)
    if entry.kind == "take_up" and entry.actor_kind == "staff":
        said = _agent(opened, str(entry.meta.get("delegation")), words)
    if entry.kind == "name_representatives":
        said = representatives(entry)
    above = entry.kind in {"file", "split_off"} or entry == opened.last("notify")
    brought = () if above else files_of(opened, entry.seq)
    return Line(
        title=words(casework.event_title(opened.case.room, entry.kind)),
        at=entry.at,
        by=_by(opened, entry, contact, words),
        words=said,
        note=_note(opened, entry, words),
        files=brought,
    )


def _said(opened: Opened, entry: Entry) -> str:
    """The event's own words. The last answer stands above in full; one before an objection stands only here."""
    texts = [str(text) for text in (entry.body or {}).values() if text]
    if entry.kind in {"take_up", *ENDED} or entry == opened.last("notify"):
        return ""
    return "\n".join(texts) if entry.kind == "notify" else next(iter(texts), "")


def _by(opened: Opened, entry: Entry, contact: Contact, words: Words) -> str:
    if entry.kind == "urge":
        return f"{casework.department_name(AUDIT, words)} {opened.officers.get(entry.actor_id, '')}".strip()
    if entry.actor_kind == "staff":
        officer = (
            f"{_had(opened, entry.seq, contact, words)} {opened.officers.get(entry.actor_id, '')}".strip()
        )
        if "agent" not in entry.meta:
            return officer
        return f"{officer} · {_agent(opened, str(entry.meta['agent']), words)}"
    if entry.actor_kind == "back_office":
        return f"{_had(opened, entry.seq, contact, words)} {opened.case.officer_name}".strip()
    if entry.actor_kind == "agent":
        return _agent(opened, entry.actor_id, words)
    if entry.kind == "file":
        return words(CHANNELS.get(str(entry.meta.get("channel")), N_("인터넷")))
    return words(N_("민원인") if entry.actor_kind == "petitioner" else N_("자동 처리"))


def _had(opened: Opened, seq: int, contact: Contact, words: Words) -> str:
    """The department that had it at an event: the one that sent it on next, or the one that has it now."""
    for entry in opened.entries:
        if entry.kind == "route" and entry.seq >= seq:
            return casework.department_name(str(entry.meta["from"]), words)
    return contact.department


def _agent(opened: Opened, delegation: str, words: Words) -> str:
    """Who acted for whom: `김하늘 님을 대신해 어머니 이순자 님`; less once the contents were destroyed."""
    agent = agents_in(opened.entries).get(delegation)
    if agent is None or opened.contents is None:
        return words(N_("신청인을 대신하는 사람"))
    return words(
        N_("%(principal)s 님을 대신해 %(relation)s %(name)s 님"),
        principal=opened.contents.petitioner.name,
        relation=words(agent.label),
        name=agent.name,
    )


def _note(opened: Opened, entry: Entry, words: Words) -> str:
    meta = entry.meta
    if entry.kind == "file" and (count := len(opened.files_of(entry.seq))):
        return words(N_("파일 %(count)s개"), count=count)
    if note := of_group(entry, words):
        return note
    if meta.get("scope") in SCOPES:
        return words(SCOPES[str(meta["scope"])])
    if entry.kind == "route":
        return " → ".join(casework.department_name(str(meta[end]), words) for end in ("from", "to"))
    if entry.kind == redating.KIND:
        return redated.note(meta, str(opened.case.clock["rule"]), words)
    if entry.kind == "pause" and meta.get("ground"):
        return words(Ground(str(meta["ground"])).reason)
    if date := _date_note(meta, str(opened.case.clock["rule"]), words):
        return date
    if meta.get("days"):
        return words(N_("%(days)s일"), days=meta["days"])
    return words(OUTCOMES[str(meta["outcome"])]) if meta.get("outcome") in OUTCOMES else ""


def _date_note(meta: Mapping[str, Any], rule: str, words: Words) -> str:
    """The date that an event has set, or would set."""
    for name, text in DAYS.items():
        if meta.get(name):
            return words(text, day=dates.day(datetime.fromisoformat(str(meta[name])), words.lang))
    for name, said in (("due_at", N_("답변 기한 %(when)s")), ("due_if", N_("동의하시면 %(when)s까지"))):
        if meta.get(name):
            return words(said, when=casework.moment(datetime.fromisoformat(str(meta[name])), rule, words))
    return ""


def guardian(opened: Opened) -> str:
    """Who goes along with the petition while it is open (민원법 33): name and phone, or ""."""
    event = opened.last("name_guardian")
    if event is None or not casework.stage_of(opened.case).open:
        return ""
    return str((event.body or {}).get("guardian", ""))


def sent(opened: Opened, words: Words, *, whole: bool = True) -> Sent | None:
    """What was filed; None once the contents were lawfully destroyed. Not `whole`: without address and contact."""
    if opened.contents is None:
        return None
    person = opened.contents.petitioner
    rows = answers.rows(opened.service, opened.contents.answers, words.lang)
    email = person.email
    if email and not person.email_proved:
        email = words(N_("%(email)s (확인하지 않은 주소라 알림을 보내지 않습니다)"), email=email)
    who = (
        (words(N_("이름")), person.name),
        (words(N_("주소")), person.address),
        (words(N_("전화번호")), person.phone),
        (words(N_("이메일")), email),
    )
    return Sent(
        rows=tuple((row.label, row.value) for row in rows if row.value),
        files=files_of(opened, 1),
        who=tuple((label, value) for label, value in (who if whole else who[:1]) if value),
    )


def told(opened: Opened, words: Words) -> list[Told]:
    """What was told, the newest first: one line an event with all its ways."""
    grouped: dict[tuple[int, str], list[Notice]] = {}
    for notice in opened.notices:
        grouped.setdefault((notice.event_seq, notice.topic), []).append(notice)
    return [
        Told(
            title=words(SUBJECTS.get(topic, N_("새 소식"))),
            at=notices[0].created_at,
            ways=delivered.ways(notices, words),
        )
        for (_, topic), notices in grouped.items()
    ]


def files_of(opened: Opened, seq: int) -> tuple[File, ...]:
    """The files that came with an event."""
    return tuple(
        File(
            name=file.name,
            size=sizes.size(file.size),
            href=f"/cases/{opened.case.receipt_no}/files/{file.id}" if file.state == files.STORED else "",
            state=STATES.get(file.state, ""),
        )
        for file in opened.files_of(seq)
    )
