"""When must the office itself be reminded of a petition, and who? Before it is due, when it is late, when it stays so.

One working day before, at once when the date has passed, and the supervisor a working day later (민원령 28 asks for
constant watch); acceptance (민원령 6⑦) and what was sent on (민원령 13②) likewise. Each due date anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from portal.kernel.deadlines import (
    DUTIES,
    Calendar,
    Rule,
    UnknownYear,
    is_overdue,
    korean,
    working_time_left,
)
from portal.kernel.moves import Attempt
from portal.kernel.words import N_
from portal.rooms.petitions.rules.words import Moot, NotYet, words_fit

Whom = Literal["officer", "above"]
ACCEPTANCE: Final = DUTIES["accept"].rule
A_DAY_OF_WORK: Final = timedelta(hours=8)
AGAIN_AFTER: Final = timedelta(days=7)
"""How long after a reminder of the inspector, or a demand of the petitioner, the next one may follow."""


@dataclass(frozen=True)
class Dates:
    """What is promised of a petition and since when; `kept` is `Case.clock`."""

    kept: Mapping[str, Any]
    accept_by: datetime
    accepted_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class Reminder:
    """One thing the office is told: a topic of `staff_notices`, of which instant, and whom."""

    topic: str
    of: datetime
    whom: Whom


def reminders_of(dates: Dates, now: datetime, calendar: Calendar) -> list[Reminder]:
    """All that the office must have been told of an open petition by `now`; nothing where the clock stands still."""
    try:
        if dates.accepted_at is None:
            return _of_acceptance(dates, now, calendar)
        return _of_answer(dates, now, calendar) if dates.due_at is not None else []
    except UnknownYear:
        return []


def is_late(dates: Dates, now: datetime) -> bool:
    """Whether the office has missed its date: that of acceptance, or of the answer."""
    if dates.accepted_at is None:
        return is_overdue(now, dates.accept_by, ACCEPTANCE)
    return is_overdue(now, dates.due_at, _rule(dates.kept))


def _of_acceptance(dates: Dates, now: datetime, calendar: Calendar) -> list[Reminder]:
    found = []
    arrived = dates.kept.get("arrived")
    if arrived is not None:
        since = datetime.fromisoformat(str(arrived))
        # It has been sent on before: whoever has it now has three working hours to send it on (민원령 13②).
        allowed = timedelta(hours=DUTIES["misrouted"].rule.n)
        if working_time_left(since, now, calendar) > allowed:
            found.append(Reminder("hop_slow", since, "above"))
    if is_overdue(now, dates.accept_by, ACCEPTANCE):
        found.append(Reminder("accept_late", dates.accept_by, "above"))
    return found


def _of_answer(dates: Dates, now: datetime, calendar: Calendar) -> list[Reminder]:
    due_at = dates.due_at
    if due_at is None or dates.accepted_at is None:
        return []
    if not is_overdue(now, due_at, _rule(dates.kept)):
        near = is_near(dates.accepted_at, due_at, now, calendar)
        return [Reminder("due_soon", due_at, "officer")] if near else []
    found = [Reminder("late", due_at, "officer")]
    if working_time_left(due_at, now, calendar) >= A_DAY_OF_WORK:
        found.append(Reminder("late_on", due_at, "above"))
    return found


def is_near(since: datetime, due_at: datetime, now: datetime, calendar: Calendar) -> bool:
    """Whether the working day before the due date has begun; of a period too short for that, its second half."""
    left, whole = (working_time_left(at, due_at, calendar) for at in (now, since))
    # A date by days ends at midnight: the last working day is whole, and so is the one before it.
    most = 2 * A_DAY_OF_WORK if korean(due_at).hour > 18 else A_DAY_OF_WORK
    return left < min(most, whole / 2)


def _rule(kept: Mapping[str, Any]) -> Rule:
    return Rule.parse(str(kept["rule"]))


def date_is_missed(attempt: Attempt) -> None:
    """There is something to remind of, or to demand (민원령 18, 28②)."""
    case = attempt.case
    if not is_late(Dates(case.clock, case.accept_by, case.accepted_at, case.due_at), attempt.now):
        raise Moot(N_("기한이 지난 민원에만 할 수 있습니다(민원처리법 시행령 제18조, 제28조)."))


def not_twice_a_week(attempt: Attempt) -> None:
    """The office has a week to act before the same is said again."""
    last = attempt.case.clock.get(LAST[attempt.move.name])
    if last is not None and attempt.now < datetime.fromisoformat(str(last)) + AGAIN_AFTER:
        raise NotYet(N_("일주일 안에 이미 알렸습니다. 일주일이 지나면 다시 할 수 있습니다."))


LAST: Final = {"urge": "urged_at", "demand": "demanded_at"}
"""Under which name `Case.clock` keeps when it was said last."""
GUARDS: Final = dict.fromkeys(LAST, (date_is_missed, not_twice_a_week, words_fit))
