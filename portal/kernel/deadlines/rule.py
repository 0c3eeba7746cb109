"""How long may the office take? One period of the law as a short code: `N6:7`, `D5:3`, `M:1` …

WH:n   n working hours (즉시 = WH:3)            D5:n  n days, 1-5: 8n working hours (민원법 19①)
N6:n   n days, 6 or more, first day counted, Saturdays and holidays out (민원법 19②)
W:n M:n Y:n   weeks, months, years by the calendar, first day counted (민원법 19③, 민법 160, 161)
FOI:n FOIOBJ:n FOI20:n   as N6 but any n (정보법 29②)
CIV:n  민법: first day out, calendar days, last day rolls       PASS:n  n days have passed; nothing rolls
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from portal.kernel.deadlines import articles
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

_LONGEST: Final = 3660
_CODE: Final = re.compile(r"([A-Z0-9]+):([1-9][0-9]{0,3})")


class BadRule(Refusal):
    """The code names no period of the law."""

    def __init__(self, code: str) -> None:
        super().__init__(
            N_("기간 규칙 '%(rule)s'을(를) 알 수 없습니다. 예: WH:3, D5:3, N6:7, M:1"), rule=code
        )


class Family(StrEnum):
    """How a period is counted."""

    HOURS = "WH"
    SHORT = "D5"
    LONG = "N6"
    WEEKS = "W"
    MONTHS = "M"
    YEARS = "Y"
    DISCLOSURE = "FOI"
    DISCLOSURE_OBJECTION = "FOIOBJ"
    DISCLOSURE_SILENCE = "FOI20"
    CIVIL = "CIV"
    PASSED = "PASS"


HOUR_FAMILIES: Final = frozenset({Family.HOURS, Family.SHORT})
DAY_FAMILIES: Final = frozenset(
    {Family.LONG, Family.DISCLOSURE, Family.DISCLOSURE_OBJECTION, Family.DISCLOSURE_SILENCE}
)
CALENDAR_FAMILIES: Final = frozenset({Family.WEEKS, Family.MONTHS, Family.YEARS})
# 절차령 11 and 민원령 stop the clock of petitions only; 정보법 has no such rule, so its clock runs on.
PAUSABLE: Final = HOUR_FAMILIES | CALENDAR_FAMILIES | {Family.LONG}

_ARTICLES: Final = {
    Family.HOURS: articles.HOURS_BY_ANALOGY,
    Family.SHORT: articles.SHORT,
    Family.LONG: articles.LONG,
    Family.WEEKS: articles.CALENDAR,
    Family.MONTHS: articles.MONTH_END,
    Family.YEARS: articles.MONTH_END,
    Family.DISCLOSURE: articles.DISCLOSURE,
    Family.DISCLOSURE_OBJECTION: articles.DISCLOSURE_OBJECTION,
    Family.DISCLOSURE_SILENCE: articles.DISCLOSURE_SILENCE,
    Family.CIVIL: articles.CIVIL,
    Family.PASSED: articles.PASSED,
}
_EXTENSIONS: Final = {
    Family.DISCLOSURE: articles.DISCLOSURE_EXTENSION,
    Family.DISCLOSURE_OBJECTION: articles.OBJECTION_EXTENSION,
    Family.CIVIL: articles.REFUSAL_OBJECTION_EXTENSION,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A period: its family and its number of hours, days, weeks, months or years. `str()` gives the code."""

    family: Family
    n: int

    def __post_init__(self) -> None:
        short_or_long = {Family.SHORT: self.n <= 5, Family.LONG: self.n >= 6}
        if not (1 <= self.n <= _LONGEST and short_or_long.get(self.family, True)):
            raise BadRule(str(self))

    @classmethod
    def parse(cls, code: str) -> Rule:
        """The rule of a code such as `N6:7`. Raises BadRule."""
        match = _CODE.fullmatch(code)
        if match is None or match[1] not in set(Family):
            raise BadRule(code)
        return cls(Family(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.family}:{self.n}"

    @property
    def counts_hours(self) -> bool:
        """True if the clock runs in working hours, so that the due instant has a time of day."""
        return self.family in HOUR_FAMILIES

    @property
    def pausable(self) -> bool:
        """True if a pause stops this clock (절차령 11, 민원령 7조의2③, 12⑨, 17⑤)."""
        return self.family in PAUSABLE

    @property
    def article(self) -> str:
        """The article that the way of counting stands on (Korean source text)."""
        immediate = self.family is Family.HOURS and self.n == 3
        return articles.IMMEDIATE if immediate else _ARTICLES[self.family]

    @property
    def extension_article(self) -> str:
        """The article that lets this period be extended (Korean source text)."""
        return _EXTENSIONS.get(self.family, articles.EXTENSION)

    @property
    def working_hours(self) -> timedelta:
        """The length of an hour rule; a day of D5 is 8 working hours (민원법 19①)."""
        return timedelta(hours=self.n * (8 if self.family is Family.SHORT else 1))
