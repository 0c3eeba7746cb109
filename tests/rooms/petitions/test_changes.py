"""The petitioner completes a petition or takes it back, without JavaScript."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from portal.kernel.models import Attachment, Event
from tests.rooms.petitions.conftest import ANSWER, REQUEST

RESIDENT = "900101-1234567"


@pytest.fixture
def photo():
    """A small picture as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def asked(mine, act):
    """The case waits for a paper; the address where it is brought."""
    act("accept")
    act("request_supplement", **REQUEST)
    return f"{mine}/supplement"


def test_the_form_says_what_is_asked_until_when_and_by_which_law(client, asked):
    page = client.get(asked).text
    for shown in (
        "배치도 1장을 더 내 주세요.",
        "3. 24.(화)까지",
        "행정절차법 시행령 제11조제1호",
        "제24조제2항",
    ):
        assert shown in page


def test_words_and_a_file_bring_the_petition_back_to_review(client, asked, post, photo, now_of, mine):
    answer = post(
        asked, {"supplement": "배치도입니다."}, files={"files": ("배치도.jpg", photo, "image/jpeg")}
    )
    assert answer.status_code == 200
    assert answer.url.path == mine
    assert now_of().stage == "in_review"
    assert "배치도입니다." in answer.text
    assert "배치도.jpg" in answer.text


def test_the_button_pressed_twice_brings_one_supplement(client, asked, post, mine, run, case, now_of):
    sent = {"supplement": "배치도입니다.", "seen": str(now_of().seq)}
    post(asked, sent)
    again = post(asked, sent)
    assert again.url.path == mine
    assert run(Event.filter(case_id=case.id, kind="supplement").count()) == 1


def test_nothing_at_all_is_refused_beside_the_field(client, asked, post, now_of):
    answer = post(asked, {"supplement": "  "})
    assert answer.status_code == 422
    assert "설명을 적거나 파일을 올려 주세요" in answer.text
    assert 'href="#f-supplement"' in answer.text
    assert "<title>오류:" in answer.text
    assert now_of().stage == "awaiting_supplement"


def test_a_bad_file_is_named_the_words_stay_and_nothing_is_stored(client, asked, post, run, case):
    answer = post(
        asked, {"supplement": "여기 있습니다."}, files={"files": ("바이러스.exe", b"MZ\x90\x00", "x/y")}
    )
    assert answer.status_code == 422
    assert "열 수 없는 형식입니다" in answer.text
    assert "여기 있습니다." in answer.text
    assert run(Attachment.filter(case_id=case.id).count()) == 0


def test_a_resident_number_stops_and_offers_to_be_masked(client, asked, post, run, case, now_of, mine):
    answer = post(asked, {"supplement": f"제 번호는 {RESIDENT}"})
    assert answer.status_code == 422
    assert "뒷자리를 가리고 내기" in answer.text
    assert run(Event.filter(case_id=case.id, kind="supplement").count()) == 0
    page = post(asked, {"supplement": f"제 번호는 {RESIDENT}", "do": "mask"})
    assert page.url.path == mine
    assert "900101-*******" in page.text
    assert RESIDENT not in page.text


def test_what_was_typed_stays_when_the_office_was_faster(client, asked, post, act):
    act("withdraw")
    answer = post(asked, {"supplement": "배치도입니다."})
    assert answer.status_code == 409
    assert "배치도입니다." in answer.text


def test_a_text_too_long_is_kept_and_refused(client, asked, post):
    answer = post(asked, {"supplement": "가" * 10_001})
    assert answer.status_code == 422
    assert "10,000자까지" in answer.text
    assert "가" * 10_001 in answer.text


def test_nobody_is_asked_when_nothing_is_missing(client, mine):
    assert client.get(f"{mine}/supplement").url.path == mine


def test_withdrawing_is_asked_once_more_and_then_done(client, mine, post, now_of):
    """민원법 22②."""
    page = client.get(f"{mine}/withdraw").text
    assert "되돌릴 수 없지만" in page
    assert "제25조제3항" in page
    answer = post(f"{mine}/withdraw", {"reason": "고쳐졌습니다."})
    assert answer.url.path == mine
    assert "취하하셔서 처리를 끝냈습니다" in answer.text
    assert "고쳐졌습니다." in answer.text
    assert now_of().stage == "withdrawn"
    assert post(f"{mine}/withdraw", {}).status_code == 200


def test_an_answered_petition_is_withdrawn_no_more(client, mine, act, post, now_of):
    act("accept")
    act("decide", **ANSWER)
    act("notify")
    assert client.get(f"{mine}/withdraw").url.path == mine
    post(f"{mine}/withdraw", {})
    assert now_of().stage == "notified"


def test_a_stranger_changes_nothing(client, case, post, now_of):
    assert post(f"/cases/{case.receipt_no}/withdraw", {}).status_code == 404
    assert now_of().stage == "submitted"


def test_a_post_from_elsewhere_changes_nothing(client, mine, now_of):
    assert client.post(f"{mine}/withdraw", data={}).status_code == 403
    forged = {"Origin": "https://evil.example"}
    assert client.post(f"{mine}/withdraw", data={}, headers=forged).status_code == 403
    assert now_of().stage == "submitted"
