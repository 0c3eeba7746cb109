"""What life may a case of some room lead? Stages and moves as data, and the rules bound to them.

A room's `definition.py` holds a Definition; `portal.house` binds the room's pure guards and its
same-transaction effects to the moves. `kernel.cases` runs them whoever calls.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from portal.kernel.catalogue.shapes import Service
from portal.kernel.deadlines import Calendar
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

ActorKind = Literal["petitioner", "agent", "staff", "back_office", "system"]
Audience = Literal["public", "petitioner", "staff", "log"]
Tone = Literal["new", "active", "wait", "done", "closed"]


@dataclass(frozen=True)
class Actor:
    """Who acts: `id` is a person's id, a back office's client name, an agent's consent, or empty.

    `name` is not stored. An agent's `roles` are what the petitioner's consent covers (`kernel.agency.POWERS`).
    `supervises` are those of the `departments` for which a member of staff is the supervisor.
    """

    kind: ActorKind
    id: str = ""
    name: str = ""
    departments: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    supervises: frozenset[str] = frozenset()


MERGED: Final = "merged"
"""The stage of a case that gets the answer of another one, its `lead`; a room that merges cases has it."""
PETITIONER = Actor("petitioner")
SYSTEM = Actor("system")


@dataclass(frozen=True)
class Stage:
    """A stage of a case; `label` is a Korean source sentence; `open` means work is left to do."""

    code: str
    label: str
    tone: Tone
    open: bool = True


@dataclass(frozen=True)
class Move:
    """One allowed change. `target` None keeps the stage. `needs` are data that must not be blank.

    `texts` are the data fields that hold people's words: they go into the event's sealed body.
    `notice` names the topic of the notice to the petitioner; `outward` events go to the back office.
    `front_desk`: the front desk may make it for every department. `inspector`: of the staff the auditor alone makes
    it, for every department (민원령 28②). `power`: what an agent's consent must cover.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    by: frozenset[ActorKind]
    audience: Audience = "petitioner"
    needs: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    notice: str = ""
    outward: bool = True
    front_desk: bool = False
    inspector: bool = False
    power: str = "act"


@dataclass(frozen=True)
class Definition:
    """One room's life cycle. `first` is the stage of a fresh filing."""

    room: str
    first: str
    stages: Mapping[str, Stage]
    moves: Mapping[str, Move]


@dataclass
class Attempt:
    """One move being made: guards read it, effects may change `case` and add to `meta` and `body`.

    `meta` is stored in the clear and hashed: never personal data. `body` is sealed. `ready` is what the room's step
    ahead of the transaction has given.
    """

    case: Case
    move: Move
    actor: Actor
    data: Mapping[str, Any]
    now: datetime
    service: Service
    calendar: Calendar
    meta: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    ready: Any = None


Guard = Callable[[Attempt], None]
Effect = Callable[[Attempt], Awaitable[None]]
Ahead = Callable[[Case, datetime], Awaitable[Any]]


@dataclass(frozen=True)
class Binding:
    """A definition with its rules: guards refuse, effects write in the same transaction.

    What has to wait for the file store, which may be far away, is done `ahead` of it, so that nobody else waits.
    """

    definition: Definition
    guards: Mapping[str, tuple[Guard, ...]]
    effects: Mapping[str, tuple[Effect, ...]]
    ahead: Mapping[str, Ahead] = field(default_factory=dict)


class UnknownMove(Refusal):
    """The room knows no such move."""

    kind = "not_found"

    def __init__(self, name: str) -> None:
        super().__init__(N_("알 수 없는 처리입니다: %(name)s"), name=name)


_bindings: dict[str, Binding] = {}


def bind(binding: Binding) -> None:
    """Make a room's life cycle known; a rule for a move that does not exist is a programming error."""
    unknown = (set(binding.guards) | set(binding.effects) | set(binding.ahead)) - set(
        binding.definition.moves
    )
    if unknown:
        raise ValueError(f"rules for unknown moves of {binding.definition.room}: {sorted(unknown)}")
    _bindings[binding.definition.room] = binding


def binding(room: str) -> Binding:
    """The bound life cycle of a room; KeyError if the house did not bind it."""
    return _bindings[room]


def stage_codes(wanted: Callable[[Stage], bool]) -> list[str]:
    """The codes of the stages of all rooms that are `wanted`, each once."""
    stages = (stage for bound in _bindings.values() for stage in bound.definition.stages.values())
    return sorted({stage.code for stage in stages if wanted(stage)})


def bindings() -> Mapping[str, Binding]:
    """All bound life cycles by room, for the desk, the diagrams and the checks."""
    return dict(_bindings)
