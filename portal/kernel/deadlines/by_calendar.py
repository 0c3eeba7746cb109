"""When do weeks, months, years and the days of the Civil Act end? (민원법 19③, 민법 157, 159-161)

Saturdays and holidays inside count; a last day that is one of them rolls to the next working day (민법 161).
Where the law is silent, our reading: a pause moves the end on by the days it covers, and an extension is calendar
days from the day after the (rolled) end, as 정보법 11② and 민원법 35② word it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from portal.kernel.deadlines import articles
from portal.kernel.deadlines.days import ONE_DAY, at, end_of
from portal.kernel.deadlines.reckoning import Code
from portal.kernel.deadlines.rule import Family, Rule
from portal.kernel.deadlines.tally import Question, Tally
from portal.kernel.words import N_, Message, Text


def count_calendar(question: Question, tally: Tally) -> datetime | None:
    """W, M, Y: the end of the last day (UTC), or None while a pause stands. Raises UnknownYear."""
    since, first = question.accepted.date(), first_day(question)
    stands = (pause.first_day for pause in question.pauses if pause.end is None)
    quiet = min((first, *stands)) - ONE_DAY
    if quiet >= since:
        reason = Message(N_("근무시간이 아닌 때에 접수하여 다음 근무일부터 셉니다"))
        tally.leave_out((since, quiet), Code.AFTER_HOURS, reason, articles.OFFICE_HOURS)
    end = _stretch(tally, since, first, last_day(first, question.rule), extended=False)
    for days in question.extensions:
        if end is not None:
            first = end + ONE_DAY
            end = _stretch(tally, first, first, end + timedelta(days=days), extended=True)
    return None if end is None else end_of(end)


def count_civil(question: Question, tally: Tally) -> datetime | None:
    """CIV: first day out (민법 157), last day rolls (161). PASS: the instant after n full days."""
    first = question.accepted.date()
    reason = Message(N_("첫날은 세지 않습니다"))
    tally.leave_out((first, first), Code.FIRST_DAY_OUT, reason, articles.FIRST_DAY_OUT)
    end = first
    for part, days in enumerate((question.rule.n, *question.extensions)):
        start, end = end + ONE_DAY, end + timedelta(days=days)
        _run(tally, start, end, extended=part > 0)
        if question.rule.family is Family.CIVIL:
            end = _roll(tally, end) or end
    return at(end + ONE_DAY, time(0)) if question.rule.family is Family.PASSED else end_of(end)


def first_day(question: Question) -> date:
    """The first day that counts: the day of acceptance, or the next working day if the office was closed."""
    day = question.accepted.date()
    if question.arrived_after_hours or not question.calendar.is_working_day(day):
        return question.calendar.next_working_day(day)
    return day


def last_day(first: date, rule: Rule) -> date:
    """The last day of a period whose first day counts: the day before the matching one (민법 160②).

    Without a matching day (31 January and a month) it is the last day of that month (민법 160③).
    """
    if rule.family is Family.WEEKS:
        return first + timedelta(weeks=rule.n) - ONE_DAY
    months = rule.n * (12 if rule.family is Family.YEARS else 1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    days_in_month = monthrange(year, month + 1)[1]
    if first.day > days_in_month:
        return date(year, month + 1, days_in_month)
    return date(year, month + 1, first.day) - ONE_DAY


def _run(tally: Tally, start: date, end: date, *, extended: bool) -> None:
    """Write down a run of calendar days that count (nothing if it is empty)."""
    length = end - start + ONE_DAY
    if length >= ONE_DAY:
        text = N_("달력대로 %(days)s일(연장)") if extended else N_("달력대로 %(days)s일")
        tally.count((start, end), length, Message(text, {"days": length.days}), extended=extended)


def _stretch(tally: Tally, since: date, first: date, nominal: date, *, extended: bool) -> date | None:
    """Count first..nominal, move the end on by the paused days from `since` on, and roll it.

    Pauses count from the acceptance, not from the first day, so that a holiday put on the day of acceptance
    later can never bring the end forward.
    """
    end, day = nominal, since
    last_pause = stands = None
    while day <= end and stands is None:
        pause = tally.question.pause_on(day)
        tally.question.calendar.cover(day)
        if pause is not None and pause.end is None:
            stands, end = pause, day - ONE_DAY
        elif pause is not None:
            end, last_pause = end + ONE_DAY, pause
        day += ONE_DAY
    _run(tally, first, min(nominal, end), extended=extended)
    if last_pause is not None and end > nominal:
        reason = Message(N_("멈춘 %(days)s일만큼 미룹니다"), {"days": (end - nominal).days})
        tally.leave_out((nominal + ONE_DAY, end), Code.PUSHED, reason, last_pause.ground.article)
    if stands is not None:
        tally.stop(end + ONE_DAY, stands)
        return None
    return _roll(tally, end)


def _roll(tally: Tally, end: date) -> date | None:
    """The end moved past Saturdays, holidays and paused days (민법 161); None if a standing pause is met."""
    calendar, rolled = tally.question.calendar, end
    if calendar.is_working_day(end):
        return end
    pause = None
    while pause is not None or not calendar.is_working_day(rolled):
        rolled += ONE_DAY
        pause = tally.question.pause_on(rolled)
        if pause is not None and pause.end is None:
            break
    last = rolled if pause is None else rolled - ONE_DAY
    if last > end:
        text = N_("마지막 날이 쉬는 날(%(day)s)이어서 다음 근무일로 미룹니다")
        reason = Message(text, {"day": Text(f"{end.month}. {end.day}.", f"{end.day} {end:%b}")})
        tally.leave_out((end + ONE_DAY, last), Code.ROLLED, reason, articles.ROLLS)
    if pause is not None:
        tally.stop(rolled, pause)
        return None
    return rolled
