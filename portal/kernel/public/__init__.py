"""What may the public do with a public case? Find it, be shown it before filing the same, follow it.

Rows beside the case, written in the case's own transaction; none holds a word of its petitioner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from tortoise.models import Model

from portal.kernel.catalogue import Service
from portal.kernel.models import Case, Event, Follow, PlaceMark
from portal.kernel.moves import binding
from portal.kernel.public import alike, words

__all__ = ["Before", "filed", "forget", "moved"]


class Before(NamedTuple):
    """What of a case a move may change that its row says, too."""

    department: str
    stage: str


def filed(case: Case, service: Service, answers: Mapping[str, Any]) -> list[Model]:
    """The unsaved rows by which the like of a case that is being filed is found; none unless it is public."""
    if not case.public:
        return []
    return list[Model](alike.marks(case, service, answers))


async def moved(case: Case, service: Service, event: Event, before: Before) -> None:
    """Follow a move of a case in its transaction; `before` is how the case stood until then."""
    if not case.public:
        return
    if case.department != before.department:
        await words.keep(service, case.department)
    stages = binding(case.room).definition.stages
    if stages[before.stage].open != stages[case.stage].open:
        await PlaceMark.filter(case_id=case.id).delete()
    await noted(case, event)


async def noted(case: Case, event: Event) -> None:
    """An event of the timeline that is no move; who follows the case is told of it if it is public."""
    if case.public and event.audience == "public":
        # One statement, however many follow; a job tells them.
        await Follow.filter(case_id=case.id, due_at=None).update(due_at=event.at)


async def forget(case_id: UUID) -> None:
    """Nobody follows this case any more, and no place leads to it: it was destroyed, or is public no more."""
    await Follow.filter(case_id=case_id).delete()
    await PlaceMark.filter(case_id=case_id).delete()
