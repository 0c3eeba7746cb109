"""What do all ways of counting share? The question they answer, and the steps they write down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.kernel.deadlines.days import CLOSING, Calendar
from portal.kernel.deadlines.pauses import Pause, pause_on
from portal.kernel.deadlines.reckoning import NOTHING, Code, Step
from portal.kernel.deadlines.rule import Rule
from portal.kernel.words import N_, Message


@dataclass(frozen=True)
class Question:
    """One period to count: the rule, the acceptance (on Korean clocks), and what moves it."""

    rule: Rule
    accepted: datetime
    calendar: Calendar
    pauses: Sequence[Pause]
    extensions: Sequence[int]
    article: str

    @property
    def arrived_after_hours(self) -> bool:
        """True if the office had closed for the day: a day clock then begins on the next working day."""
        return self.accepted.time() >= CLOSING

    def pause_on(self, day: date) -> Pause | None:
        """The pause that leaves `day` out."""
        return pause_on(self.pauses, day)


@dataclass
class Tally:
    """The steps so far and their sum; `stopped_by` is the standing pause that ended the count."""

    question: Question
    steps: list[Step] = field(default_factory=list)
    running: timedelta = NOTHING
    stopped_by: Pause | None = None

    def count(
        self,
        days: tuple[date, date],
        length: timedelta,
        reason: Message,
        *,
        extended: bool = False,
        interval: tuple[datetime, datetime] | None = None,
    ) -> None:
        """Write down time that counts, and add it up."""
        self.running += length
        code = Code.EXTENDED if extended else Code.COUNTED
        article = self.question.rule.extension_article if extended else self.question.article
        begins, ends = interval or (None, None)
        self.steps.append(Step(*days, code, length, self.running, reason, article, begins, ends))

    def leave_out(self, days: tuple[date, date], code: Code, reason: Message, article: str) -> None:
        """Write down days that do not count."""
        self.steps.append(Step(*days, code, NOTHING, self.running, reason, article))

    def stop(self, day: date, pause: Pause) -> None:
        """Write down that the clock stands still from `day` on."""
        self.leave_out((day, day), Code.PAUSED, Message(pause.ground.reason), pause.ground.article)
        self.stopped_by = pause

    def day_is_out(self, day: date) -> bool:
        """Leave `day` out if the office is closed or a pause covers it; check `stopped_by` afterwards."""
        pause = self.question.pause_on(day)
        closed = self.question.calendar.why_closed(day)
        if pause is not None and pause.end is None:
            self.stop(day, pause)
        elif closed is not None:
            self.leave_out((day, day), Code.CLOSED, closed, self.question.article)
        elif pause is not None:
            self.leave_out((day, day), Code.PAUSED, Message(pause.ground.reason), pause.ground.article)
        else:
            return False
        return True


AFTER_HOURS = Message(N_("근무시간이 끝난 뒤"))
