"""Somebody sees and acts for a petitioner, without JavaScript; strangers learn nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from portal.kernel import receipts
from portal.kernel.models import Delegation, Event, Notice
from portal.web import guard
from tests.cast import NOW
from tests.examine import examine
from tests.rooms.petitions.conftest import REQUEST

TAKING = {"agent_name": "이순자", "relation": "mother"}


@pytest.fixture
def mother(client):
    """The browser of the petitioner's mother, on the same house."""
    browser = TestClient(client.app, base_url=str(client.base_url))
    browser.portal = client.portal
    browser.event_hooks["response"].append(examine)
    return browser


def send(browser, path, data, **more):
    """Send a form as this browser would."""
    token = browser.get("/token").json()["csrf"]
    return browser.post(path, data={guard.FIELD: token, **data}, **more)


@pytest.fixture
def code_of(client, mine, post):
    """Make a code on the petitioner's page; its eight digits."""

    def make(scope="act"):
        page = post(f"{mine}/agents", {"do": "give", "scope": scope}).text
        shown = re.search(r'receipt-number">(\d{4} \d{4})<', page)
        assert shown, page
        return shown[1]

    return make


@pytest.fixture
def taken(case, mother, code_of):
    """The mother has taken a code up; the answer is the case's page in her browser."""

    def take(scope="act", browser=mother):
        return send(browser, "/cases/act", {"no": case.receipt_no, "code": code_of(scope), **TAKING})

    return take


def test_a_code_is_shown_once_and_listed_without_its_digits(client, mine, code_of):
    code = code_of()
    page = client.get(f"{mine}/agents").text
    assert code not in page
    assert code.replace(" ", "") not in page
    assert "아직 아무도 쓰지 않은 번호" in page
    assert "대신하기" in page


def test_a_scope_is_asked_for(mine, post):
    answer = post(f"{mine}/agents", {"do": "give", "scope": "everything"})
    assert answer.status_code == 422
    assert "어디까지 맡길지 골라 주세요" in answer.text


def test_number_and_code_open_the_case_without_contact_or_receipt(taken, mother, mine):
    page = taken()
    assert page.url.path == mine
    assert "김하늘 님을 대신해 보고 있습니다" in page.text
    assert "서류 내기" not in page.text
    for hidden in ("010-2345-6789", "중앙대로", "haneul@example.org", "접수증 보기", "다른 사람에게 맡기기"):
        assert hidden not in page.text
    assert mother.get(f"{mine}/receipt").status_code == 404
    assert mother.get(f"{mine}/agents").status_code == 404


def test_a_code_typed_with_a_dash_and_without_dashes_in_the_number_is_read(case, mother, code_of):
    code = code_of().replace(" ", "-")
    answer = send(mother, "/cases/act", {"no": case.receipt_no.replace("-", " "), "code": code, **TAKING})
    assert "대신해 보고 있습니다" in answer.text


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"code": "00000000"}, 404, "접수번호나 동의 번호가 맞지 않습니다"),
        ({"no": receipts.make(2026, 999)}, 404, "접수번호나 동의 번호가 맞지 않습니다"),
        ({"code": "123"}, 422, "숫자 여덟 자리"),
        ({"no": "1"}, 422, "접수번호를 다시 봐 주세요"),
        ({"agent_name": " "}, 422, "내 이름을 적어 주세요"),
        ({"relation": "boss"}, 422, "어떤 사이인지"),
    ],
)
def test_what_is_wrong_is_said_and_tells_nothing(case, mother, code_of, typed, status, says, run):
    right = {"no": case.receipt_no, "code": code_of(), **TAKING}
    answer = send(mother, "/cases/act", {**right, **typed})
    assert answer.status_code == status
    assert says in answer.text
    assert run(Delegation.get(case_id=case.id)).taken_at is None


def test_guessing_ends_after_ten_tries(case, mother, code_of):
    code = code_of()
    for guess in range(10):
        send(mother, "/cases/act", {"no": case.receipt_no, "code": f"{guess:08d}", **TAKING})
    answer = send(mother, "/cases/act", {"no": case.receipt_no, "code": code, **TAKING})
    assert answer.status_code == 429


def test_an_agent_who_may_act_brings_the_paper_and_everybody_reads_who_did(
    taken, mother, client, mine, act, now_of, run, case
):
    act("accept")
    act("request_supplement", **REQUEST)
    assert "서류 내기" in taken().text
    answer = send(mother, f"{mine}/supplement", {"supplement": "배치도입니다.", "seen": str(now_of().seq)})
    assert answer.url.path == mine
    assert now_of().stage == "in_review"
    for browser in (mother, client):
        page = browser.get(mine).text
        assert "김하늘 님을 대신해 어머니 이순자 님" in page
        assert "배치도입니다." in page
    assert run(Event.get(case_id=case.id, kind="supplement")).actor_kind == "agent"
    assert run(Notice.filter(case_id=case.id, topic="supplement_received", channel="mail").count()) == 1


def test_an_agent_who_may_only_see_changes_nothing(taken, mother, mine, act, now_of):
    act("accept")
    act("request_supplement", **REQUEST)
    page = taken("see").text
    assert "서류를 더 내 주세요" in page
    assert f'href="{mine}/supplement"' not in page
    assert send(mother, f"{mine}/supplement", {"supplement": "배치도"}).status_code == 403
    assert send(mother, f"{mine}/withdraw", {}).status_code == 403
    assert now_of().stage == "awaiting_supplement"


def test_withdrawing_needs_a_consent_to_just_that(taken, mother, mine, now_of):
    taken("act")
    assert send(mother, f"{mine}/withdraw", {}).status_code == 403
    page = taken("end").text
    assert "민원 취하하기" in page
    answer = send(mother, f"{mine}/withdraw", {"reason": "이사했습니다."})
    assert answer.url.path == mine
    assert now_of().stage == "withdrawn"


def test_a_consent_that_the_petitioner_ends_closes_the_case_at_once(
    taken, mother, client, mine, post, run, case
):
    taken()
    listed = client.get(f"{mine}/agents").text
    assert "어머니 이순자 님" in listed
    delegation = run(Delegation.get(case_id=case.id))
    answer = post(f"{mine}/agents", {"do": "end", "delegation": str(delegation.id)})
    assert "어머니 이순자 님" not in answer.text
    gone, never = mother.get(mine), mother.get("/cases/2026-000001-1")
    assert gone.status_code == never.status_code == 404
    assert send(mother, f"{mine}/supplement", {"supplement": "배치도"}).status_code == 404


def test_an_agent_may_stop(taken, mother, mine, run, case):
    taken()
    delegation = run(Delegation.get(case_id=case.id))
    answer = send(mother, f"{mine}/agents", {"do": "end", "delegation": str(delegation.id)})
    assert answer.url.path == "/cases"
    assert mother.get(mine).status_code == 404


def test_an_agent_reading_leaves_the_petitioners_news_unread(taken, mother, mine, act, run, case):
    taken()
    act("accept")
    mother.get(mine)
    unread = Notice.filter(case_id=case.id, channel="portal", read_at=None)
    assert "accepted" in run(unread.values_list("topic", flat=True))


def test_the_cases_page_lists_what_one_may_see_for_others(taken, mother, case):
    taken()
    page = mother.get("/cases").text
    assert "대신 보는 민원" in page
    assert case.receipt_no in page


def test_a_stranger_makes_no_code_and_ends_none(taken, client, mine, run, case):
    taken()
    stranger = TestClient(client.app, base_url=str(client.base_url))
    stranger.portal = client.portal
    delegation = run(Delegation.get(case_id=case.id))
    for data in ({"do": "give", "scope": "see"}, {"do": "end", "delegation": str(delegation.id)}):
        assert send(stranger, f"{mine}/agents", data).status_code == 404
    assert run(Delegation.filter(case_id=case.id, ended_at=None).count()) == 1


def test_a_code_that_ran_out_opens_nothing(case, mother, code_of, run):
    code = code_of()
    run(Delegation.filter(case_id=case.id).update(expires_at=NOW - timedelta(seconds=1)))
    answer = send(mother, "/cases/act", {"no": case.receipt_no, "code": code, **TAKING})
    assert answer.status_code == 404


def test_the_form_can_be_read(mother):
    page = mother.get("/cases/act?no=2026-000001-1").text
    assert "동의 번호 8자리" in page
    assert 'value="2026-000001-1"' in page
