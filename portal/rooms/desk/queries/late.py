"""Which petitions are late, in all departments, and when were their offices urged? For the inspector; no contents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.kernel import catalogue, holidays, permissions, receipts, staff_notices
from portal.kernel.cases import CaseNotFound
from portal.kernel.models import Case
from portal.kernel.moves import Actor, Attempt, Move, binding
from portal.kernel.policies import check_words
from portal.rooms.desk.queries import lists
from portal.rooms.desk.queries.lists import Listed, by_urgency

URGE = "urge"


async def late(now: datetime, page: int, department: str = "") -> Listed:
    """One page of what is late, the longest first; of one department if one is named."""
    of: dict[str, Any] = {"department": department} if department else {}
    return await by_urgency(Case.filter(lists.late(now, **of)), page)


async def inspected(typed_no: str, actor: Actor) -> Case:
    """The case of this number, for an inspector who may urge it. Raises CaseNotFound, NotAllowed."""
    number = receipts.read(typed_no)
    case = await Case.get_or_none(receipt_no=number) if number else None
    if case is None:
        raise CaseNotFound()
    permissions.check_makes_move(actor, case, move_of(case))
    return case


async def check_urging(case: Case, urging: str, actor: Actor, now: datetime) -> None:
    """Raises the Refusal that the reminder would meet: words that are missing, or one that went a week ago."""
    move, data = move_of(case), {"urging": urging}
    check_words(move, data)
    service = await catalogue.service_version(case.service_code, case.service_version)
    attempt = Attempt(case, move, actor, data, now, service, await holidays.current_calendar())
    for guard in binding(case.room).guards.get(URGE, ()):
        guard(attempt)


async def office_of(case: Case) -> list[str]:
    """Who is told of a reminder: names of the officer and of those who watch over the department, each once."""
    told = [*await staff_notices.officer_or_above(case), *await staff_notices.supervisors_of(case.department)]
    return list(dict.fromkeys(person.name for person in told))


def move_of(case: Case) -> Move:
    """The inspector's move in the life of this case. Raises CaseNotFound if its room knows none."""
    move = binding(case.room).definition.moves.get(URGE)
    if move is None:
        raise CaseNotFound()
    return move
