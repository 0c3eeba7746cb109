"""A form that was filled in on paper while the computers were away: entered under its own number, with its own time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.kernel import ledger, paper
from portal.kernel.models import AccessLog, Case, PaperForm
from tests.cast import NOW
from tests.rooms.desk.test_counter import PATH, WALK_IN

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def number(staff, run):
    """The number of a form that was printed yesterday, Monday at 10:00."""
    _, (first, _) = run(paper.reserve(2, YESTERDAY))
    return first


@pytest.fixture
def enter(client, post):
    def send(number, date="2026-03-09", time="16:20", **changed):
        page = client.get(f"{PATH}?paper={number}")
        assert page.status_code == 200
        (key,) = re.findall(r'name="key" value="([^"]+)"', page.text)
        form = {
            "key": key,
            **WALK_IN,
            "paper": "yes",
            "paper_no": number,
            "paper_date": date,
            "paper_time": time,
        }
        return post(PATH, {**form, **changed})

    return send


async def only_case():
    return await Case.all().get()


def test_it_arrived_and_was_accepted_when_it_was_handed_in(sign_in, enter, number, run):
    sign_in("sora")
    page = enter(number)
    case = run(only_case())
    handed_in = NOW.replace(day=9, hour=7, minute=20)
    assert page.url.path == f"/desk/counter/receipt/{number}"
    assert (case.receipt_no, case.channel, case.stage) == (number, "paper", "accepted")
    assert (case.submitted_at, case.accepted_at) == (handed_in, handed_in)
    assert case.due_at is not None
    assert "3. 9.(월) 오후 4시 20분" in page.text
    assert run(ledger.verify()).faults == ()
    assert run(PaperForm.get(receipt_no=number)).used_at == NOW


def test_the_clock_runs_from_the_paper_and_not_from_the_typing(sign_in, enter, number, run, post, client):
    sign_in("sora")
    enter(number)
    on_paper = run(only_case())
    page = client.get(PATH)
    (key,) = re.findall(r'name="key" value="([^"]+)"', page.text)
    post(PATH, {"key": key, **WALK_IN, "details": "오늘 창구에서"})
    today = run(Case.exclude(receipt_no=number).get())
    assert on_paper.due_at < today.due_at
    assert on_paper.accept_by < today.accept_by
    assert today.receipt_no > on_paper.receipt_no


def test_not_accepted_at_once_it_waits_for_acceptance_from_its_arrival(sign_in, enter, number, run):
    sign_in("sora")
    enter(number, accept="")
    case = run(only_case())
    assert (case.stage, case.accepted_at) == ("submitted", None)
    assert case.accept_by < NOW + timedelta(hours=8)


def test_a_number_counts_once_but_pressing_twice_is_once(sign_in, enter, number, run, post, client):
    sign_in("sora")
    page = client.get(f"{PATH}?paper={number}")
    (key,) = re.findall(r'name="key" value="([^"]+)"', page.text)
    form = {
        "key": key,
        **WALK_IN,
        "paper": "yes",
        "paper_no": number,
        "paper_date": "2026-03-09",
        "paper_time": "1620",
    }
    first, again = post(PATH, form), post(PATH, form)
    assert first.url.path == again.url.path == f"/desk/counter/receipt/{number}"
    other = enter(number)
    assert other.status_code == 422
    assert "이미 입력한 종이 신청서입니다" in other.text
    assert run(Case.all().count()) == 1


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [
        ("2026-03-10", "10:01", "지금보다 늦습니다"),
        ("2026-03-11", "09:00", "지금보다 늦습니다"),
        ("2026-03-09", "09:58", "인쇄한 때보다 이릅니다"),
        ("", "09:00", "날짜와 시각을 적어 주세요"),
        ("2026-03-09", "", "날짜와 시각을 적어 주세요"),
        ("2026-03-09", "25:00", "날짜와 시각을 적어 주세요"),
        ("2026-02-30", "10:00", "날짜와 시각을 적어 주세요"),
    ],
)
def test_a_time_that_can_not_be_is_refused_and_what_was_typed_stays(
    sign_in, enter, number, run, date, time, said
):
    sign_in("sora")
    page = enter(number, date, time)
    assert page.status_code == 422
    assert said in page.text
    assert WALK_IN["details"] in page.text
    assert f'value="{number}"' in page.text
    assert run(Case.all().count()) == 0
    assert run(PaperForm.get(receipt_no=number)).used_at is None


def test_the_number_must_be_one_that_was_printed(sign_in, enter, number, run):
    sign_in("sora")
    for typed in ("2026-009999-0", "abc", ""):
        assert enter(number, paper_no=typed).status_code == 422
    assert run(Case.all().count()) == 0


def test_a_number_leads_to_its_petition_or_is_made_void_with_a_reason(
    sign_in, client, post, number, enter, run
):
    sign_in("sora")
    page = client.get(f"/desk/counter/paper?no={number}")
    assert f"/desk/counter/streetlight-road?paper={number}" in page.text
    assert post("/desk/counter/paper", {"paper_no": number, "void_reason": " "}).status_code == 422
    done = post("/desk/counter/paper", {"paper_no": number, "void_reason": "젖어서 버림"})
    assert f"{number} 번호는 이제 쓰지 않습니다." in done.text
    look = run(AccessLog.filter(what="paper_void").get())
    assert (look.actor, look.why) == ("sora", f"{number}: 젖어서 버림")
    assert "젖어서 버림" in enter(number).text
    assert client.get(f"/desk/counter/paper?no={number}").status_code == 422
    assert run(Case.all().count()) == 0


def test_only_who_takes_petitions_may_see_the_numbers(sign_in, client, number):
    sign_in("yuna")
    assert client.get(f"/desk/counter/paper?no={number}").status_code == 403
