"""When do n days end, the first day counted, Saturdays and holidays left out? (민원법 19②, 정보법 29②)

An acceptance at or after 18:00 has the next working day as its first day: our reading, since the law is silent.
"""

from __future__ import annotations

from datetime import datetime

from portal.kernel.deadlines import articles
from portal.kernel.deadlines.days import ONE_DAY, end_of
from portal.kernel.deadlines.reckoning import Code
from portal.kernel.deadlines.tally import AFTER_HOURS, Question, Tally
from portal.kernel.words import N_, Message


def count_days(question: Question, tally: Tally) -> datetime | None:
    """The end of the last day (UTC), or None while a pause stands. Raises UnknownYear."""
    base = question.rule.n
    total = base + sum(question.extensions)
    counted = 0
    day = accepted = question.accepted.date()
    while True:
        if tally.day_is_out(day):
            if tally.stopped_by:
                return None
        elif day == accepted and question.arrived_after_hours:
            tally.leave_out((day, day), Code.AFTER_HOURS, AFTER_HOURS, articles.OFFICE_HOURS)
        else:
            counted += 1
            text = N_("%(n)s일째") if counted <= base else N_("%(n)s일째(연장)")
            tally.count((day, day), ONE_DAY, Message(text, {"n": counted}), extended=counted > base)
            if counted == total:
                return end_of(day)
        day += ONE_DAY
