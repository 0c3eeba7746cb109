"""How does a petitioner let somebody else see or act in a case? By a code, told once, taken up once, ended any time.

Giving, taking up and ending are moves of the case like any other: they stand in its timeline, and the petitioner
is told. A room whose cases know them puts `agency.moves(...)` into its definition and `EFFECTS` into its actions.
The code is eight digits under a keyed hash; who asks for it limits the tries.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tortoise.expressions import Q

from portal.kernel import keys
from portal.kernel.agency import POWERS, RELATIONS, SCOPES, Agent
from portal.kernel.agents import actor_of, can_be_taken, is_in_force
from portal.kernel.canonical import canonical
from portal.kernel.cases.contents import key_of
from portal.kernel.cases.moving import move
from portal.kernel.digits import digits
from portal.kernel.models import Case, Delegation, Person
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

LIFE: Final = timedelta(days=7)
"""How long a code waits to be taken up."""
MOST: Final = 5
"""How many consents of one case may stand or wait at the same time."""
CODE_DIGITS: Final = 8
LONGEST_NAME: Final = 40


class WrongCode(Refusal):
    """No such case, no such code, used, ended or run out: the answer is the same."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(
            N_("접수번호나 동의 번호가 맞지 않습니다. 동의 번호는 7일 안에 한 번만 쓸 수 있습니다.")
        )


class TooManyAgents(Refusal):
    """A case can't have more people who see it or act in it."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_("동의는 %(most)s개까지 둘 수 있습니다. 쓰지 않는 것을 먼저 끝내 주세요."), most=MOST
        )


class NoSuchDelegation(Refusal):
    """The consent is not of this case, not of this agent, or has ended already."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("이미 끝난 동의입니다."))


@dataclass(frozen=True)
class Standing:
    """A consent that waits or is in force; `agent` is None until somebody took it up."""

    id: UUID
    scope: str
    created_at: datetime
    expires_at: datetime
    taken_at: datetime | None
    agent: Agent | None


def new_code() -> str:
    """A fresh code; it is shown once and nowhere kept."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


async def give_code(attempt: Attempt) -> None:
    """The petitioner's consent waits seven days for whoever brings its code (행정절차법 12조, 보호법 38조)."""
    scope, code = str(attempt.data["scope"]), str(attempt.data.get("code") or "")
    if scope not in SCOPES:
        raise Refusal(
            N_("어디까지 맡길지 골라 주세요."), fields={"scope": N_("어디까지 맡길지 골라 주세요.")}
        )
    if len(await standing(attempt.case, attempt.now)) >= MOST:
        raise TooManyAgents()
    delegation = await Delegation.create(
        case_id=attempt.case.id,
        scope=scope,
        code_hash=_hash(attempt.case, code),
        created_at=attempt.now,
        expires_at=attempt.now + LIFE,
    )
    attempt.meta.update(delegation=str(delegation.id), scope=scope)


async def take_code(attempt: Attempt) -> None:
    """Whoever brings the code takes the consent up, once; name and relation are kept under the case's key."""
    case, now = attempt.case, attempt.now
    agent = Agent(str(attempt.data["agent_name"]).strip()[:LONGEST_NAME], str(attempt.data["relation"]))
    if agent.relation not in RELATIONS:
        text = N_("신청인과 어떤 사이인지 골라 주세요.")
        raise Refusal(text, fields={"relation": text})
    delegation = await waiting(case, str(attempt.data["code"]), now)
    person: Person | None = attempt.data.get("person")
    once = Delegation.filter(id=delegation.id, taken_at=None, ended_at=None)
    taken = await once.update(
        taken_at=now,
        agent_id=person.id if person else None,
        agent_ct=keys.seal(await key_of(case), canonical(asdict(agent)).encode(), _place(delegation.id)),
    )
    if not taken:
        raise WrongCode()
    attempt.meta.update(delegation=str(delegation.id), scope=delegation.scope)


async def end_consent(attempt: Attempt) -> None:
    """A consent ends at once, by the petitioner or by the agent who has it."""
    wanted = str(attempt.data["delegation"])
    if attempt.actor.kind == "agent" and wanted != attempt.actor.id:
        raise NoSuchDelegation()
    try:
        found = Delegation.filter(id=UUID(wanted), case_id=attempt.case.id, ended_at=None)
    except ValueError:
        raise NoSuchDelegation() from None
    if not await found.update(ended_at=attempt.now):
        raise NoSuchDelegation()
    attempt.meta["delegation"] = wanted


async def note_agent(attempt: Attempt) -> None:
    """Staff at the counter who act on an agent's word name the agent, whose consent must cover the move."""
    wanted = str(attempt.data.get("agent") or "")
    if attempt.actor.kind != "staff" or not wanted:
        return
    for row in await Delegation.filter(case_id=attempt.case.id, ended_at=None):
        covers = attempt.move.power in POWERS.get(row.scope, frozenset())
        if str(row.id) == wanted and covers and is_in_force(row, attempt.case, attempt.now):
            attempt.meta["agent"] = wanted
            return
    text = N_("그분에게 맡긴 일이 아니거나, 맡긴 것이 끝났습니다.")
    raise Refusal(text, fields={"agent": text})


EFFECTS: Final[dict[str, tuple[Callable[[Attempt], Awaitable[None]], ...]]] = {
    "delegate": (give_code,),
    "take_up": (take_code,),
    "end_delegation": (end_consent,),
}


async def waiting(case: Case, code: str, now: datetime) -> Delegation:
    """The consent that waits for this code. Raises WrongCode."""
    typed = digits(code)
    found = await Delegation.filter(case_id=case.id, code_hash=_hash(case, typed)) if typed else []
    for delegation in found:
        if can_be_taken(delegation, now):
            return delegation
    raise WrongCode()


async def standing(case: Case, now: datetime) -> list[Standing]:
    """The consents of a case that wait or are in force, oldest first. Raises keys.KeyDestroyed."""
    rows = await Delegation.filter(case_id=case.id, ended_at=None).order_by("created_at", "id")
    rows = [row for row in rows if can_be_taken(row, now) or is_in_force(row, case, now)]
    key = await key_of(case) if rows else b""
    return [
        Standing(row.id, row.scope, row.created_at, row.expires_at, row.taken_at, _agent(row, key))
        for row in rows
    ]


async def in_force(case: Case, ids: Iterable[str], person: Person | None, now: datetime) -> Delegation | None:
    """The widest consent by which this browser (its `ids`) or account may open the case, if any."""
    wanted = set(ids)
    rows = await Delegation.filter(case_id=case.id, ended_at=None)
    mine = [
        row
        for row in rows
        if is_in_force(row, case, now)
        and (str(row.id) in wanted or (person is not None and row.agent_id == person.id))
    ]
    return max(mine, key=lambda row: list(SCOPES).index(row.scope), default=None)


async def cases_of(person: Person | None, now: datetime, ids: Iterable[str] = ()) -> list[Case]:
    """The cases in which this account, or the browser with these consents, acts for somebody; the newest first."""
    mine = Q(id__in=[UUID(one) for one in ids])
    wanted = mine | Q(agent_id=person.id) if person is not None else mine
    rows = await Delegation.filter(wanted, ended_at=None).select_related("case")
    found = {row.case.id: row.case for row in rows if is_in_force(row, row.case, now)}
    return sorted(found.values(), key=lambda case: case.submitted_at, reverse=True)


async def leave_all(person: Person, now: datetime) -> None:
    """The account acts for nobody any more, on record in each case: it is about to be closed."""
    for row in await Delegation.filter(agent_id=person.id, ended_at=None).select_related("case"):
        if is_in_force(row, row.case, now):
            actor, data = actor_of(row), {"delegation": str(row.id)}
            await move(row.case.id, "end_delegation", actor=actor, now=now, data=data)
    await Delegation.filter(agent_id=person.id).update(agent_id=None)


def _agent(row: Delegation, key: bytes) -> Agent | None:
    if row.agent_ct is None:
        return None
    return Agent(**json.loads(keys.unseal(key, bytes(row.agent_ct), _place(row.id))))


def _hash(case: Case, code: str) -> str:
    return keys.derived_token("delegation", str(case.id), code)


def _place(delegation_id: UUID) -> bytes:
    return f"delegation:{delegation_id}".encode()
