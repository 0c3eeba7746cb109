"""A refused petition is looked at again on the petitioner's word: in sixty days, with ten of its own (민원법 35)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.refusals import Refusal
from portal.rooms.petitions.rules import NotYet
from tests.cast import NOW, filed, service_of
from tests.kernel.papers import pdf
from tests.rooms.petitions.conftest import ANSWER, REQUEST

REFUSED = {
    "outcome": "refused",
    "answer": "허가할 수 없습니다.",
    "reasons": "거리 기준",
    "remedies": "행정심판",
}
WORDS = {"objection": "거리를 다시 재어 허가해 주세요."}


@pytest.fixture
def case(run):
    """An application for a permit, filed at NOW."""
    return run(filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}))


@pytest.fixture
def refused(mine, act):
    """The permit was refused at NOW; the address where it is objected to."""
    act("accept")
    act("decide", **REFUSED)
    act("notify")
    return f"{mine}/object"


def day(instant):
    """The Korean day of an instant."""
    return (instant + timedelta(hours=9)).date().isoformat()


def test_the_petitioner_objects_with_words_and_papers_and_the_page_says_until_when(
    client, refused, mine, post, now_of
):
    assert "이의신청하기" in client.get(mine).text
    form = client.get(refused).text
    for shown in ("허가할 수 없습니다.", "거리 기준", "제35조제2항"):
        assert shown in form
    page = post(refused, WORDS, files={"files": ("도면.pdf", pdf(), "application/pdf")})
    assert page.url.path == mine
    for shown in (
        WORDS["objection"],
        "도면.pdf",
        "이의신청을 검토하고 있습니다",
        "3. 20.(금)까지 답변합니다",
    ):
        assert shown in page.text
    case = now_of()
    assert (case.stage, case.outcome, case.closed_at) == ("in_review", "", None)
    assert day(case.due_at) == "2026-03-20"


def test_ten_days_may_be_extended_once_by_ten(refused, post, act, now_of):
    """민원법 35②: 10 + 10 days, the reason told."""
    post(refused, WORDS)
    with pytest.raises(Refusal):
        act("extend", days="11", reason="현장을 다시 봅니다.")
    act("extend", days="10", reason="현장을 다시 봅니다.")
    assert day(now_of().due_at) == "2026-03-30"
    for name in ("extend", "ask_extension"):
        with pytest.raises(Refusal):
            act(name, days="1", reason="더 봅니다.")


def test_it_is_decided_again_and_then_stands(client, refused, mine, post, act, now_of):
    """민원법 35③: appeal and suit remain."""
    post(refused, WORDS)
    act("decide", **REFUSED)
    act("notify")
    assert (now_of().stage, now_of().outcome) == ("notified", "refused")
    page = client.get(mine).text
    assert "이의신청하기" not in page
    assert client.get(refused).url.path == mine
    with pytest.raises(NotYet):
        act("object", **WORDS)


def test_it_may_be_granted_after_all(refused, post, act, now_of):
    post(refused, WORDS)
    act("decide", outcome="granted", answer="허가합니다.")
    act("notify")
    assert now_of().outcome == "granted"


def test_sixty_days_are_enough_and_sixty_one_are_not(refused, act, now_of):
    """민원법 35①; 민법 157, 161: 9 May 2026 is a Saturday, so the period ends on Monday the 11th."""
    with pytest.raises(NotYet, match="60일"):
        act("object", at=NOW + timedelta(days=63), **WORDS)
    act("object", at=NOW + timedelta(days=62), **WORDS)
    assert now_of().stage == "in_review"


def test_only_a_refused_statutory_petition_is_objected_to(run, cast, mine, act, client):
    act("accept")
    act("decide", outcome="granted", answer="허가합니다.")
    act("notify")
    assert "이의신청하기" not in client.get(mine).text
    with pytest.raises(NotYet):
        act("object", **WORDS)


def test_its_clock_knows_no_pause_and_no_other_way_out(refused, post, act):
    post(refused, WORDS)
    away = {"agency": "부산광역시", "contact": "051-120", "reason": "시의 일입니다."}
    for name, data in (
        ("request_supplement", REQUEST),
        ("pause", {"ground": "tests", "reason": "x"}),
        ("transfer", away),
    ):
        with pytest.raises(NotYet, match="제35조"):
            act(name, **data)


def test_an_objection_without_words_is_refused_beside_the_field(refused, post, now_of):
    answer = post(refused, {"objection": " "})
    assert answer.status_code == 422
    assert 'href="#f-objection"' in answer.text
    assert now_of().stage == "notified"


def test_whoever_takes_the_objection_back_is_left_with_the_refusal(refused, post, act, now_of):
    post(refused, WORDS)
    act("withdraw", reason="받아들입니다.")
    assert (now_of().stage, now_of().outcome) == ("withdrawn", "refused")


def test_an_answer_is_no_refusal(run, client, act, mine):
    act("accept")
    act("decide", **ANSWER)
    act("notify")
    assert client.get(f"{mine}/object").url.path == mine
