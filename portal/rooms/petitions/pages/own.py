"""Whose case is this for the browser that asks? Its own, one it may act in for somebody, or none.

An unknown number, somebody else's, one not opened yet and one whose consent has ended look alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from portal.kernel import agents, cases, delegations, receipts
from portal.kernel.models import Case
from portal.kernel.moves import PETITIONER, Actor
from portal.web import clock, holding, session

ROOM = "petitions"


@dataclass(frozen=True)
class Access:
    """A case and as whom this browser has it; `scope` is the consent's, empty for the petitioner."""

    case: Case
    actor: Actor
    scope: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the petitioner who asks."""
        return self.actor.kind == "petitioner"


async def own_case(request: Request) -> Case:
    """The petitioner's own case in the address. Raises CaseNotFound unless this browser may open it."""
    case = await holding.case_of(request, request.path_params["no"])
    if case.room != ROOM:
        raise cases.CaseNotFound()
    return case


async def access(request: Request) -> Access:
    """The case in the address, as its petitioner or as an agent. Raises CaseNotFound for everybody else."""
    try:
        return Access(await own_case(request), PETITIONER)
    except cases.CaseNotFound:
        return await _as_agent(request)


async def _as_agent(request: Request) -> Access:
    browser = await session.load(request)
    number = receipts.read(request.path_params["no"])
    case = await Case.get_or_none(receipt_no=number, room=ROOM) if number else None
    if case is None:
        raise cases.CaseNotFound()
    mine = holding.resident(browser)
    found = await delegations.in_force(case, holding.acting(browser), mine, clock.now(request))
    if found is None:
        raise cases.CaseNotFound()
    return Access(case, agents.actor_of(found), found.scope)
