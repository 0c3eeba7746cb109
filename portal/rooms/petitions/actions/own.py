"""What may a petitioner, or who acts for them, do with a petition? Each raises what `cases.move` raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.kernel import agents, cases, delegations, files
from portal.kernel.agency import Agent
from portal.kernel.models import Case, Delegation, Notice, Person
from portal.kernel.moves import PETITIONER, Actor
from portal.rooms.petitions.definition import DEFINITION


async def send_supplement(
    case: Case, words: str, uploads: Sequence[files.Upload], actor: Actor, now: datetime
) -> None:
    """The petitioner, or who acts for them, brings what was asked for.

    Raises what `cases.move` and `files.brought` raise.
    """
    async with files.brought(case, "supplement", uploads, audience="petitioner", now=now) as ids:
        data = {"supplement": words, "files": len(ids)}
        await cases.move(case.id, "supplement", actor=actor, now=now, data=data, files=ids)


async def withdraw(case: Case, reason: str, actor: Actor, now: datetime) -> None:
    """The petitioner, or who may end it for them, takes it back (민원법 22②). Raises what `cases.move` raises."""
    await cases.move(case.id, "withdraw", actor=actor, now=now, data={"reason": reason})


async def delegate(case: Case, scope: str, now: datetime) -> str:
    """The petitioner lets somebody see or act; the code to hand on. Raises what `cases.move` raises."""
    code = delegations.new_code()
    data = {"scope": scope, "code": code}
    await cases.move(case.id, "delegate", actor=PETITIONER, now=now, data=data)
    return code


async def take_up(
    number: str, code: str, agent: Agent, person: Person | None, now: datetime
) -> tuple[Case, Delegation]:
    """Somebody brings number and code and acts from now on. Raises WrongCode, and what `cases.move` raises."""
    case = await Case.get_or_none(receipt_no=number, room=DEFINITION.room) if number else None
    if case is None:
        raise delegations.WrongCode()
    found = await delegations.waiting(case, code, now)
    data = {"code": code, "agent_name": agent.name, "relation": agent.relation, "person": person}
    await cases.move(case.id, "take_up", actor=agents.actor_of(found), now=now, data=data)
    return case, found


async def end_delegation(case: Case, delegation_id: str, actor: Actor, now: datetime) -> None:
    """A consent ends at once. Raises NoSuchDelegation, and what `cases.move` raises."""
    await cases.move(case.id, "end_delegation", actor=actor, now=now, data={"delegation": delegation_id})


async def see_notices(case: Case, now: datetime) -> None:
    """The petitioner has the case on screen: its notices in the portal are read."""
    await Notice.filter(case_id=case.id, channel="portal", read_at=None).update(read_at=now)


async def answer_extension(case: Case, yes: bool, actor: Actor, now: datetime) -> None:
    """The petitioner consents to a second extension, or does not (민원령 21① 단서)."""
    await cases.move(case.id, "consent_extension" if yes else "refuse_extension", actor=actor, now=now)


async def ask_longer(case: Case, days: str, reason: str, actor: Actor, now: datetime) -> None:
    """The petitioner asks for more time to bring papers (민원령 24②)."""
    data = {"days": days, "reason": reason}
    await cases.move(case.id, "ask_longer", actor=actor, now=now, data=data)


async def name_representatives(case: Case, chosen: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """The co-signers' representatives, by the move's data (민원령 8). Raises what `cases.move` raises."""
    data = {name: text for name, text in chosen.items() if text}
    await cases.move(case.id, "name_representatives", actor=actor, now=now, data=data)


async def object_to(
    case: Case, words: str, uploads: Sequence[files.Upload], actor: Actor, now: datetime
) -> None:
    """The petitioner objects to a refusal (민원법 35①), with papers if there are any.

    Raises what `cases.move` and `files.brought` raise.
    """
    async with files.brought(case, "objection", uploads, audience="petitioner", now=now) as ids:
        await cases.move(case.id, "object", actor=actor, now=now, data={"objection": words}, files=ids)


async def demand(case: Case, words: str, actor: Actor, now: datetime) -> None:
    """The petitioner demands that a missed date be put right (민원령 18). Raises what `cases.move` raises."""
    await cases.move(case.id, "demand", actor=actor, now=now, data={"demand": words})
