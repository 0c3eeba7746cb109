"""By how many days may a period be made longer, and until when would it last then? What a form offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from portal.kernel.cases import clock
from portal.kernel.deadlines import Calendar, Rule, UnknownYear, longest_extension, reckon
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.web import casework, dates
from portal.web.i18n import Words

Option = tuple[str, str]
Until = Callable[[int], str]
_OFFERED: Final = (*range(1, 11), 14, 20, 30, 60, 90, 180, 365)


def extensions(case: Case, calendar: Calendar, words: Words) -> tuple[Option, ...]:
    """The days by which the law lets the office extend the case (민원령 21), each with the due date it gives."""
    rule = clock.rule_of(case)
    if case.accepted_at is None:
        return ()

    def until(days: int) -> str:
        due = clock.due_if_extended(case, calendar, days)
        return casework.moment(due, str(rule), words) if due else ""

    return _options(longest_extension(rule), until, words)


def grants(case: Case, calendar: Calendar, words: Words, now: datetime) -> tuple[Option, ...]:
    """The days up to what the petitioner asked for (민원령 24②), each with the last day it gives."""
    since = max(case.supplement_by or now, now)

    def until(days: int) -> str:
        last = reckon(Rule.parse(f"CIV:{days}"), since, calendar).due_at
        return dates.day(last, words.lang) if last else ""

    return _options(int(str(case.clock.get("asked_longer", 0))), until, words)


def _options(most: int, until: Until, words: Words) -> tuple[Option, ...]:
    offered = sorted({days for days in _OFFERED if days < most} | ({most} if most else set()))
    return tuple((str(days), _said(days, until, words)) for days in offered)


def _said(days: int, until: Until, words: Words) -> str:
    try:
        day = until(days)
    except UnknownYear:
        day = ""
    if not day:
        return words(N_("%(days)s일"), days=days)
    return words(N_("%(days)s일 · %(day)s까지"), days=days, day=day)
