"""How satisfied are petitioners once their case is closed? (민원 처리에 관한 법률 26조) One answer a case.

The words are sealed under the case's own key. Published are numbers of months that are over, and none that stands for
a few people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from tortoise.exceptions import IntegrityError
from tortoise.functions import Count, Sum

from portal.database.counting import count_up_to
from portal.database.transactions import transaction
from portal.kernel import keys, privacy
from portal.kernel.cases import key_of
from portal.kernel.deadlines import KST, korean
from portal.kernel.models import Case, Satisfaction
from portal.kernel.moves import binding
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

SCORES: Final = {
    5: N_("매우 만족"),
    4: N_("만족"),
    3: N_("보통"),
    2: N_("불만족"),
    1: N_("매우 불만족"),
}
LONGEST: Final = 500
FEW: Final = 5
"""A number of people below this is not told (small cells)."""
MONTHS: Final = 12


class WrongScore(Refusal):
    """Not one of the five, or too many words."""

    def __init__(self) -> None:
        text = N_("다섯 가지 가운데 하나를 골라 주세요.")
        super().__init__(text, fields={"score": text})


class NotClosed(Refusal):
    """Asked only once a case has ended otherwise than by its own petitioner's wish."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("처리가 끝난 뒤에 답할 수 있습니다."))


@dataclass(frozen=True)
class Answered:
    """One answer with its words opened; `words` is None once the case's key was destroyed."""

    case: Case
    score: int
    words: str | None
    answered_at: datetime

    def as_data(self) -> dict[str, object]:
        """What the petitioner said, for taking away."""
        return {"score": self.score, "words": self.words, "answered_at": self.answered_at}


@dataclass(frozen=True)
class Figure:
    """One department's answers in twelve months: how many, and their mean to one decimal; None if they are few."""

    department: str
    number: int | None
    mean: float | None


def is_asked(case: Case) -> bool:
    """Whether the petitioner may be asked: the case has ended, and they did not withdraw it."""
    return not binding(case.room).definition.stages[case.stage].open and case.stage != "withdrawn"


async def of_case(case: Case) -> Satisfaction | None:
    """The answer of a case, if there is one."""
    return await Satisfaction.get_or_none(case_id=case.id)


async def opened(case: Case) -> Answered | None:
    """The answer of a case with its words, for its petitioner to see."""
    row = await Satisfaction.get_or_none(case_id=case.id).select_related("case")
    return await _opened(row) if row else None


async def answer(case: Case, score: int, words: str, now: datetime) -> bool:
    """Keep the petitioner's answer; False if there was one already, which stays.

    Raises NotClosed, WrongScore, ResidentNumberFound, KeyDestroyed.
    """
    if not is_asked(case):
        raise NotClosed()
    if score not in SCORES:
        raise WrongScore()
    said = words.strip()[:LONGEST]
    privacy.check_no_resident_number({"words": said})
    sealed = keys.seal(await key_of(case), said.encode(), _place(case)) if said else None
    row = Satisfaction(case_id=case.id, department=case.department, score=score, answered_at=now)
    row.words_ct = sealed
    try:
        async with transaction():
            await row.save(force_create=True)
    except IntegrityError:
        return False
    return True


async def answered(departments: list[str], *, page: int, size: int) -> tuple[list[Answered], int]:
    """The answers to these departments, newest first, opened. The caller puts the look on record."""
    query = Satisfaction.filter(department__in=departments)
    rows = (
        await query.order_by("-answered_at", "-id")
        .offset((page - 1) * size)
        .limit(size)
        .select_related("case")
    )
    return [await _opened(row) for row in rows], await count_up_to(query)


async def _opened(row: Satisfaction) -> Answered:
    words: str | None = ""
    if row.words_ct is not None:
        try:
            words = keys.unseal(await key_of(row.case), bytes(row.words_ct), _place(row.case)).decode()
        except keys.KeyDestroyed:
            words = None
    return Answered(row.case, row.score, words, row.answered_at)


def _place(case: Case) -> bytes:
    return f"{case.id}:satisfaction".encode()


async def figures(now: datetime) -> list[Figure]:
    """By department, over the twelve months before this one (Korean time).

    Months that are over do not change, so nobody learns one answer by looking before and after it.
    """
    today = korean(now)
    first = today.date().replace(day=1)
    since, until = first.replace(year=first.year - 1), first
    begins, ends = (datetime.combine(day, time(), KST).astimezone(UTC) for day in (since, until))
    rows = (
        await Satisfaction.filter(answered_at__gte=begins, answered_at__lt=ends)
        .annotate(number=Count("id"), points=Sum("score"))
        .group_by("department")
        .order_by("department")
        .values_list("department", "number", "points")
    )
    return [_figure(str(department), int(number), int(points)) for department, number, points in rows]


def _figure(department: str, number: int, points: int) -> Figure:
    return (
        Figure(department, number, round(points / number, 1))
        if number >= FEW
        else Figure(department, None, None)
    )
