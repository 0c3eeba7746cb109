"""By how many days may a period be extended, and how often?

민원령 21: once up to the original period, once more (with the petitioner's consent) up to it again.
정보법 11②, 18③ and 민원법 35②: once, up to the original period. Asked when an extension is decided;
`reckon` itself counts what was decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.kernel.deadlines.rule import CALENDAR_FAMILIES, Family, Rule
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

_ONCE: Final = frozenset({Family.DISCLOSURE, Family.DISCLOSURE_OBJECTION, Family.CIVIL})
_TWICE: Final = CALENDAR_FAMILIES | {Family.HOURS, Family.SHORT, Family.LONG}
# Months and years in days, the shortest they can be, so that an extension never outgrows its period.
_DAYS: Final = {Family.WEEKS: 7.0, Family.MONTHS: 28.0, Family.YEARS: 365.0, Family.HOURS: 1 / 8}


class BadExtension(Refusal):
    """An extension that is not a number of days from 1 up."""

    def __init__(self) -> None:
        super().__init__(N_("연장 일수는 1일 이상이어야 합니다."))


class ExtensionTooLong(Refusal):
    """More days than the original period."""

    def __init__(self, most: int) -> None:
        super().__init__(N_("처음 처리기간인 %(most)s일까지만 연장할 수 있습니다."), most=most)


class NoMoreExtensions(Refusal):
    """This period has been extended as often as the law allows, or can't be."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("이 기한은 더 연장할 수 없습니다."))


def longest_extension(rule: Rule) -> int:
    """How many days one extension may have at most; 0 for what can't be extended."""
    if rule.family not in _ONCE | _TWICE:
        return 0
    return int(rule.n * _DAYS.get(rule.family, 1.0))


def extensions_allowed(rule: Rule) -> int:
    """How many extensions this period may have in all (the second needs the petitioner's consent)."""
    if longest_extension(rule) == 0:
        return 0
    return 2 if rule.family in _TWICE else 1


def check_days(extensions: Sequence[int]) -> None:
    """Raise BadExtension unless each is a number of days from 1 up."""
    if any(days < 1 for days in extensions):
        raise BadExtension()


def check_extensions(rule: Rule, extensions: Sequence[int]) -> None:
    """Raise BadExtension, NoMoreExtensions or ExtensionTooLong unless the law allows them all."""
    check_days(extensions)
    if len(extensions) > extensions_allowed(rule):
        raise NoMoreExtensions()
    most = longest_extension(rule)
    if any(days > most for days in extensions):
        raise ExtensionTooLong(most)
