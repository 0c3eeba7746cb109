"""How one finds one's own cases again, and how nobody else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.kernel import cases, keys, receipts
from portal.kernel.models import ContactProof, Notice
from portal.kernel.sending.code_letter import code_place
from tests.cast import HANEUL, NOW, filed


@pytest.fixture
def case(run):
    """A case of Kim Haneul, whose e-mail is proved."""
    return run(filed())


@pytest.fixture
def post(client):
    """Send a form as this browser would."""

    def send(path, data):
        return client.post(path, data={"csrf": client.get("/token").json()["csrf"], **data})

    return send


@pytest.fixture
def code_of(run):
    """The newest code that was sent."""

    def read():
        proof = run(ContactProof.all().order_by("-id").first())
        return keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))

    return read


def keyhole(case, **changed):
    return {"no": case.receipt_no, "phone": "010-2345-6789", "pin": cases.pin_of(case), **changed}


def other_than(digits):
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_number_phone_and_pin_open_the_case(client, case, post):
    typed = keyhole(case, no=case.receipt_no.replace("-", " "), phone="０１０ 2345 6789")
    answer = post("/cases", typed)
    assert answer.url.path == f"/cases/{case.receipt_no}"
    assert answer.status_code == 200
    listed = client.get("/cases").text
    assert case.receipt_no in listed
    assert "오전 10시까지 접수" in listed


def test_a_wrong_pin_and_an_unknown_number_get_the_same_answer_and_keep_what_was_typed(case, post):
    unknown = receipts.make(2026, 999)
    wrong = post("/cases", keyhole(case, pin=other_than(cases.pin_of(case))))
    none = post("/cases", keyhole(case, no=unknown, pin=other_than(cases.pin_of(case))))
    assert wrong.status_code == none.status_code == 404
    for page in (wrong, none):
        assert "그런 민원을 찾지 못했습니다" in page.text
        assert 'value="010-2345-6789"' in page.text

    def plain(page, number):
        return [line for line in page.text.replace(number, "").splitlines() if "csrf" not in line]

    assert plain(wrong, case.receipt_no) == plain(none, unknown)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"no": "2026-000001-0"}, "no"),
        ({"phone": "모름"}, "phone"),
        ({"pin": "일이삼사오육"}, "pin"),
        ({"pin": ""}, "pin"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(case, post, changed, field):
    answer = post("/cases", keyhole(case, **changed))
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="e-{field}"' in answer.text


def test_tries_for_one_number_are_limited_even_with_the_right_pin(case, post):
    for _ in range(10):
        post("/cases", keyhole(case, pin=other_than(cases.pin_of(case))))
    answer = post("/cases", keyhole(case))
    assert answer.status_code == 429
    assert "retry-after" in answer.headers


def test_tries_from_one_address_are_limited(run, post):
    for number in range(60):
        post("/cases", {"no": receipts.make(2026, number + 500), "phone": "010-1111-2222", "pin": "000000"})
    assert post("/cases", {"no": "", "phone": "", "pin": ""}).status_code == 429


def test_an_empty_page_teaches_how_to_open_a_case(client):
    page = client.get("/cases").text
    assert "접수증을 보고 적으면" in page
    assert "/account/code" in page


def test_a_code_to_the_proved_address_opens_all_its_cases(client, case, run, post, code_of):
    second = run(filed())
    sent = post("/account/code", {"do": "send", "email": "haneul@example.org"})
    assert "확인번호를 보냈습니다" in sent.text
    assert run(Notice.filter(topic="code", state="pending").count()) == 1
    listed = post("/account/code", {"do": "enter", "code": code_of()})
    assert listed.url.path == "/cases"
    for each in (case, second):
        assert each.receipt_no in listed.text


def test_asking_tells_nothing_about_an_address(client, case, post):
    with_cases = post("/account/code", {"do": "send", "email": "haneul@example.org"})
    without = post("/account/code", {"do": "send", "email": "nobody@example.org"})

    def plain(page):
        return [line for line in page.text.splitlines() if "csrf" not in line]

    assert plain(with_cases) == plain(without)


def test_an_address_that_was_only_typed_opens_nothing(client, run, post, code_of):
    case = run(filed(petitioner=replace(HANEUL, email="typo@example.org", email_proved=False)))
    post("/account/code", {"do": "send", "email": "typo@example.org"})
    answer = post("/account/code", {"do": "enter", "code": code_of()})
    assert "이 이메일로 낸 민원이 없습니다" in answer.text
    assert client.get(f"/cases/{case.receipt_no}").status_code == 404


def test_a_code_works_once_in_its_own_browser_and_has_five_tries(client, case, post, code_of):
    post("/account/code", {"do": "send", "email": "haneul@example.org"})
    right = code_of()
    for left in (4, 3, 2, 1):
        assert f"{left}번 더" in post("/account/code", {"do": "enter", "code": other_than(right)}).text
    assert "더 쓸 수 없습니다" in post("/account/code", {"do": "enter", "code": other_than(right)}).text
    assert "더 쓸 수 없습니다" in post("/account/code", {"do": "enter", "code": right}).text
    assert client.get(f"/cases/{case.receipt_no}").status_code == 404


def test_a_browser_that_asked_for_nothing_cannot_enter_a_code(client, case, post, code_of):
    post("/account/code", {"do": "send", "email": "haneul@example.org"})
    code = code_of()
    client.cookies.clear()
    assert "더 쓸 수 없습니다" in post("/account/code", {"do": "enter", "code": code}).text


def test_an_old_code_is_void(client, case, post, run, code_of):
    post("/account/code", {"do": "send", "email": "haneul@example.org"})
    run(ContactProof.all().update(expires_at=NOW - timedelta(minutes=1)))
    assert post("/account/code", {"do": "enter", "code": code_of()}).status_code == 422


def test_codes_to_one_address_are_limited(post):
    for _ in range(5):
        post("/account/code", {"do": "send", "email": "haneul@example.org"})
    assert post("/account/code", {"do": "send", "email": "Haneul@example.org"}).status_code == 429


def test_a_false_address_is_said_beside_its_field(post):
    answer = post("/account/code", {"do": "send", "email": "하늘@"})
    assert answer.status_code == 422
    assert 'value="하늘@"' in answer.text


def test_unread_news_stands_in_the_list_until_the_case_was_read(client, case, post, run, cast):
    post("/cases", keyhole(case))
    assert "새 소식" not in client.get("/cases").text
    run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
    assert "새 소식 1건" in client.get("/cases").text
    client.get(f"/cases/{case.receipt_no}")
    assert "새 소식" not in client.get("/cases").text


def test_a_shared_computer_forgets_the_cases(client, case, post):
    post("/cases", keyhole(case))
    post("/cases/forget", {})
    assert case.receipt_no not in client.get("/cases").text
    assert client.get(f"/cases/{case.receipt_no}").status_code == 404


@pytest.mark.parametrize("path", ["/cases", "/account/code"])
def test_a_program_that_asks_for_the_head_only_is_answered(client, path):
    assert client.head(path).status_code == 200
