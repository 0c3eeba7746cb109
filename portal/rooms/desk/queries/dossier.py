"""What is there to know of one case? Everything an officer needs on one screen, opened once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.kernel import (
    answers,
    catalogue,
    delegations,
    files,
    holidays,
    keys,
    people,
    permissions,
    timeline,
    visibility,
)
from portal.kernel.cases import (
    Petitioner,
    allowed_moves,
    answered_before,
    answers_of,
    could_join,
    followers_of,
    key_of,
    lead_of,
    parts_of,
    petitioner_of,
    reckoning_of,
    staff_case,
    told_possible,
)
from portal.kernel.catalogue import Service
from portal.kernel.deadlines import Calendar, Reckoning
from portal.kernel.models import Case, Notice, Person
from portal.kernel.moves import Actor, Attempt, Move, binding
from portal.kernel.refusals import Refusal
from portal.kernel.timeline import Entry
from portal.kernel.words import Message
from portal.rooms.desk.definition.move_forms import in_order


@dataclass(frozen=True)
class Contents:
    """What the petitioner said; None of it once the key was lawfully destroyed."""

    petitioner: Petitioner
    rows: tuple[answers.Row, ...]
    files: list[files.Listed]


@dataclass(frozen=True)
class Dossier:
    """One case as an officer sees it. `names` are the names of staff in the history, by id; `officer` is who
    has the case; `officers` are those it could be given to; `earlier` are answered petitions of the same person;
    `reviews` told in advance that it is possible; `joinable` could be merged into this one, `followers` are, `lead` is
    the one that this is merged into, `parts` are those that were one with it.
    `moves` can be made now; `not_yet` are those that the law does not allow yet, each with its reason.
    """

    case: Case
    service: Service
    contents: Contents | None
    entries: list[Entry]
    notices: list[Notice]
    names: dict[str, str]
    moves: list[Move]
    not_yet: list[tuple[Move, Message]]
    officers: list[Person]
    officer: str
    calendar: Calendar
    reckoning: Reckoning | None
    standing: list[delegations.Standing]
    earlier: list[Case]
    reviews: list[Case]
    joinable: list[Case]
    followers: list[Case]
    lead: Case | None
    parts: list[Case]

    def move(self, name: str) -> Move | None:
        """The allowed move of this name, or None."""
        return next((move for move in self.moves if move.name == name), None)

    @property
    def decision(self) -> Entry | None:
        """The last decision, if the case has one."""
        return next((entry for entry in reversed(self.entries) if entry.kind == "decide"), None)

    def since(self, seen: int) -> list[Entry]:
        """What happened after the last event that somebody had on screen."""
        return [entry for entry in self.entries if entry.seq > seen]


async def open_dossier(typed_no: str, actor: Actor, lang: str, now: datetime) -> Dossier:
    """The case this member of staff may open. Raises CaseNotFound, also for another department's.

    The caller records the look.
    """
    case = await staff_case(typed_no, actor)
    service = await catalogue.service_version(case.service_code, case.service_version)
    try:
        key: bytes | None = await key_of(case)
    except keys.KeyDestroyed:
        key = None
    entries = await timeline.read(case, visibility.audiences_of(actor), key)
    calendar = await holidays.current_calendar()
    moves = in_order(allowed_moves(case, actor)) if key is not None else []
    clockwork = _clockwork(case)
    moves = [move for move in moves if move.name not in clockwork]
    refused, moot = _refused_now(
        moves, lambda move: Attempt(case, move, actor, _Unsaid(), now, service, calendar)
    )
    joinable = await _joinable(case, {move.name for move in moves} - moot)
    if not joinable:
        moves = [move for move in moves if move.name != "merge"]
    return Dossier(
        case=case,
        service=service,
        contents=await _contents(case, service, key, lang) if key is not None else None,
        entries=entries,
        notices=await Notice.filter(case_id=case.id).order_by("created_at"),
        names=await _names(entries),
        moves=[move for move in moves if move.name not in refused],
        not_yet=[(move, refused[move.name]) for move in moves if move.name in refused.keys() - moot],
        officers=await people.officers_of(case.department),
        officer=await _officer(case),
        calendar=calendar,
        reckoning=reckoning_of(case, calendar),
        standing=await delegations.standing(case, now) if key is not None else [],
        earlier=await _earlier(case, moves, actor),
        reviews=await told_possible(case) if service.statutory else [],
        joinable=joinable,
        followers=await followers_of(case),
        lead=await lead_of(case),
        parts=[one for one in await parts_of(case) if one.id != case.id],
    )


async def _earlier(case: Case, moves: Iterable[Move], actor: Actor) -> list[Case]:
    """The answered petitions of the same person that this officer may see, if the case could be a repeat of them."""
    if not any(move.name == "close_repeat" for move in moves):
        return []
    found = await answered_before(case)
    return [one for one in found if permissions.sees_contents_of(actor, one.department)]


async def _joinable(case: Case, moves: set[str]) -> list[Case]:
    """The petitions that could be merged into this one, if it may lead any."""
    merge = binding(case.room).definition.moves.get("merge")
    return await could_join(case, merge.sources) if merge is not None and "merge" in moves else []


class _Unsaid(dict[str, str]):
    """The data of a move that nobody has filled in yet: every word is missing."""

    def __missing__(self, _: str) -> str:
        return ""


def _refused_now(
    moves: Iterable[Move], attempt: Callable[[Move], Attempt]
) -> tuple[dict[str, Message], set[str]]:
    """Why the room's rules refuse a move whatever is filled in: they ask the case and the clock.

    And which of the moves are not worth naming, since there is nothing they could be about (code `moot`).
    """
    reasons: dict[str, Message] = {}
    moot: set[str] = set()
    for move in moves:
        made = attempt(move)
        for guard in binding(made.case.room).guards.get(move.name, ()):
            try:
                guard(made)
            except Refusal as refusal:
                if refusal.kind in {"conflict", "forbidden"}:
                    reasons.setdefault(move.name, refusal.message)
                if refusal.code == "moot":
                    moot.add(move.name)
    return reasons, moot


def _clockwork(case: Case) -> set[str]:
    """Of stopping and starting the clock only one makes sense at a time."""
    return {"resume"} if case.accepted_at is None or case.due_at is not None else {"pause"}


async def _contents(case: Case, service: Service, key: bytes, lang: str) -> Contents:
    return Contents(
        petitioner_of(case, key),
        answers.rows(service, answers_of(case, key), lang),
        await files.for_case(case),
    )


async def _officer(case: Case) -> str:
    person = await Person.get_or_none(id=case.officer_id) if case.officer_id else None
    return person.name if person is not None else case.officer_name


async def _names(entries: Iterable[Entry]) -> dict[str, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    ids |= {str(entry.meta["officer"]) for entry in entries if "officer" in entry.meta}
    people_found = await Person.filter(id__in=[UUID(one) for one in ids]) if ids else []
    return {str(person.id): person.name for person in people_found}
