"""Which petitions are late, in all departments, and when were their offices urged? For the inspector; no contents."""

from __future__ import annotations

from datetime import datetime

from portal.kernel import permissions, receipts
from portal.kernel.cases import CaseNotFound
from portal.kernel.models import Case
from portal.kernel.moves import Actor, Move, binding
from portal.rooms.desk.definition import lists
from portal.rooms.desk.queries.lists import Listed, accept_late, answer_late, by_urgency

URGE = "urge"


async def late(now: datetime, page: int, department: str = "") -> Listed:
    """One page of what is late, the longest first; of one department if one is named."""
    query = Case.filter(accept_late(now) | answer_late(now))
    return await by_urgency(query.filter(department=department) if department else query, page)


async def inspected(typed_no: str, actor: Actor) -> Case:
    """The case of this number, for an inspector who may urge it. Raises CaseNotFound, NotAllowed."""
    number = receipts.read(typed_no)
    case = await Case.get_or_none(receipt_no=number) if number else None
    if case is None:
        raise CaseNotFound()
    permissions.check_makes_move(actor, case, move_of(case))
    return case


def move_of(case: Case) -> Move:
    """The inspector's move in the life of this case. Raises CaseNotFound if its room knows none."""
    move = binding(case.room).definition.moves.get(URGE)
    if move is None:
        raise CaseNotFound()
    return move


PAGE = lists.PAGE
