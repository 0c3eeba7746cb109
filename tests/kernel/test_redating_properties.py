"""Does re-dating give what the clock would have given, had the holiday been known from the start?

Random lives of petitions are lived twice in one house: once with a holiday that is declared somewhere on the way and
re-dates what is open, once with the holiday in the table from the start. The dates must be the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from portal.kernel import cases, catalogue
from portal.kernel.holidays import HolidayRow
from portal.kernel.models import Case
from portal.kernel.moves import PETITIONER
from tests.cast import NOW, Cast, filed, service_of
from tests.kernel.test_redating import declare, redate, redated

Step = tuple[int, str, dict[str, str]]
"""Minutes after the filing, the move, its data; a move of the petitioner's begins with "own:"."""
LIVES = 14
REFUSED = {"outcome": "refused", "answer": "안 됩니다.", "reasons": "기준 미달", "remedies": "행정심판"}


@dataclass(frozen=True)
class Life:
    """What happens to one petition, and after which step the holiday is declared in the first of its two lives."""

    service: str
    begins: datetime
    steps: Sequence[Step]
    known_after: int


def _life(chance: random.Random) -> Life:
    begins = NOW + timedelta(minutes=chance.randrange(4 * 24 * 60))
    clock, steps = chance.randrange(600), []

    def then(name: str, most_days: float = 2, **data: str) -> None:
        nonlocal clock
        steps.append((clock, name, data))
        clock += 1 + chance.randrange(int(most_days * 24 * 60))

    then("accept", 0.5)
    if chance.random() < 0.6:
        days = chance.randrange(3, 12)
        then("request_supplement", 1, request="배치도", days=str(days))
        if chance.random() < 0.6:
            then("own:ask_longer", 0.5, days="9", reason="멀리 있습니다.")
            then("grant_longer", 1, days=str(chance.randrange(1, 10)))
        if chance.random() < 0.5:
            then("own:supplement", 0.2, supplement="보냅니다.")
    waits = bool(steps) and steps[-1][1] in {"request_supplement", "grant_longer"}
    if not waits and chance.random() < 0.4:
        then("pause", 3, ground="tests", reason="시험")
        if chance.random() < 0.7:
            then("resume", 0.2)
    running = not waits and steps[-1][1] != "pause"
    if running and chance.random() < 0.5:
        then("extend", 0.5, days="3", reason="현장을 봐야 합니다.")
    if running and chance.random() < 0.4:
        then("decide", 0.1, **REFUSED)
        then("notify", 1)
        then("own:object", 0.5, objection="다시 봐 주세요.")
    chosen = chance.choice(["permit", "living_report"]) if len(steps) < 2 else "permit"
    return Life(chosen, begins, steps, chance.randrange(len(steps) + 1))


async def _live(case: Case, house: Cast, life: Life, steps: Sequence[Step]) -> None:
    for minutes, name, data in steps:
        actor = PETITIONER if name.startswith("own:") else house.minsu
        at = life.begins + timedelta(minutes=minutes)
        await cases.move(case.id, name.removeprefix("own:"), actor=actor, now=at, data=data)


async def _file(life: Life) -> Case:
    service: catalogue.Service = service_of("construction", life.service)
    return await filed(service, answers={"details": "간판을 답니다."}, now=life.begins)


@pytest.mark.parametrize("seed", range(6))
async def test_re_dating_gives_what_was_given_had_the_holiday_been_known_from_the_start(house, seed):
    chance = random.Random(seed)
    lives = [_life(chance) for _ in range(LIVES)]
    day = date(2026, 3, 11) + timedelta(days=chance.randrange(30))
    holiday = HolidayRow(day, "임시공휴일", "temporary")
    late = [await _file(life) for life in lives]
    for case, life in zip(late, lives, strict=True):
        await _live(case, house, life, life.steps[: life.known_after])
    await declare(holiday)
    await redate()
    for case, life in zip(late, lives, strict=True):
        await _live(case, house, life, life.steps[life.known_after :])
    moved = 0
    for case, life in zip(late, lives, strict=True):
        early = await _file(life)
        await _live(early, house, life, life.steps)
        assert await _dates(case, life) == await _dates(early, life), life
        moved += len(await redated(case))
        assert not await redated(early)
    await redate()
    assert sum([len(await redated(case)) for case in late]) == moved
    assert moved or day.weekday() > 4


async def _dates(case: Case, life: Life) -> list[datetime | None]:
    """Once it was accepted, until when it had to be is history and stays."""
    found = await Case.get(id=case.id)
    until = found.accept_by if life.known_after == 0 else None
    return [until, found.due_at, found.supplement_by]
