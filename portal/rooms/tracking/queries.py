"""Which public cases are there? Rows of services marked public, newest first, without anything personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from portal.database.counting import count_up_to
from portal.kernel import receipts
from portal.kernel.cases import CaseNotFound
from portal.kernel.deadlines import KST
from portal.kernel.models import Case
from portal.kernel.public import index

PAGE: Final = 20
FEW: Final = 5
"""A number of people below this is not told (small cells)."""


@dataclass(frozen=True)
class Filter:
    """What the visitor chose: a department's code, `open` or `closed`, a page from 1, and words to be found."""

    department: str = ""
    state: str = ""
    page: int = 1
    words: str = ""


@dataclass(frozen=True)
class Counted:
    """How many came in a month and how many of those have ended; None where it would stand for a few people."""

    month: date
    department: str
    public: bool
    received: int | None
    closed: int | None


@dataclass(frozen=True)
class Found:
    """One page of cases and how many there are."""

    cases: list[Case]
    total: int


async def listed(chosen: Filter, size: int = PAGE) -> Found:
    """One page of the public list, newest first (of ended cases: ended last), with `size` rows.

    `total` is counted up to a number (`count_up_to`).
    """
    if chosen.words:
        return await _found(chosen, size)
    return Found(await _rows(chosen, size), await count_up_to(_public(chosen)))


async def published(chosen: Filter, size: int) -> Found:
    """As `listed`, for machines, which read it to the end: `total` is the number of all."""
    if chosen.words:
        return await _found(chosen, size)
    return Found(await _rows(chosen, size), await _public(chosen).count())


async def _rows(chosen: Filter, size: int) -> list[Case]:
    newest = "-closed_at" if chosen.state == "closed" else "-submitted_at"
    rows = _public(chosen).order_by(newest, "-receipt_no").offset((chosen.page - 1) * size).limit(size)
    return list(await rows)


async def _found(chosen: Filter, size: int) -> Found:
    wanted = index.Chosen(chosen.department, {"open": True, "closed": False}.get(chosen.state))
    found = await index.find(chosen.words, wanted, page=chosen.page, size=size)
    return Found(found.cases, found.total)


async def counts(months: Sequence[date]) -> list[Counted]:
    """How many cases came in each month (its first day), by department, and how many of them have ended.

    Of all services. Those that are not public are counted apart, and a number that stands for a few people is left
    out: neither the public list nor two of the numbers together give it away, for no totals are told.
    """
    found: list[Counted] = []
    for month in months:
        next_month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        within = Case.filter(submitted_at__gte=_begins(month), submitted_at__lt=_begins(next_month))
        received = await _grouped(within)
        closed = await _grouped(within.exclude(closed_at=None))
        for (department, public), number in sorted(received.items()):
            ended = closed.get((department, public), 0)
            shown = public or number >= FEW
            clear = public or (shown and not 0 < ended < FEW and not 0 < number - ended < FEW)
            found.append(
                Counted(month, department, public, number if shown else None, ended if clear else None)
            )
    return found


def _begins(day: date) -> datetime:
    """Midnight in Korea, in UTC: SQLite compares moments as they are written."""
    return datetime.combine(day, time(), KST).astimezone(UTC)


async def _grouped(query: QuerySet[Case]) -> dict[tuple[str, bool], int]:
    rows = (
        await query.annotate(number=Count("id"))
        .group_by("department", "public")
        .values_list("department", "public", "number")
    )
    return {(str(department), bool(public)): int(number) for department, public, number in rows}


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
        query = query.filter(closed_at__isnull=chosen.state == "open")
    return query
