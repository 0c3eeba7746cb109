"""Who acts in a case for its petitioner, and is the petitioner's consent to it still in force?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from portal.kernel.agency import POWERS, Agent
from portal.kernel.models import Case, Delegation
from portal.kernel.moves import Actor
from portal.kernel.refusals import Refusal
from portal.kernel.timeline import Entry
from portal.kernel.words import N_

AFTER_CLOSING: Final = timedelta(days=90)
"""How long an agent may still read a closed case: as long as its decision can be appealed (행정심판법 27조 1항)."""


class AuthorityEnded(Refusal):
    """The petitioner ended the consent, or it ran out: to the agent the case is one of a stranger."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 민원을 찾지 못했습니다. 접수번호와 확인 정보를 다시 봐 주세요."))


def actor_of(delegation: Delegation) -> Actor:
    """The actor that moves a case by this consent; its roles are what the consent covers."""
    return Actor("agent", id=str(delegation.id), roles=POWERS.get(delegation.scope, frozenset()))


def is_in_force(delegation: Delegation, case: Case, now: datetime) -> bool:
    """Whether it was taken up, was not ended, and its case is open or was closed not long ago."""
    if delegation.case_id != case.id or delegation.taken_at is None or delegation.ended_at is not None:
        return False
    return case.closed_at is None or now < case.closed_at + AFTER_CLOSING


def can_be_taken(delegation: Delegation, now: datetime) -> bool:
    """Whether its code still waits for somebody."""
    return delegation.taken_at is None and delegation.ended_at is None and now < delegation.expires_at


async def check_agent(case: Case, actor: Actor, move: str, now: datetime) -> None:
    """Called in the transaction of an agent's move, so that a consent that just ended is of no use.

    Raises AuthorityEnded.
    """
    delegation = await Delegation.get_or_none(id=UUID(actor.id), case_id=case.id)
    if delegation is None:
        raise AuthorityEnded()
    fits = can_be_taken(delegation, now) if move == "take_up" else is_in_force(delegation, case, now)
    if not fits or actor_of(delegation).roles != actor.roles:
        raise AuthorityEnded()


def agents_in(entries: Iterable[Entry]) -> dict[str, Agent]:
    """Who took up a consent, by the consent's id, as the timeline tells it; nothing once the case's key is gone."""
    return {
        str(entry.meta["delegation"]): Agent(
            str(entry.body.get("agent_name", "")), str(entry.body.get("relation", ""))
        )
        for entry in entries
        if entry.kind == "take_up" and entry.body
    }
