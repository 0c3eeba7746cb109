"""Does one petition go its whole way in a browser: filed on a phone, worked on at the desk, answered, seen by all?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.visitor import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_petition_is_filed_on_a_phone_completed_answered_and_seen_by_all(
    machine: Machine, come: NewVisitor
) -> None:
    resident, clerk, anybody = come(PHONE), come(DESK), come(PHONE)
    filed = ways.files(resident, machine, "haneul@example.org")
    ways.signs_in(clerk, machine)
    ways.opens(clerk, filed)
    ways.accepts_and_asks(clerk)
    ways.supplements(resident, machine, filed)
    ways.decides_and_notifies(clerk, filed)
    # Nobody touches the phone: the page asks by itself.
    expect(resident.page.get_by_text(ways.ANSWER)).to_be_visible(timeout=40_000)
    resident.look("case-done")
    assert machine.letter(filed.email, "답변")
    anybody.open(f"/status/{filed.number}")
    anybody.stands_at("답변 완료")
    anybody.look("status-case-done")
    shown = anybody.page.inner_text("main")
    assert "김하늘" not in shown
    assert ways.WHAT not in shown


def test_the_same_way_without_javascript(machine: Machine, come: NewVisitor) -> None:
    resident = come(PHONE, scripts=False)
    filed = ways.files(resident, machine, "seojun@example.org")
    clerk = come(DESK, scripts=False)
    ways.signs_in(clerk, machine)
    ways.opens(clerk, filed)
    ways.accepts_and_asks(clerk)
    ways.supplements(resident, machine, filed)
    ways.decides_and_notifies(clerk, filed)
    resident.page.reload()
    resident.sees(ways.ANSWER)
    resident.look("case-done")


def test_a_neighbour_finds_no_case_that_is_not_theirs(machine: Machine, come: NewVisitor) -> None:
    resident, neighbour = come(PHONE), come(PHONE)
    filed = ways.files(resident, machine, "doyun@example.org")
    neighbour.open(filed.path)
    neighbour.look("case-not-mine")
    shown = neighbour.page.inner_text("main")
    assert ways.WHAT not in shown
    neighbour.open("/cases/2026-000000-0")
    strip = re.compile(r"\d{4}-\d{6}-\d")
    assert strip.sub("", neighbour.page.inner_text("main")) == strip.sub("", shown)
