"""Does the clock agree with every worked case of deadlines.csv, and does its reckoning add up?"""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.cli.clock import Worked, read_sheet
from portal.kernel.deadlines import reckon
from portal.kernel.holidays import packaged_calendar
from tests.kernel.slow_clock import slow_due

SHEET = Path(__file__).parent / "data" / "deadlines.csv"
CASES = list(read_sheet(SHEET))
CALENDAR = packaged_calendar()


def test_the_sheet_has_fifty_five_cases():
    assert len(CASES) == 55


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id} {case.rule}")
def test_a_worked_case_is_due_when_the_sheet_says(case: Worked):
    reckoning = reckon(case.rule, case.accepted_at, CALENDAR, case.pauses, case.extensions)
    assert reckoning.due_at == case.due_at
    assert sum((step.length for step in reckoning.steps), type(reckoning.total)()) == reckoning.total
    assert reckoning.steps[-1].running == reckoning.total
    assert all(str(step.reason) and step.article for step in reckoning.steps)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_slow_clock_agrees_with_the_sheet_too(case: Worked):
    intervals = [(pause.start, pause.end) for pause in case.pauses]
    holidays = frozenset(CALENDAR.holidays)
    assert slow_due(str(case.rule), case.accepted_at, holidays, intervals, case.extensions) == case.due_at
