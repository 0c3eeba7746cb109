"""An officer merges and splits at the desk: nothing happens by one wrong press, and cases show what they belong to."""

from __future__ import annotations

import pytest

from portal.kernel import cases
from portal.kernel.cases import Petitioner
from portal.kernel.models import Case
from tests.cast import NOW, filed


@pytest.fixture
def street(run, cast):
    """Five petitions of five people, accepted."""
    found = []
    for number in range(5):
        case = run(
            filed(petitioner=Petitioner(f"이웃{number}", "부산광역시 금정구", f"010-0000-{number:04d}"))
        )
        run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
        found.append(case)
    return found


def test_what_is_to_be_merged_is_looked_at_once_more(street, sign_in, client, go, run):
    """민원령 6⑥."""
    lead, *others = street
    sign_in("minsu")
    form = client.get(f"/desk/cases/{lead.receipt_no}/merge").text
    for case in others:
        assert f'value="{case.receipt_no}"' in form
    wanted = [case.receipt_no for case in others]
    check = go(lead, "merge", cases=wanted).text
    assert "맞는지 확인해 주세요" in check
    assert all(number in check for number in wanted)
    assert run(Case.filter(stage="merged").count()) == 0, "one press does nothing"
    again = go(lead, "merge", cases=wanted, do="edit").text
    assert again.count(" checked") == 4, "what was chosen stays chosen"
    page = go(lead, "merge", cases=wanted, do="sure").text
    assert run(Case.filter(stage="merged").count()) == 4
    assert "이 민원과 합친 민원" in page
    page = client.get(f"/desk/cases/{wanted[0]}").text
    assert "대표 민원" in page
    assert lead.receipt_no in page
    assert f"/desk/cases/{wanted[0]}/unmerge" in page


def test_nothing_chosen_or_too_few_is_said_beside_the_field(street, sign_in, go):
    lead, *others = street
    sign_in("minsu")
    answer = go(lead, "merge")
    assert answer.status_code == 422
    assert "합칠 민원을 골라 주세요." in answer.text
    answer = go(lead, "merge", cases=[others[0].receipt_no], do="sure")
    assert answer.status_code == 422
    assert "5명 이상" in answer.text


def test_a_part_is_checked_before_it_gets_a_number(case, sign_in, go, run):
    sign_in("minsu")
    go(case, "accept")
    said = {"part": "쓰레기 수거", "department": "cleaning", "reason": "청소행정과의 일입니다."}
    check = go(case, "split", **said).text
    assert "맞는지 확인해 주세요" in check
    assert "청소행정과" in check
    assert run(Case.filter(origin_id=case.id).count()) == 0
    page = go(case, "split", **said, do="sure").text
    part = run(Case.get(origin_id=case.id))
    assert part.receipt_no in page


def test_petitions_that_have_no_like_are_not_offered_merging(case, sign_in, go):
    sign_in("minsu")
    assert "같은 민원 합치기" not in go(case, "accept").text
