"""What may become of one filing in the demo? Its path as steps, each at a working minute."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from portal.kernel.catalogue.shapes import Service
from portal.kernel.deadlines import Calendar, Family, Rule, reckon
from portal.rooms.demo.definition import Text
from portal.rooms.demo.rules.hours import later

SUPPLEMENT_DAYS: Final = 7
REMEDIES: Final = (
    "이 처분에 이의가 있으면 받은 날부터 60일 안에 우리 구에 이의신청을 하시거나, "
    "90일 안에 행정심판을 청구하실 수 있습니다."
)
GENERAL_REMEDIES: Final = (
    "답변에 이의가 있으면 담당자에게 다시 물으시거나, 국민권익위원회에 고충민원을 내실 수 있습니다."
)


@dataclass(frozen=True)
class Step:
    """One move: `by` is officer, supervisor, front_desk or petitioner; `at` is UTC."""

    at: datetime
    move: str
    by: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One filing and what became of it so far. `number` names it; `resident` is a place in RESIDENTS."""

    number: int
    text: Text
    resident: int
    filed_at: datetime
    answers: dict[str, str]
    steps: tuple[Step, ...]


@dataclass
class Pen:
    """Writes the steps of one story, one after the other."""

    calendar: Calendar
    rng: random.Random
    service: Service
    text: Text
    filed_at: datetime
    steps: list[Step] = field(default_factory=list)

    @property
    def end(self) -> datetime:
        """When the last thing happened."""
        return self.steps[-1].at if self.steps else self.filed_at

    def write(self, low: float, high: float, move: str, by: str = "officer", **data: Any) -> None:
        """Add a move so many working minutes after the one before."""
        when = later(self.calendar, self.end, self.rng.uniform(low, high))
        self.steps.append(Step(when, move, by, data))

    def work(self, low: float, high: float, move: str, by: str = "officer", **data: Any) -> None:
        """Add a move after these parts (0 to 1) of the service's period."""
        minutes = _minutes(Rule.parse(self.service.period.rule))
        self.write(low * minutes, high * minutes, move, by, **data)


Path = Callable[[Pen], None]


def _minutes(rule: Rule) -> float:
    """The period in working minutes; of the longest ones as much as a month may show."""
    if rule.family is Family.HOURS:
        return rule.n * 60.0
    days = {Family.WEEKS: 5, Family.MONTHS: 20, Family.YEARS: 100}.get(rule.family, 1) * rule.n
    return min(days, 100) * 480.0


def fresh(pen: Pen) -> None:
    """Filed, and nobody has touched it yet."""


def accepted(pen: Pen) -> None:
    """Accepted by the department, or for it by the front desk."""
    by = "front_desk" if pen.rng.random() < 0.2 else "officer"
    pen.write(8, 150, "accept", by)


def in_review(pen: Pen) -> None:
    """Accepted and looked at."""
    accepted(pen)
    pen.work(0.05, 0.2, "review")


def decided(pen: Pen) -> None:
    """Decided, and the notice not sent yet."""
    in_review(pen)
    _decide(pen)


def answered(pen: Pen) -> None:
    """Granted or answered in time."""
    in_review(pen)
    _decide(pen)
    pen.write(3, 25, "notify")


def refused(pen: Pen) -> None:
    """Refused, with reasons and remedies (민원법 27)."""
    accepted(pen)
    pen.work(0.1, 0.3, "review", "supervisor")
    remedies = REMEDIES if pen.service.statutory else GENERAL_REMEDIES
    data = {"reasons": pen.text.reasons, "remedies": remedies}
    answer = "신청하신 내용을 들어드릴 수 없어 알려 드립니다."
    pen.work(0.2, 0.4, "decide", "supervisor", outcome="refused", answer=answer, **data)
    pen.write(3, 25, "notify", "supervisor")


def awaiting_supplement(pen: Pen) -> None:
    """The clock stands still until the resident sends what is missing."""
    in_review(pen)
    request = pen.text.supplement.request if pen.text.supplement else ""
    pen.write(5, 60, "request_supplement", request=request, days=str(SUPPLEMENT_DAYS))


def supplemented(pen: Pen) -> None:
    """Asked for something, got it, answered."""
    awaiting_supplement(pen)
    reply = pen.text.supplement.reply if pen.text.supplement else ""
    pen.write(60, 1200, "supplement", "petitioner", supplement=reply)
    _decide(pen)
    pen.write(3, 25, "notify")


def returned(pen: Pen) -> None:
    """Asked twice in vain, then returned (민원령 25①)."""
    awaiting_supplement(pen)
    _after_lapse(pen, SUPPLEMENT_DAYS, "request_supplement", request=pen.steps[-1].data["request"], days="5")
    _after_lapse(pen, 5, "return", reason="두 번 보완을 요청했으나 자료를 내지 않으셔서 돌려드립니다.")


def withdrawn(pen: Pen) -> None:
    """Taken back by the resident."""
    accepted(pen)
    pen.write(10, 90, "withdraw", "petitioner", reason=pen.text.withdraw)


def _decide(pen: Pen) -> None:
    outcome = "granted" if pen.service.statutory else "answered"
    pen.work(0.2, 0.5, "decide", outcome=outcome, answer=pen.text.answer)


def _after_lapse(pen: Pen, period: int, move: str, **data: Any) -> None:
    lapse = reckon(Rule.parse(f"CIV:{period}"), pen.end, pen.calendar).due_at or pen.end
    when = later(pen.calendar, lapse + timedelta(hours=1), pen.rng.uniform(30, 200))
    pen.steps.append(Step(when, move, "officer", data))
