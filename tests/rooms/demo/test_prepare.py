"""`portal demo prepare`: everything once, nothing twice, and only in a demo."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from portal import house as composition
from portal.kernel import ledger
from portal.kernel.models import Case, Event, Notice, OutboxMessage
from portal.rooms.demo.actions.month import live_through
from portal.rooms.demo.actions.people import hire
from portal.settings import Settings, settings
from tests.cast import NOW
from tests.rooms.demo.conftest import portal


def contents(folder):
    """All rows of the database, and the names and sizes of all other files."""
    with sqlite3.connect(folder / "portal.sqlite3") as database:
        rows = list(database.iterdump())
    others = {
        path.relative_to(folder): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("portal.sqlite3")
    }
    return rows, others


def test_a_second_prepare_changes_nothing(demo):
    portal("demo", "prepare")  # the sign-in providers learn that their folder has moved here
    before = contents(demo.var)
    again = portal("demo", "prepare")
    assert again.exit_code == 0, again.output
    assert contents(demo.var) == before


def test_the_ledger_of_the_month_holds(demo):
    verified = portal("ledger", "verify")
    assert verified.exit_code == 0, verified.output
    assert verified.output.endswith(" 0 faults\n")


async def test_the_month_shows_every_stage_and_what_is_late(demo):
    async with composition.opened(NOW):
        cases = await Case.all()
        stages = Counter(case.stage for case in cases)
        late = [case for case in cases if case.closed_at is None and case.due_at and case.due_at < NOW]
        waiting = [case for case in cases if case.accepted_at is None and case.accept_by < NOW]
        today = [
            case
            for case in cases
            if case.closed_at is None and case.due_at and case.due_at.date() == NOW.date()
        ]
        refused = [case for case in cases if case.outcome == "refused"]
    assert set(stages) == {
        "submitted", "accepted", "in_review", "awaiting_supplement", "decided", "notified", "withdrawn", "returned",
    }  # fmt: skip
    assert 100 <= len(cases) <= 140
    assert late
    assert waiting
    assert today
    assert refused


async def test_nothing_of_the_month_happens_after_the_present_or_outside_working_hours(demo):
    async with composition.opened(NOW):
        events = await Event.all()
    assert max(event.at for event in events) <= NOW
    hours = {(event.at.hour + 9) % 24 for event in events if event.actor_kind == "staff"}
    assert hours <= set(range(9, 18)) - {12}


async def test_letters_of_the_month_are_not_sent_anew_and_only_fresh_reports_wait_for_the_own_system(demo):
    async with composition.opened(NOW):
        assert not await Notice.filter(state="pending").exists()
        waiting = await OutboxMessage.filter(state="pending").select_related("case")
    assert waiting
    assert {(row.department, row.case.stage) for row in waiting} == {("cleaning", "submitted")}


async def test_a_month_that_was_broken_off_is_told_to_its_end_without_doubles(house):
    def stop(done, total):
        if done == 90:
            raise KeyboardInterrupt

    await hire(NOW)
    with pytest.raises(KeyboardInterrupt):
        await live_through(NOW, stop)
    broken_off = await Event.all().count()
    later = datetime(2026, 3, 11, 5, tzinfo=UTC)
    totals = []
    assert await live_through(later, lambda done, total: totals.append(total))
    assert not await live_through(later, lambda done, total: None)
    assert broken_off == 90
    assert await Event.all().count() == totals[-1]
    assert not (await ledger.verify()).faults


def test_without_demo_the_commands_refuse_in_one_sentence_and_make_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("DEMO", raising=False)
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    refused = portal("demo", "prepare")
    assert refused.exit_code == 1
    assert "DEMO=1 only" in refused.output
    assert not (tmp_path / "var").exists()


async def test_demo_people_are_let_in_by_no_house_that_is_not_a_demo(demo, monkeypatch):
    monkeypatch.delenv("DEMO")
    settings.cache_clear()
    with pytest.raises(composition.DemoData):
        async with composition.opened(NOW):
            pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.5", "::"])
def test_a_demo_refuses_to_listen_beyond_this_machine(host, monkeypatch):
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("PORTAL_HOST", host)
    with pytest.raises(ValidationError, match="loopback only"):
        Settings()


def test_the_accounts_are_printed_with_what_each_may_do(demo):
    printed = portal("demo", "accounts")
    assert printed.exit_code == 0
    for word in ("minsu-demo-portal", "jeonghee", "sora", "yuna", "admin", "/demo/mail"):
        assert word in printed.output
