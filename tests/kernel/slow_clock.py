"""Would a patient clerk with a wall calendar find the same date? A second, slow clock for the tests.

It shares no code with the kernel: it steps minute by minute or day by day and keeps plain sets of dates.
Times are whole minutes. Pauses are (start, end or None) and are taken in the order in which they began.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

SEOUL = timezone(timedelta(hours=9))
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
Interval = tuple[datetime, datetime | None]
NO_PAUSE_IN_LAW = ("FOI", "FOIOBJ", "FOI20", "CIV", "PASS")


def slow_due(
    rule: str,
    accepted: datetime,
    holidays: frozenset[date],
    pauses: Sequence[Interval] = (),
    extensions: Sequence[int] = (),
) -> datetime | None:
    """The due instant, or None while a pause stands."""
    family, number = rule.split(":")
    taken: list[Interval] = []
    due = _due(family, int(number), accepted, holidays, taken, extensions)
    if family in NO_PAUSE_IN_LAW:
        return due
    for pause in sorted(pauses, key=lambda pause: pause[0]):
        # 23:59:59 stands for the whole last second
        if due is not None and pause[0] >= due + timedelta(seconds=1):
            continue
        if due is not None and family in ("WH", "D5") and pause[0] > due:
            continue
        taken.append(pause)
        due = _due(family, int(number), accepted, holidays, taken, extensions)
    return due


def _due(family, n, accepted, holidays, pauses, extensions) -> datetime | None:
    due: datetime | None
    out, stopped_from = _out_days(pauses)
    accepted = accepted.astimezone(SEOUL)
    if family in ("WH", "D5"):
        minutes = 60 * (n * (8 if family == "D5" else 1) + 8 * sum(extensions))
        due = _minutes(accepted, minutes, holidays, out, stopped_from)
    elif family in ("N6", "FOI", "FOIOBJ", "FOI20"):
        due = _days(accepted, n + sum(extensions), holidays, out, stopped_from)
    elif family in ("W", "M", "Y"):
        due = _calendar(family, n, accepted, holidays, out, stopped_from, extensions)
    else:
        due = _civil(family, n, accepted, holidays, extensions)
    return due


def _out_days(pauses):
    out, stopped_from = set(), date.max
    for start, end in pauses:
        first = start.astimezone(SEOUL).date()
        if end is None:
            stopped_from = min(stopped_from, first)
            continue
        day = first
        while day <= end.astimezone(SEOUL).date():
            out.add(day)
            day += DAY
    return out, stopped_from


def _works(day, holidays):
    return day.weekday() < 5 and day not in holidays


def _end(day):
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=SEOUL)


def _minutes(now, left, holidays, out, stopped_from):
    while True:
        day, clock = now.date(), (now.hour, now.minute)
        if day >= stopped_from:
            return None
        open_now = (9, 0) <= clock < (12, 0) or (13, 0) <= clock < (18, 0)
        if not _works(day, holidays) or day in out:
            now = datetime(day.year, day.month, day.day, tzinfo=SEOUL) + DAY
            continue
        now += MINUTE
        if open_now:
            left -= 1
        if left == 0:
            return now


def _days(accepted, left, holidays, out, stopped_from):
    day = accepted.date()
    late = accepted.hour >= 18
    while True:
        if day >= stopped_from:
            return None
        if _works(day, holidays) and day not in out and not (late and day == accepted.date()):
            left -= 1
        if left == 0:
            return _end(day)
        day += DAY


def _match(first, family, n):
    """The last day of the period: walk until the calendar shows the matching day, and step back one."""
    if family == "W":
        return first + 7 * n * DAY - DAY
    months = n if family == "M" else 12 * n
    day = first
    while months:
        before = day
        day += DAY
        if day.month != before.month:
            months -= 1
    # `day` is now the first of the last month
    month = day.month
    while day.day != first.day:
        day += DAY
        if day.month != month:
            return day - DAY
    return day - DAY


def _calendar(family, n, accepted, holidays, out, stopped_from, extensions):
    since = first = accepted.date()
    if accepted.hour >= 18:
        first += DAY
    while not _works(first, holidays):
        first += DAY
    end = _match(first, family, n)
    for part in range(len(extensions) + 1):
        if part:
            since, end = end + DAY, end + extensions[part - 1] * DAY
        nominal = end
        while (end - nominal).days < sum(1 for day in out if since <= day <= end):
            end += DAY
        if end >= stopped_from:
            return None
        while not _works(end, holidays) or end in out:
            end += DAY
            if end >= stopped_from:
                return None
    return _end(end)


def _civil(family, n, accepted, holidays, extensions):
    day = accepted.date()
    for days in (n, *extensions):
        day += days * DAY
        while family == "CIV" and not _works(day, holidays):
            day += DAY
    if family == "PASS":
        return datetime(day.year, day.month, day.day, tzinfo=SEOUL) + DAY
    return _end(day)
