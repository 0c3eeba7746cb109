"""Does the desk show what did not arrive at departments' systems, and send it again by a press, of its own only?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.models import BackOffice, Case, HeldReport, OutboxMessage
from tests.cast import NOW

PATH = "/desk/reconcile"


@pytest.fixture
def office(run, staff):
    """The construction department has a system."""
    made = BackOffice.create(client="roads", department="construction", secret_hash="x", created_at=NOW)
    return run(made)


@pytest.fixture
def parked(office, run, case: Case) -> OutboxMessage:
    run(OutboxMessage.filter(case_id=case.id).update(state="parked", error="internal"))
    row: OutboxMessage = run(OutboxMessage.get(case_id=case.id))
    return row


def form(do: str, day: str = "2026-03-10", department: str = "construction") -> dict[str, str]:
    return {"do": do, "day": day, "department": department}


def test_what_is_missing_stands_first_and_goes_again_by_a_press(parked, sign_in, client, post, run):
    sign_in("admin")
    page = client.get(PATH).text
    assert "닿지 않은 메시지가 1건" in page
    done = post(PATH, form("resend"))
    assert done.url.path == PATH
    assert "다시 보냅니다" in done.text
    assert "빠진 메시지가 없습니다" in done.text
    row = run(OutboxMessage.get(id=parked.id))
    assert (row.state, row.attempts, row.error) == ("pending", 0, "")


def test_a_system_is_asked_and_its_answer_is_awaited(parked, sign_in, client, post, run):
    sign_in("admin")
    assert "묻지 않음" in client.get(PATH).text
    assert "답을 기다립니다" in post(PATH, form("ask")).text
    report = run(HeldReport.get())
    run(HeldReport.filter(id=report.id).update(answered_at=NOW, held=0))
    assert "답을 기다립니다" not in client.get(PATH).text


def test_a_supervisor_sees_and_sends_the_own_departments_only(parked, sign_in, client, post, run):
    run(BackOffice.create(client="sweep", department="cleaning", secret_hash="x", created_at=NOW))
    sign_in("jeonghee")
    assert client.get(PATH).status_code == 200
    assert post(PATH, form("resend")).status_code == 200
    assert post(PATH, form("resend", department="traffic")).status_code == 404
    sign_in("minsu")
    assert client.get(PATH).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [form("resend", day=""), form("resend", day="2026-02-31"), form("drop"), form("ask", department="x")],
)
def test_what_is_not_there_can_not_be_sent(parked, sign_in, post, typed, run):
    sign_in("admin")
    assert post(PATH, typed).status_code == 404
    assert run(OutboxMessage.get(id=parked.id)).state == "parked"


@pytest.mark.parametrize("days", ["7", "30", "90", "x", "-1", "99999"])
def test_the_span_is_chosen_and_a_wrong_one_is_a_week(parked, sign_in, client, run, days):
    run(OutboxMessage.all().update(created_at=NOW - timedelta(days=20)))
    sign_in("admin")
    page = client.get(f"{PATH}?days={days}").text
    assert ("닿지 않은 메시지" in page) is (days in {"30", "90"})


def test_without_systems_there_is_nothing_to_reconcile(staff, sign_in, client):
    sign_in("admin")
    assert "이 기간에 보낸 메시지가 없습니다" in client.get(PATH).text
