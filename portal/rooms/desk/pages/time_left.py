"""How much time is left for a case, in words an officer takes in at a glance?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from portal.kernel.deadlines import DUTIES, Calendar, UnknownYear, korean, working_time_left
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.web import casework, dates
from portal.web.i18n import Words

WORKING_DAY: Final = timedelta(hours=8)
_HOURS_UP_TO: Final = 3 * WORKING_DAY


@dataclass(frozen=True)
class Left:
    """`text` is the time left (5시간 20분, 2일, 멈춤, 1일 지남), `until` the date behind it, `late` if past."""

    text: str
    until: str
    late: bool = False


def left_of(case: Case, calendar: Calendar, now: datetime, words: Words) -> Left:
    """The working time left for what must be done next: accept, answer, or wait."""
    if case.closed_at is not None:
        return Left(casework.when(case, words, now), "")
    if case.accepted_at is None:
        until = words(N_("접수 기한 %(when)s"), when=near(case.accept_by, now, words, hours=True))
        return Left(_span(case.accept_by, calendar, now, words), until, now > case.accept_by)
    if case.due_at is None:
        waits = case.supplement_by
        text = words(N_("보완 기한 %(when)s"), when=near(waits, now, words, hours=False)) if waits else ""
        return Left(words(N_("멈춤")), text)
    hours = casework.counts_hours(case)
    until = words(N_("기한 %(when)s"), when=near(case.due_at, now, words, hours=hours))
    return Left(_span(case.due_at, calendar, now, words), until, casework.overdue(case, now))


def to_send_on(case: Case, mine: bool, calendar: Calendar, now: datetime, words: Words) -> str:
    """How much of the time is used in which a petition goes to where it belongs, while nobody has accepted it.

    One working hour at the front desk, three where it went wrong (민원령 13①②). `mine`: it is with the reader's
    department.
    """
    if case.accepted_at is not None or case.closed_at is not None:
        return ""
    arrived = case.clock.get("arrived")
    since = datetime.fromisoformat(str(arrived)) if arrived else case.submitted_at
    hours = DUTIES["misrouted" if mine or arrived else "route"].rule.n
    try:
        used = working_time_left(since, now, calendar)
    except UnknownYear:
        return ""
    text = N_("다른 부서의 일이면 근무시간 %(hours)s시간 안에 보냅니다. %(used)s이 지났습니다.")
    return words(text, hours=hours, used=span_words(used, words))


def near(instant: datetime, now: datetime, words: Words, *, hours: bool) -> str:
    """A day as people say it: 오늘, 내일, or its date; with the hour where hours count."""
    days = (korean(instant).date() - korean(now).date()).days
    day = {0: words(N_("오늘")), 1: words(N_("내일")), -1: words(N_("어제"))}.get(
        days, dates.day(instant, words.lang)
    )
    return f"{day} {dates.time(instant, words.lang)}" if hours else day


def _span(due_at: datetime, calendar: Calendar, now: datetime, words: Words) -> str:
    try:
        left = working_time_left(now, due_at, calendar)
    except UnknownYear:
        return dates.day(due_at, words.lang)
    if now > due_at and abs(left) < timedelta(minutes=1):  # a day that has ended, before work begins
        return words(N_("방금 지남"))
    text = span_words(abs(left), words)
    return words(N_("%(span)s 지남"), span=text) if now > due_at else text


def span_words(span: timedelta, words: Words) -> str:
    """Working time in words: `2일 3시간`, `5시간 20분`; a day is 8 hours; from three days on in days alone."""
    days, rest = divmod(span, WORKING_DAY)
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    if span >= _HOURS_UP_TO or (days and not hours):
        return words(N_("%(days)s일"), days=days)
    if days:
        return words(N_("%(days)s일 %(hours)s시간"), days=days, hours=hours)
    if hours and minutes:
        return words(N_("%(hours)s시간 %(minutes)s분"), hours=hours, minutes=minutes)
    if hours:
        return words(N_("%(hours)s시간"), hours=hours)
    return words(N_("%(minutes)s분"), minutes=minutes)
