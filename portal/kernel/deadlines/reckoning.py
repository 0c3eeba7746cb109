"""How is a due date explained? The reckoning: each day or hour that was counted or left out, why, by which article.

Lengths are `timedelta`: working time for hour rules, whole days for the others. Dates are Korean calendar dates,
instants aware UTC. Reasons are messages and articles are texts in Korean; the page translates them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from portal.kernel.deadlines.pauses import Pause
from portal.kernel.deadlines.rule import Family, Rule
from portal.kernel.words import Message

NOTHING: Final = timedelta(0)
_SECOND: Final = timedelta(seconds=1)


class Code(StrEnum):
    """What became of a day or an interval."""

    COUNTED = "counted"
    EXTENDED = "extended"  # counted too, in an extension
    CLOSED = "closed"  # a Saturday or a holiday
    AFTER_HOURS = "after_hours"
    PAUSED = "paused"
    PUSHED = "pushed"  # a calendar period moved on by the days it stood still
    ROLLED = "rolled"  # the last day was no working day
    FIRST_DAY_OUT = "first_day_out"


@dataclass(frozen=True, slots=True)
class Step:
    """One day, interval or run of days. `first` and `last` are inclusive; `running` is the sum so far.

    `begins` and `ends` bound the interval of an hour rule (None for whole days). `length` is what was counted:
    zero when the step was left out.
    """

    first: date
    last: date
    code: Code
    length: timedelta
    running: timedelta
    reason: Message
    article: str
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def counted(self) -> bool:
        """True if this step used up time of the period."""
        return self.length > NOTHING


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due instant with its proof. `due_at` is None while a pause stands (`paused_by`).

    `total` is the whole period with its extensions; the lengths of the steps sum up to it once `due_at` is known.
    `ignored` are pauses that stopped nothing: begun when the time was over, or under a law that knows no pause.
    """

    rule: Rule
    accepted_at: datetime
    due_at: datetime | None
    steps: tuple[Step, ...]
    total: timedelta
    article: str
    extensions: tuple[int, ...] = ()
    paused_by: Pause | None = None
    ignored: tuple[Pause, ...] = ()

    @property
    def paused(self) -> bool:
        """True while the clock stands still."""
        return self.due_at is None

    @property
    def late_from(self) -> datetime | None:
        """The first instant at which an answer is late; None while the clock stands still."""
        return None if self.due_at is None else late_from(self.due_at, self.rule)


def late_from(due_at: datetime, rule: Rule) -> datetime:
    """The first instant at which it is late, so that "late" is `now >= late_from(...)` for every rule.

    Day rules: the next day 00:00 KST (민법 159), a second after the 23:59:59 that is written. Hour rules: one
    microsecond, the finest step of our clock, after the due instant: an answer at exactly 12:00 is in time.
    PASS: the instant itself, when the days have passed.
    """
    if rule.counts_hours:
        return due_at + timedelta.resolution
    return due_at if rule.family is Family.PASSED else due_at + _SECOND


def is_overdue(now: datetime, due_at: datetime | None, rule: Rule) -> bool:
    """True if `now` (aware) is too late. A clock that stands still (`due_at` None) is never overdue."""
    return due_at is not None and now >= late_from(due_at, rule)
