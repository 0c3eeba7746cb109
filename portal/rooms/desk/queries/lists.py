"""Which cases are late, due today, waiting, mine? The conditions of every list stand here and nowhere else.

They lean on the indexes (department, stage, due_at) and (stage, accept_by) and are the database's twins of
`deadlines.is_overdue`; a test holds them together. Where one of two conditions is enough, each names the departments
itself: else SQLite reads all that a department ever had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Case as Choose
from tortoise.expressions import F, Q, When
from tortoise.queryset import QuerySet

from portal.database.counting import count_up_to
from portal.kernel import catalogue, permissions
from portal.kernel.models import Case
from portal.kernel.moves import Actor, bindings, stage_codes
from portal.rooms.desk.definition import lists
from portal.rooms.desk.rules import end_of_day, late_before


@dataclass(frozen=True)
class Listed:
    """One page of cases, and how many there are in all."""

    cases: list[Case]
    total: int


def departments_of(actor: Actor) -> list[str]:
    """The departments whose cases this member of staff may see."""
    return permissions.content_departments(
        actor, [department.code for department in catalogue.current().departments]
    )


def late(now: datetime, **of: Any) -> Q:
    """Not accepted within 8 working hours (민원령 6⑦), or work left and the due instant past; of cases `of` these."""
    return Q(stage__in=_first_stages(), accept_by__lt=now, **of) | Q(
        stage__in=open_stages(), due_at__lt=late_before(now), **of
    )


def due_today(now: datetime, **of: Any) -> Q:
    """To be accepted or answered before midnight in Korea, and not late yet; of cases `of` these."""
    tomorrow = end_of_day(now)
    return Q(stage__in=open_stages(), due_at__gte=late_before(now), due_at__lt=tomorrow, **of) | Q(
        stage__in=_first_stages(), accept_by__gte=now, accept_by__lt=tomorrow, **of
    )


def view(name: str, actor: Actor, now: datetime) -> QuerySet[Case]:
    """The cases of one list of the menu that this actor may see. KeyError for an unknown name."""
    within: dict[str, Any] = {"department__in": departments_of(actor)}
    conditions = {
        lists.DUE_TODAY: due_today(now, **within),
        lists.LATE: late(now, **within),
        lists.WAITING: Q(stage__in=_first_stages(), **within),
        lists.SUPPLEMENT: Q(stage__in=_waiting_stages(), **within),
        lists.MINE: Q(stage__in=open_stages(), officer_id=actor.id, **within),
        lists.OFFICE: Q(stage__in=open_stages(), **within),
        lists.CLOSED: Q(closed_at__gte=now - lists.CLOSED_WITHIN, **within),
    }
    return Case.filter(conditions[name])


async def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many cases each list holds; the closed ones are not counted."""
    return {name: await view(name, actor, now).count() for name in lists.VIEWS if name != lists.CLOSED}


async def listed(name: str, actor: Actor, now: datetime, page: int) -> Listed:
    """One page of a list, the most urgent first (closed cases: the last closed first)."""
    query = view(name, actor, now)
    if name == lists.CLOSED:
        return await _page(query, ("-closed_at", "receipt_no"), page)
    return await by_urgency(query, page)


async def by_urgency(query: QuerySet[Case], page: int) -> Listed:
    """One page of a query: by what must be done first; where the clock stands still, at the end."""
    urgent = query.annotate(
        urgent=Choose(
            When(stage__in=_first_stages(), then=F("accept_by")),
            When(due_at__isnull=False, then=F("due_at")),
            default=F("supplement_by"),
        ),
        still=Choose(When(Q(due_at__isnull=True) & ~Q(stage__in=_first_stages()), then="1"), default="0"),
    )
    return await _page(urgent, ("still", "urgent", "receipt_no"), page)


async def _page(query: QuerySet[Case], order: Sequence[str], page: int) -> Listed:
    rows = await query.order_by(*order).offset((page - 1) * lists.PAGE).limit(lists.PAGE)
    return Listed(list(rows), await count_up_to(query))


def open_stages() -> list[str]:
    """The stages of all rooms in which work is left to do."""
    return stage_codes(lambda stage: stage.open)


def _first_stages() -> list[str]:
    return sorted({one.definition.first for one in bindings().values()})


def _waiting_stages() -> list[str]:
    return stage_codes(lambda stage: stage.tone == "wait")
