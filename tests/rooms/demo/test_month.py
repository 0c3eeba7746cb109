"""The month as a plan: the same seed tells the same stories, whatever the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.house import CATALOGUE
from portal.kernel import catalogue, holidays
from portal.rooms.demo.definition import texts
from portal.rooms.demo.rules import plan
from portal.rooms.demo.rules.hours import before, later

PRESENTS = {
    "a Tuesday morning": datetime(2026, 3, 10, 1, tzinfo=UTC),
    "a Tuesday night": datetime(2026, 3, 10, 14, 30, tzinfo=UTC),
    "a Sunday": datetime(2026, 6, 14, 3, tzinfo=UTC),
    "the middle of Chuseok": datetime(2026, 9, 25, 3, tzinfo=UTC),
    "New Year's Day": datetime(2026, 12, 31, 16, tzinfo=UTC),
    "the minute the office opens": datetime(2026, 11, 24, 0, 0, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def service():
    loaded = catalogue.load_catalogue(CATALOGUE)
    return {each.code: replace(each, version=1) for each in loaded.services}.__getitem__


@pytest.mark.parametrize("present", PRESENTS.values(), ids=PRESENTS)
def test_it_is_the_same_each_time_and_keeps_to_its_order(present, service):
    calendar = holidays.packaged_calendar()
    told = plan(present, calendar, service)
    assert told == plan(present, calendar, service)
    for story in told:
        times = [story.filed_at, *(step.at for step in story.steps)]
        assert times == sorted(times)
        assert times[-1] <= present


def test_every_service_that_anybody_may_file_has_texts(service):
    loaded = catalogue.load_catalogue(CATALOGUE)
    open_to_all = {each.code for each in loaded.services if each.identity == "none"}
    assert open_to_all - {text.service for text in texts()} == {
        "factory-approval",
        "factory-approval-preliminary",
        "building-permit-preliminary",
    }


def test_working_minutes_leave_out_lunch_nights_and_holidays():
    calendar = holidays.packaged_calendar()
    friday = datetime(2026, 2, 13, 2, 30, tzinfo=UTC)
    assert later(calendar, friday, 60) == datetime(2026, 2, 13, 4, 30, tzinfo=UTC)
    # Seollal 2026: 16 to 18 February.
    assert later(calendar, friday, 390) == datetime(2026, 2, 19, 1, 0, tzinfo=UTC)
    assert before(calendar, datetime(2026, 2, 19, 1, 0, tzinfo=UTC), 390) == friday
