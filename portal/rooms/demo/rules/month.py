"""Which stories make up the demo's month? Most run their course; some are made to stand where one can try them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from portal.kernel.catalogue.shapes import Service
from portal.kernel.deadlines import Calendar, Family, Rule, korean, reckon
from portal.kernel.deadlines.days import ONE_DAY, at
from portal.rooms.demo.definition import PLACES, RESIDENTS, Text, texts
from portal.rooms.demo.rules import stories
from portal.rooms.demo.rules.hours import before
from portal.rooms.demo.rules.stories import Path, Pen, Story

SEED: Final = 1777
ORDINARY: Final = 94
"""How many stories run their course, spread over the month; with those that stand there are about 120."""
MONTH: Final = timedelta(days=31)
JUST_NOW: Final = timedelta(minutes=5)

Services = Callable[[str], Service]


@dataclass(frozen=True)
class Standing:
    """Some stories of a service that stop at a certain point, filed so many working minutes ago."""

    service: str
    path: Path
    minutes: float
    times: int = 1


STANDING: Final = (
    Standing("streetlight-road", stories.fresh, 40, 2),
    Standing("rubbish", stories.fresh, 25, 2),
    Standing("traffic", stories.fresh, 70, 1),
    Standing("living-other", stories.fresh, 95, 1),
    Standing("streetlight-road", stories.fresh, 560),
    Standing("rubbish", stories.fresh, 530),
    Standing("road-occupation", stories.fresh, 180),
    Standing("streetlight-road", stories.in_review, 700, 2),
    Standing("rubbish", stories.in_review, 620),
    Standing("noise-smell", stories.in_review, 800),
    Standing("road-occupation", stories.in_review, 5400),
    Standing("streetlight-road", stories.in_review, 170),
    Standing("rubbish", stories.accepted, 160),
    Standing("road-occupation", stories.in_review, 900),
    Standing("road-occupation", stories.awaiting_supplement, 1300),
    Standing("streetlight-road", stories.awaiting_supplement, 500),
    Standing("bulky-waste", stories.awaiting_supplement, 420),
    Standing("restaurant-report", stories.awaiting_supplement, 600),
    Standing("road-occupation", stories.decided, 2600),
    Standing("inquiry-general", stories.decided, 2200),
    Standing("building-permit", stories.returned, 8200),
    Standing("participatory-budget", stories.fresh, 300),
)
DUE_TODAY: Final = ("road-occupation", "road-occupation", "inquiry-general", "inquiry-general")


@dataclass
class _Month:
    calendar: Calendar
    rng: random.Random
    service: Services
    now: datetime
    found: list[Story]

    def tell(self, text: Text, path: Path, filed_at: datetime) -> None:
        """Write one story; what would happen after the present has not happened."""
        pen = Pen(self.calendar, self.rng, self.service(text.service), text, filed_at)
        path(pen)
        resident = self.rng.randrange(len(RESIDENTS)) if self.rng.random() > 0.12 else 0
        steps = tuple(step for step in pen.steps if step.at <= self.now)
        answers = _answers(text, filed_at, self.rng)
        self.found.append(Story(len(self.found), text, resident, filed_at, answers, steps))


def plan(now: datetime, calendar: Calendar, service: Services) -> list[Story]:
    """The stories of the month before `now` (aware, UTC). Raises UnknownYear, UnknownService."""
    # Nothing secret hangs on it; the same seed tells the same month.
    month = _Month(calendar, random.Random(SEED), service, now - JUST_NOW, [])  # noqa: S311
    written = [text for text in texts() if not _takes_years(service(text.service))]
    for number in range(ORDINARY):
        text = _weighted(month.rng, written)
        filed_at = _some_evening(now - MONTH + (MONTH - ONE_DAY / 4) * (number / ORDINARY), month.rng)
        month.tell(text, _course(text, month.rng), filed_at)
    for standing in STANDING:
        for turn in range(standing.times):
            text = _for_path(standing, turn)
            filed_at = before(calendar, month.now, standing.minutes + 7 * turn)
            month.tell(text, standing.path, filed_at)
    for turn, code in enumerate(DUE_TODAY):
        text = [text for text in texts() if text.service == code][turn % 2]
        accepted_at = _due_today(now, calendar, Rule.parse(service(code).period.rule))
        month.tell(text, stories.in_review, before(calendar, accepted_at, 120 + 15 * turn))
    return month.found


def _takes_years(service: Service) -> bool:
    """Periods that end beyond the years whose holidays are known can't be begun in the demo."""
    return Rule.parse(service.period.rule).family is Family.YEARS


def _weighted(rng: random.Random, written: Sequence[Text]) -> Text:
    """Small things are reported more often than great ones are asked for."""
    weights = [3 if text.at and text.answer else 1 for text in written]
    return rng.choices(written, weights)[0]


def _course(text: Text, rng: random.Random) -> Path:
    if not text.answer:
        return stories.refused
    chance = rng.random()
    if text.supplement and chance < 0.4:
        return stories.supplemented
    if text.withdraw and chance < 0.35:
        return stories.withdrawn
    return stories.answered


def _for_path(standing: Standing, turn: int) -> Text:
    """The service's texts in turn; where papers are asked for, one that says which."""
    asks = standing.path in {stories.awaiting_supplement, stories.returned}
    fit = [
        text
        for text in texts()
        if text.service == standing.service and text.answer and (text.supplement or not asks)
    ]
    return fit[(turn + int(standing.minutes)) % len(fit)]


def _some_evening(base: datetime, rng: random.Random) -> datetime:
    """A moment of that day when people write: from seven in the morning to eleven at night."""
    day = korean(base).date()
    filed_at = at(day, time(7)) + timedelta(minutes=rng.uniform(0, 16 * 60))
    return min(filed_at, base + timedelta(hours=5))


def _due_today(now: datetime, calendar: Calendar, rule: Rule) -> datetime:
    """An acceptance by which the period ends today, or on the next working day."""
    today = korean(now).date()
    if not calendar.is_working_day(today):
        today = calendar.next_working_day(today)
    for back in _days(60):
        accepted_at = at(today - back, time(10, 40))
        due_at = reckon(rule, accepted_at, calendar).due_at
        if due_at is not None and korean(due_at).date() == today and calendar.is_working_day(today - back):
            return accepted_at
    raise AssertionError("no working day within two months begins this period")


def _days(most: int) -> Iterable[timedelta]:
    return (timedelta(days=number) for number in range(1, most))


def _answers(text: Text, filed_at: datetime, rng: random.Random) -> dict[str, str]:
    """The inputs as typed: with the dates, and with a position near the named neighbourhood."""
    answers = dict(text.answers)
    day = korean(filed_at).date()
    answers |= {name: (day + timedelta(days=after)).isoformat() for name, after in text.days.items()}
    if text.at:
        lat, lon = PLACES[text.at]
        answers["place-lat"] = f"{lat + rng.uniform(-0.003, 0.003):.6f}"
        answers["place-lon"] = f"{lon + rng.uniform(-0.003, 0.003):.6f}"
    return answers
