"""The forms of the moves that not every case needs: what they offer, and where the officer is led afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases
from portal.kernel.models import Case
from portal.kernel.moves import PETITIONER
from tests.cast import NOW, filed


def test_an_extension_offers_the_days_that_the_law_allows_with_their_dates(permit, client, sign_in, go, run):
    """민원령 21."""
    sign_in("minsu")
    page = go(permit, "accept").text
    assert "두 번째 연장" not in page, "what makes no sense yet is not named"
    form = client.get(f"/desk/cases/{permit.receipt_no}/extend").text
    assert "7일 · 3. 27.(금)까지" in form
    assert "8일" not in form
    assert "3. 25.(수)" in go(permit, "extend", days="5", reason="현장을 더 봅니다.").text
    form = client.get(f"/desk/cases/{permit.receipt_no}/ask_extension").text
    assert "3일 · 3. 30.(월)까지" in form
    go(permit, "ask_extension", days="3", reason="의견을 기다립니다.")
    assert run(Case.get(id=permit.id)).clock["asked_extension"] == 3


def test_more_time_for_papers_is_granted_up_to_what_was_asked(permit, client, sign_in, go, run):
    """민원령 24②."""
    sign_in("minsu")
    go(permit, "accept")
    go(permit, "request_supplement", request="도면", days="10")
    run(cases.move(permit.id, "ask_longer", actor=PETITIONER, now=NOW, data={"days": "4"}))
    form = client.get(f"/desk/cases/{permit.receipt_no}/grant_longer").text
    assert "4일 · 3. 24.(화)까지" in form
    assert "5일" not in form
    assert "3. 24.(화)까지" in go(permit, "grant_longer", days="4").text


def test_whoever_sends_a_case_away_is_led_back_to_the_days_work(case, client, sign_in, go):
    """민원령 13: the department before sees it no more."""
    sign_in("minsu")
    form = client.get(f"/desk/cases/{case.receipt_no}/route").text
    assert '<option value="traffic">' in form
    assert '<option value="construction">' not in form
    answer = go(case, "route", department="traffic", reason="표지판 일입니다.")
    assert (answer.status_code, answer.url.path) == (200, "/desk")
    assert client.get(f"/desk/cases/{case.receipt_no}").status_code == 404


def test_the_new_department_reads_the_ledger_and_the_list_says_that_it_was_moved(
    case, sign_in, go, run, cast
):
    data = {"department": "cleaning", "reason": "청소 일입니다."}
    run(cases.move(case.id, "route", actor=cast.sora, now=NOW + timedelta(hours=2), data=data))
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}").text
    assert "건설과 → 청소행정과 · 근무시간 120분 (1시간 안에 보내야 합니다)" in page
    assert "1번 옮김" in sign_in("minsu", "/desk").text


@pytest.mark.parametrize("answered", [0, 2])
def test_a_repeat_offers_the_answered_petitions_of_the_same_person(
    case, client, sign_in, go, run, cast, answered
):
    """민원법 23."""

    async def answer(days):
        at = NOW - timedelta(days=days)
        earlier = await filed(now=at)
        steps: tuple[tuple[str, dict[str, str]], ...] = (
            ("accept", {}),
            ("decide", {"outcome": "answered", "answer": "고쳤습니다."}),
            ("notify", {}),
        )
        for name, data in steps:
            await cases.move(earlier.id, name, actor=cast.minsu, now=at, data=data)
        return earlier.receipt_no

    numbers = [run(answer(20 + n)) for n in range(answered)]
    sign_in("minsu")
    go(case, "accept")
    form = client.get(f"/desk/cases/{case.receipt_no}/close_repeat").text
    assert [number in form for number in numbers] == [True] * answered
    if answered:
        page = go(case, "close_repeat", first=numbers[0], second=numbers[1], reason="두 번 답변했습니다.")
        assert "반복 민원 종결" in page.text
    else:
        assert "<option" not in form.split('id="f-first"')[1].split("</select>")[0].replace(
            '<option value="">', ""
        )


def test_an_objection_is_taken_at_the_counter(permit, sign_in, go, run):
    """민원법 35."""
    sign_in("minsu")
    refused = {"outcome": "refused", "answer": "안 됩니다.", "reasons": "거리", "remedies": "행정심판"}
    go(permit, "accept")
    go(permit, "decide", **refused)
    go(permit, "notify")
    page = sign_in("sora", f"/desk/cases/{permit.receipt_no}").text
    assert "이의신청 받기" in page
    go(permit, "object", objection="거리를 다시 재어 주세요.")
    assert run(Case.get(id=permit.id)).stage == "in_review"
