"""Which other clocks run around a case: acceptance, honest promises, remaining work, the end of keeping?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from portal.kernel.deadlines import articles
from portal.kernel.deadlines.by_hours import working_time_between
from portal.kernel.deadlines.days import Calendar, korean
from portal.kernel.deadlines.reckon import reckon
from portal.kernel.deadlines.reckoning import Reckoning
from portal.kernel.deadlines.rule import Family, Rule

ACCEPTANCE: Final = Rule(Family.HOURS, 8)
_KEPT_FOR_EVER: Final = frozenset({"permanent", "semi_permanent"})
_YEARS: Final = {"y30": 30, "y10": 10, "y5": 5, "y3": 3, "y1": 1}


def acceptance_reckoning(submitted_at: datetime, calendar: Calendar) -> Reckoning:
    """How the latest acceptance is counted: 8 working hours from arrival (민원령 6⑦)."""
    return reckon(ACCEPTANCE, submitted_at, calendar, article=articles.ACCEPTANCE)


def accept_by(submitted_at: datetime, calendar: Calendar) -> datetime:
    """Until when (UTC) an e-petition must be accepted: 8 working hours (민원령 6⑦). Raises UnknownYear."""
    due_at = acceptance_reckoning(submitted_at, calendar).due_at
    if due_at is None:  # pragma: no cover - without pauses a clock always ends
        raise AssertionError("a period without pauses has no end")
    return due_at


def latest_promise(submitted_at: datetime, rule: Rule, calendar: Calendar) -> Reckoning:
    """ "Filed now, answered by … at the latest": the period counted from the latest acceptance.

    Its `accepted_at` is that acceptance. An earlier one never gives a later date. Raises UnknownYear.
    """
    return reckon(rule, accept_by(submitted_at, calendar), calendar)


def working_time_left(now: datetime, due_at: datetime, calendar: Calendar) -> timedelta:
    """The working hours from `now` to `due_at`; negative once it has passed. Raises UnknownYear."""
    if now > due_at:
        return -working_time_between(due_at, now, calendar)
    return working_time_between(now, due_at, calendar)


def dispose_after(closed_at: datetime, retention_class: str) -> date | None:
    """The last Korean date on which a closed case must be kept; None if it is kept for ever.

    Counted from 1 January of the year after it was closed (기록령 26⑤). The disposal itself needs the records
    centre's evaluation. Raises ValueError for an unknown class.
    """
    if retention_class in _KEPT_FOR_EVER:
        return None
    if retention_class not in _YEARS:
        raise ValueError(f"unknown retention class: {retention_class}")
    return date(korean(closed_at).year + _YEARS[retention_class], 12, 31)
