"""When is this case due, and how was that counted? The one door to every way of counting.

Pure: no clock, no table, no settings. Microseconds: an acceptance keeps them, so an hour rule is due to the
microsecond; day rules are due at 23:59:59.000000 KST of the last day and late from the next 00:00.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from portal.kernel.deadlines.by_calendar import count_calendar, count_civil, first_day, last_day
from portal.kernel.deadlines.by_days import count_days
from portal.kernel.deadlines.by_hours import A_DAY_OF_WORK, count_hours
from portal.kernel.deadlines.days import ONE_DAY, Calendar, korean
from portal.kernel.deadlines.extensions import check_days
from portal.kernel.deadlines.pauses import Ground, Pause, by_start
from portal.kernel.deadlines.reckoning import Reckoning
from portal.kernel.deadlines.rule import CALENDAR_FAMILIES, DAY_FAMILIES, HOUR_FAMILIES, Family, Rule
from portal.kernel.deadlines.tally import Question, Tally

Counter = Callable[[Question, Tally], datetime | None]
_COUNTERS: Final[dict[Family, Counter]] = {
    **dict.fromkeys(HOUR_FAMILIES, count_hours),
    **dict.fromkeys(DAY_FAMILIES, count_days),
    **dict.fromkeys(CALENDAR_FAMILIES, count_calendar),
    Family.CIVIL: count_civil,
    Family.PASSED: count_civil,
}
_INVESTIGATION: Final = Rule(Family.LONG, 14)
_LONGER_INVESTIGATION: Final = 7


def reckon(
    rule: Rule,
    accepted_at: datetime,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[int] = (),
    *,
    article: str | None = None,
) -> Reckoning:
    """Count a period from `accepted_at` (aware) and give its due instant (UTC) with every step.

    `extensions` are days, the first and the second (민원령 21); hour rules take 8 working hours for each.
    `article` replaces the rule's own where a duty stands on another one. A pause that begins when the time was
    already over stops nothing, and no pause stops a clock whose law knows none: both are in `ignored`.
    Raises UnknownYear, BadExtension, NaiveTime.
    """
    check_days(extensions)
    question = Question(
        rule, korean(accepted_at), calendar, (), tuple(extensions), article if article else rule.article
    )
    result = _count(question)
    taken: list[Pause] = []
    ignored: list[Pause] = []
    for pause in by_start(pauses):
        over = result.late_from is not None and pause.start >= result.late_from
        if over or not rule.pausable:
            ignored.append(pause)
        else:
            taken.append(_bounded(pause, calendar))
            result = _count(replace(question, pauses=tuple(taken)))
    return replace(result, ignored=tuple(ignored)) if ignored else result


def investigation_until(start: datetime, calendar: Calendar, *, extended: bool = False) -> datetime:
    """Until when a grievance's field investigation may stop the clock: 14일, once 7일 more (민원령 17④⑤)."""
    extensions = (_LONGER_INVESTIGATION,) if extended else ()
    article = Ground.FIELD_INVESTIGATION.article
    due_at = reckon(_INVESTIGATION, start, calendar, (), extensions, article=article).due_at
    if due_at is None:  # pragma: no cover - without pauses a clock always ends
        raise AssertionError("a period without pauses has no end")
    return due_at


def _bounded(pause: Pause, calendar: Calendar) -> Pause:
    """A field investigation that took longer than the law allows stops the clock only as long as it allows."""
    if pause.ground is not Ground.FIELD_INVESTIGATION or pause.end is None:
        return pause
    latest = investigation_until(pause.start, calendar, extended=pause.extended)
    return replace(pause, end=min(pause.end, latest))


def _count(question: Question) -> Reckoning:
    tally = Tally(question)
    due_at = _COUNTERS[question.rule.family](question, tally)
    return Reckoning(
        rule=question.rule,
        accepted_at=question.accepted.astimezone(UTC),
        due_at=due_at,
        steps=tuple(tally.steps),
        total=_total(question),
        article=question.article,
        extensions=tuple(question.extensions),
        paused_by=tally.stopped_by,
    )


def _total(question: Question) -> timedelta:
    """The whole period with its extensions, in what the rule counts: working time or days."""
    rule = question.rule
    extra = sum(question.extensions)
    if rule.counts_hours:
        return rule.working_hours + extra * A_DAY_OF_WORK
    if rule.family in CALENDAR_FAMILIES:
        first = first_day(question)
        return last_day(first, rule) - first + (1 + extra) * ONE_DAY
    return (rule.n + extra) * ONE_DAY
