"""Which days does the law leave out of a period, because the office had to wait?

민원령 20조 with 행정절차법 시행령 11조 (read in its text of 2014), 민원령 7조의2③, 12⑨, 17⑤. The day a pause
begins and the day it ends are both left out, as Korean calendar dates and as whole days, for hour rules too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from portal.kernel.deadlines import articles
from portal.kernel.deadlines.days import korean
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class BadPause(Refusal):
    """A pause that ends before it begins."""

    def __init__(self) -> None:
        super().__init__(N_("멈춘 기간의 끝이 시작보다 빠릅니다."))


class Ground(StrEnum):
    """Why the clock stood still: every ground that the law knows, and no other."""

    SUPPLEMENT = "supplement"
    DOCUMENT_TRANSFER = "document_transfer"
    CHOOSING_REPRESENTATIVES = "choosing_representatives"
    HEARING = "hearing"
    TESTS = "tests"
    PRIOR_MATTER = "prior_matter"
    DATA_SHARING = "data_sharing"
    BUNDLED_PRIOR = "bundled_prior"
    FIELD_INVESTIGATION = "field_investigation"

    @property
    def article(self) -> str:
        """The article that leaves this time out (Korean source text)."""
        return _GROUNDS[self][1]

    @property
    def reason(self) -> str:
        """What the waiting is called on a page (Korean source text)."""
        return _GROUNDS[self][0]


_GROUNDS: Final = {
    Ground.SUPPLEMENT: (N_("보완 기간"), articles.SUPPLEMENT),
    Ground.DOCUMENT_TRANSFER: (N_("서류를 보내고 받는 기간"), articles.DOCUMENT_TRANSFER),
    Ground.CHOOSING_REPRESENTATIVES: (N_("대표자를 정하는 기간"), articles.REPRESENTATIVES),
    Ground.HEARING: (N_("의견을 듣는 기간"), articles.HEARING),
    Ground.TESTS: (N_("시험·검사·감정·심사 기간"), articles.TESTS),
    Ground.PRIOR_MATTER: (N_("먼저 끝나야 하는 일을 기다리는 기간"), articles.PRIOR_MATTER),
    Ground.DATA_SHARING: (N_("다른 기관에서 서류를 확인하는 기간"), articles.DATA_SHARING),
    Ground.BUNDLED_PRIOR: (N_("함께 낸 다른 민원을 먼저 처리하는 기간"), articles.BUNDLED_PRIOR),
    Ground.FIELD_INVESTIGATION: (N_("현장조사 기간"), articles.FIELD_INVESTIGATION),
}


@dataclass(frozen=True, slots=True)
class Pause:
    """One stop of the clock: from `start` to `end`, aware instants; `end` None means it still stands.

    `extended` belongs to a field investigation only: its one longer period (민원령 17④). Raises BadPause.
    """

    start: datetime
    end: datetime | None
    ground: Ground = Ground.SUPPLEMENT
    extended: bool = False

    def __post_init__(self) -> None:
        first = korean(self.start)
        if self.end is not None and korean(self.end) < first:
            raise BadPause()

    @property
    def first_day(self) -> date:
        """The Korean date on which it began; not counted."""
        return korean(self.start).date()

    @property
    def last_day(self) -> date | None:
        """The Korean date on which it ended, not counted either; None while it stands."""
        return None if self.end is None else korean(self.end).date()

    def covers(self, day: date) -> bool:
        """True if `day` is left out because of this pause."""
        last = self.last_day
        return self.first_day <= day and (last is None or day <= last)


def pause_on(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause that leaves `day` out; one that still stands goes before one that ended."""
    found = None
    for pause in pauses:
        if pause.covers(day):
            if pause.end is None:
                return pause
            found = found or pause
    return found


def by_start(pauses: Iterable[Pause]) -> Sequence[Pause]:
    """The pauses in the order in which they began."""
    return sorted(pauses, key=lambda pause: pause.start)
