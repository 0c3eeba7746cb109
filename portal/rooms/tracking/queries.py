"""Which public cases are there? Rows of services marked public, newest first, without anything personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tortoise.queryset import QuerySet

from portal.kernel import receipts
from portal.kernel.cases import CaseNotFound
from portal.kernel.models import Case
from portal.kernel.moves import stage_codes

PAGE: Final = 20


@dataclass(frozen=True)
class Filter:
    """What the visitor chose: a department's code, `open` or `closed`, and a page from 1."""

    department: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True)
class Found:
    """One page of cases and how many there are."""

    cases: list[Case]
    total: int


async def listed(chosen: Filter) -> Found:
    """One page of the public list."""
    query = _public(chosen)
    rows = await query.order_by("-submitted_at", "-receipt_no").offset((chosen.page - 1) * PAGE).limit(PAGE)
    return Found(list(rows), await query.count())


async def public_case(typed: str) -> Case:
    """The public row of a receipt number; raises CaseNotFound, also for cases that are not public."""
    number = receipts.read(typed)
    case = await Case.get_or_none(receipt_no=number, public=True) if number else None
    if case is None:
        raise CaseNotFound()
    return case


def _public(chosen: Filter) -> QuerySet[Case]:
    query = Case.filter(public=True)
    if chosen.department:
        query = query.filter(department=chosen.department)
    if chosen.state in {"open", "closed"}:
        wanted_open = chosen.state == "open"
        query = query.filter(stage__in=stage_codes(lambda stage: stage.open == wanted_open))
    return query
