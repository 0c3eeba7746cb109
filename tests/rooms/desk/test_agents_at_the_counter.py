"""Somebody comes to the counter for a petitioner: the code is checked, and the record says whose word was taken."""

from __future__ import annotations

import pytest

from portal.kernel import cases, delegations
from portal.kernel.models import Case, Delegation, Event
from portal.kernel.moves import PETITIONER
from tests.cast import NOW

TAKING = {"agent_name": "이순자", "relation": "mother"}


@pytest.fixture
def code_of(run, case):
    """A code that the petitioner made for the case."""

    def make(scope="act"):
        code = delegations.new_code()
        data = {"scope": scope, "code": code}
        run(cases.move(case.id, "delegate", actor=PETITIONER, now=NOW, data=data))
        return code

    return make


@pytest.fixture
def waiting(run, case, staff):
    """The case waits for a paper."""
    run(cases.move(case.id, "accept", actor=staff.minsu, now=NOW))
    data = {"request": "배치도 1장을 더 내 주세요.", "days": "14"}
    run(cases.move(case.id, "request_supplement", actor=staff.minsu, now=NOW, data=data))


def test_the_form_asks_for_code_name_and_relation(client, sign_in, case):
    sign_in("sora")
    page = client.get(f"/desk/cases/{case.receipt_no}/take_up").text
    for asked in ("동의 번호 8자리", "대신하는 분의 이름", "신청인과의 사이", "어머니"):
        assert asked in page


def test_the_front_desk_checks_a_code_and_takes_the_paper_on_the_agents_word(
    client, sign_in, go, case, code_of, waiting, run
):
    code = code_of()
    sign_in("sora")
    page = go(case, "take_up", code=f"{code[:4]} {code[4:]}", **TAKING).text
    assert "위임 확인 · 대신하기" in page
    assert "이순자" in page
    form = client.get(f"/desk/cases/{case.receipt_no}/supplement").text
    assert "누가 요청했나요?" in form
    assert "어머니 이순자 님" in form
    agent = str(run(Delegation.get(case_id=case.id)).id)
    page = go(case, "supplement", supplement="배치도를 받았습니다.", agent=agent).text
    assert "이소라 · 신청인을 대신해 어머니 이순자 님" in page
    assert run(Case.get(id=case.id)).stage == "in_review"


def test_without_an_agent_nobody_is_asked_whose_word_it_was(client, sign_in, case, waiting):
    sign_in("sora")
    assert "누구의 말을" not in client.get(f"/desk/cases/{case.receipt_no}/supplement").text


def test_a_wrong_code_keeps_what_was_typed_and_changes_nothing(sign_in, go, case, code_of, run):
    code_of()
    sign_in("sora")
    answer = go(case, "take_up", code="00000000", **TAKING)
    assert answer.status_code == 404
    assert "동의 번호가 맞지 않습니다" in answer.text
    assert 'value="이순자"' in answer.text
    assert run(Delegation.get(case_id=case.id)).taken_at is None


def test_guessing_at_the_counter_ends_too(sign_in, go, case, code_of):
    code = code_of()
    sign_in("sora")
    for guess in range(20):
        go(case, "take_up", code=f"{guess:08d}", **TAKING)
    assert go(case, "take_up", code=code, **TAKING).status_code == 429


def test_a_consent_to_papers_is_none_to_a_withdrawal(sign_in, go, case, code_of, run):
    sign_in("sora")
    go(case, "take_up", code=code_of("act"), **TAKING)
    go(case, "take_up", code=code_of("end"), **TAKING)
    narrow, wide = run(Delegation.filter(case_id=case.id).order_by("created_at", "id"))
    refused = go(case, "withdraw", reason="이사", agent=str(narrow.id))
    assert refused.status_code == 422
    assert "그분에게 맡긴 일이 아니거나" in refused.text
    go(case, "withdraw", reason="이사", agent=str(wide.id))
    event = run(Event.get(case_id=case.id, kind="withdraw"))
    assert str(wide.id) in event.meta
