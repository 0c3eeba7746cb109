"""How is one case drawn on the desk: the facts, the history, the moves that are allowed now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel import deadlines, privacy
from portal.kernel.agency import RELATIONS, SCOPES
from portal.kernel.agents import agents_in
from portal.kernel.cases import Petitioner, redating
from portal.kernel.collective import is_collective
from portal.kernel.deadlines import UnknownYear
from portal.kernel.files import Listed
from portal.kernel.timeline import Entry
from portal.kernel.words import N_
from portal.rooms.desk.definition.lists import CONTACT_REASONS
from portal.rooms.desk.definition.move_forms import OUTCOMES, TEXT_LABELS
from portal.rooms.desk.pages.choosing import arranged, buttons
from portal.rooms.desk.pages.shared import Desk
from portal.rooms.desk.pages.time_left import left_of, to_send_on
from portal.rooms.desk.queries.dossier import Dossier
from portal.web import casework, dates, redated, sizes, told

PICTURES = ("image/jpeg", "image/png")
BY = {"petitioner": N_("신청인"), "back_office": N_("부서 시스템"), "system": N_("포털")}


@dataclass(frozen=True)
class FileLine:
    """One file: `thumb` is the address of a small picture, or empty; `state` says why it can't be opened."""

    href: str
    name: str
    size: str
    thumb: str
    state: str


@dataclass(frozen=True)
class HistoryLine:
    """One event. `texts` are (label, words); `private` marks what only staff see; `told`: by which ways it was told."""

    title: str
    at: datetime
    by: str
    texts: tuple[tuple[str, str], ...]
    files: tuple[FileLine, ...]
    private: bool
    told: str = ""


def context_of(desk: Desk, dossier: Dossier, *, shown: bool = False) -> dict[str, Any]:
    """What the page of a case shows besides an open form. `shown`: with the petitioner's contact."""
    case, words = dossier.case, desk.words
    left = left_of(case, dossier.calendar, desk.now, words)
    return {
        "case": case,
        "title": casework.title_of(case, words),
        "department": casework.department_of(case, words),
        "stage": words(casework.stage_of(case).label),
        "tone": casework.stage_of(case).tone,
        "left": left,
        "send_on": _send_on(desk, dossier),
        "outcome": words(OUTCOMES[case.outcome]) if case.outcome in OUTCOMES else "",
        "officer": dossier.officer,
        "contents": dossier.contents,
        "petitioner": petitioner_lines(desk, dossier, shown=shown),
        "shown": shown,
        "reasons": [(code, words(text)) for code, text in CONTACT_REASONS.items()],
        "rows": dossier.contents.rows if dossier.contents else (),
        "files": _files_of(desk, dossier, lambda file: file.event_seq == 1),
        "papers": dossier.service.papers,
        "service": dossier.service,
        "reckoning": dossier.reckoning,
        "acceptance": _acceptance(dossier),
        "history": [history_line(desk, dossier, entry) for entry in reversed(dossier.entries)],
        **_moves(desk, dossier),
        "not_yet": [(words(move.label), words(why)) for move, why in dossier.not_yet],
        "together": _together(desk, dossier),
        "joint": (case.households, case.signers) if case.signers else None,
        "collective": is_collective(case.households),
        "seen": case.seq,
        "form": None,
        "preview": None,
        "changes": (),
        "refused": None,
    }


def _moves(desk: Desk, dossier: Dossier) -> dict[str, Any]:
    """The moves as the page offers them, those that stand open and those that are folded away."""
    offered = buttons(desk, dossier)
    return {"buttons": offered, **arranged(offered, desk.words)}


def _together(desk: Desk, dossier: Dossier) -> list[tuple[str, list[casework.Row]]]:
    """The petitions that belong together with this one, under their headings."""
    groups = (
        (N_("대표 민원"), [dossier.lead] if dossier.lead else []),
        (N_("이 민원과 합친 민원"), dossier.followers),
        (N_("나누어 처리하는 민원"), dossier.parts),
        (N_("가능하다고 알린 사전심사"), dossier.reviews),
    )
    return [
        (
            desk.words(title),
            [casework.row(one, f"/desk/cases/{one.receipt_no}", desk.words, desk.now) for one in cases],
        )
        for title, cases in groups
        if cases
    ]


def _send_on(desk: Desk, dossier: Dossier) -> str:
    if dossier.move("route") is None:
        return ""
    mine = dossier.case.department in desk.actor.departments
    return to_send_on(dossier.case, mine, dossier.calendar, desk.now, desk.words)


def petitioner_lines(desk: Desk, dossier: Dossier, *, shown: bool) -> list[tuple[str, str]]:
    """Who asks: the name, and the contact masked until somebody needs it."""
    if dossier.contents is None:
        return []
    who: Petitioner = dossier.contents.petitioner
    words = desk.words
    lines = [(words(N_("신청인")), who.name)]
    if who.phone:
        lines.append((words(N_("전화")), who.phone if shown else privacy.mask_phone(who.phone)))
    if who.email:
        email = who.email if shown else privacy.mask_email(who.email)
        proved = "" if who.email_proved else words(N_(" (확인하지 않음)"))
        lines.append((words(N_("이메일")), email + proved))
    lines.append((words(N_("주소")), who.address if shown else privacy.mask_address(who.address)))
    return lines


def history_line(desk: Desk, dossier: Dossier, entry: Entry) -> HistoryLine:
    """One event as staff read it."""
    words = desk.words
    title = words(casework.event_title(dossier.case.room, entry.kind))
    return HistoryLine(
        title=title + _detail(desk, dossier, entry),
        at=entry.at,
        by=_by(desk, dossier, entry),
        texts=tuple(
            (
                words(TEXT_LABELS[name]) if name in TEXT_LABELS else name,
                words(RELATIONS.get(text, text)) if name == "relation" else text,
            )
            for name, text in (entry.body or {}).items()
            if isinstance(text, str)
        ),
        files=tuple(
            _files_of(desk, dossier, lambda file: file.event_seq == entry.seq) if entry.seq > 1 else ()
        ),
        private=entry.audience == "staff",
        told=told.ways([each for each in dossier.notices if each.event_seq == entry.seq], words),
    )


def _detail(desk: Desk, dossier: Dossier, entry: Entry) -> str:
    """What the event's open data add to its title: to whom, with which outcome, until when."""
    words = desk.words
    if "officer" in entry.meta:
        return f" · {dossier.names.get(str(entry.meta['officer']), '')}"
    if entry.meta.get("outcome") in OUTCOMES:
        return f" · {words(OUTCOMES[entry.meta['outcome']])}"
    if entry.meta.get("scope") in SCOPES:
        return f" · {words(SCOPES[entry.meta['scope']])}"
    if detail := _of_group(desk, entry):
        return f" · {detail}"
    if entry.kind == "route":
        ends = [casework.department_name(str(entry.meta[end]), words) for end in ("from", "to")]
        used = words(N_("근무시간 %(minutes)s분"), minutes=entry.meta["minutes"])
        late = int(entry.meta["minutes"]) > 60 * int(entry.meta["hours_allowed"])
        hours = (
            words(N_("(%(hours)s시간 안에 보내야 합니다)"), hours=entry.meta["hours_allowed"]) if late else ""
        )
        return " ".join(part for part in (f" · {' → '.join(ends)} ·", used, hours) if part)
    if entry.kind == redating.KIND:
        return " · " + redated.note(entry.meta, str(dossier.case.clock["rule"]), words)
    until = entry.meta.get("supplement_by") or entry.meta.get("due_at")
    if until:
        day = dates.day(datetime.fromisoformat(str(until)), words.lang)
        return " · " + words(N_("%(when)s까지"), when=day)
    if entry.meta.get("days"):
        return " · " + words(N_("%(days)s일"), days=entry.meta["days"])
    return ""


def _of_group(desk: Desk, entry: Entry) -> str:
    """With which petitions it was merged, or into which it was split."""
    meta = entry.meta
    if entry.kind == "merge":
        return ", ".join(str(number) for number in meta.get("joined", ()))
    for name in {"join": ("lead",), "unmerge": ("lead",), "split": ("number",), "split_off": ("origin",)}.get(
        entry.kind, ()
    ):
        return str(meta.get(name, ""))
    return ""


def _by(desk: Desk, dossier: Dossier, entry: Entry) -> str:
    if entry.actor_kind == "staff":
        officer = dossier.names.get(entry.actor_id, "")
        return (
            f"{officer} · {_agent(desk, dossier, str(entry.meta['agent']))}"
            if "agent" in entry.meta
            else officer
        )
    if entry.actor_kind == "agent":
        return _agent(desk, dossier, entry.actor_id)
    said = desk.words(BY.get(entry.actor_kind, N_("포털")))
    return f"{said} {entry.actor_id}".strip() if entry.actor_kind == "back_office" else said


def _agent(desk: Desk, dossier: Dossier, delegation: str) -> str:
    """Who acted for the petitioner, as they said when they took the consent up."""
    agent = agents_in(dossier.entries).get(delegation)
    if agent is None:
        return desk.words(N_("신청인을 대신하는 사람"))
    label = desk.words(agent.label)
    return desk.words(N_("신청인을 대신해 %(relation)s %(name)s 님"), relation=label, name=agent.name)


def _files_of(desk: Desk, dossier: Dossier, wanted: Any) -> list[FileLine]:
    listed = dossier.contents.files if dossier.contents else []
    return [_file(desk, dossier, file) for file in listed if wanted(file)]


def _file(desk: Desk, dossier: Dossier, file: Listed) -> FileLine:
    href = f"/desk/cases/{dossier.case.receipt_no}/files/{file.id}"
    state = {
        "quarantined": desk.words(N_("바이러스 검사를 기다립니다")),
        "rejected": desk.words(N_("바이러스가 있어 열지 않습니다")),
    }.get(file.state, "")
    picture = file.media_type in PICTURES and not state
    return FileLine(href, file.name, sizes.size(file.size), f"{href}/small" if picture else "", state)


def _acceptance(dossier: Dossier) -> deadlines.Reckoning | None:
    if dossier.case.accepted_at is not None:
        return None
    try:
        return deadlines.acceptance_reckoning(dossier.case.submitted_at, dossier.calendar)
    except UnknownYear:
        return None
