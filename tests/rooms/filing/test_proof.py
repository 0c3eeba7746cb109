"""Is an e-mail used only once its owner proved it, by a code of ten minutes and five tries?"""

from __future__ import annotations

from portal.kernel.cases import key_of, petitioner_of, pin_of
from portal.kernel.models import ContactProof, Notice
from tests.rooms.filing.resident import WHAT, WHERE, WHO, Clock, Resident, Run, path_of

MAIL = {**WHO, "petitioner_phone": "", "petitioner_email": "haneul@Example.ORG"}


def ask(resident: Resident) -> None:
    resident.begin()
    resident.step("what", WHAT)
    resident.step("where", WHERE)
    page = resident.step("contact", {**MAIL, "do": "send-code"})
    assert page.status_code == 200
    assert "haneul@example.org로 보냈습니다" in page.text
    assert "오전 10시 10분까지" in page.text


def test_a_proved_address_gets_the_news_and_no_pin(resident: Resident, run: Run) -> None:
    ask(resident)
    assert [notice.topic for notice in run(Notice.all())] == ["code"]
    page = resident.step("contact", {**MAIL, "code": resident.code(), "do": "enter-code"})
    assert "이메일을 확인했습니다" in page.text
    assert path_of(resident.step("contact", MAIL)) == f"{resident.base}/check"
    receipt = resident.submit()
    case = resident.cases()[0]
    assert petitioner_of(case, run(key_of(case))).email_proved
    assert pin_of(case) not in receipt.text
    assert "메일로 알려 드립니다" in receipt.text
    told = {(notice.topic, notice.channel) for notice in run(Notice.filter(case_id=case.id))}
    assert told == {("filed", "portal"), ("filed", "mail")}


def test_a_code_typed_before_pressing_next_counts(resident: Resident) -> None:
    ask(resident)
    page = resident.step("contact", {**MAIL, "code": f" {resident.code()[:3]} {resident.code()[3:]} "})
    assert path_of(page) == f"{resident.base}/check"


def test_the_right_code_sent_twice_is_no_mistake(resident: Resident) -> None:
    ask(resident)
    entered = {**MAIL, "code": resident.code(), "do": "enter-code"}
    resident.step("contact", entered)
    page = resident.step("contact", entered)
    assert page.status_code == 200
    assert "이메일을 확인했습니다" in page.text


def test_an_unproved_address_alone_is_not_enough(resident: Resident) -> None:
    ask(resident)
    page = resident.step("contact", MAIL)
    assert page.status_code == 422
    assert 'href="#f-petitioner_email"' in page.text
    with_phone = resident.step("contact", {**MAIL, "petitioner_phone": "010-2345-6789"})
    assert path_of(with_phone) == f"{resident.base}/check"
    assert "확인하지 않아 소식을 보내지 않습니다" in with_phone.text
    resident.submit()
    assert resident.cases()[0].email_hash


def test_five_wrong_codes_use_the_code_up(resident: Resident, run: Run) -> None:
    ask(resident)
    right = resident.code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        page = resident.step("contact", {**MAIL, "code": wrong, "do": "enter-code"})
        assert page.status_code == 422
        assert f"{left}번 더" in page.text
        assert 'value="김하늘"' in page.text
    resident.step("contact", {**MAIL, "code": wrong, "do": "enter-code"})
    page = resident.step("contact", {**MAIL, "code": right, "do": "enter-code"})
    assert page.status_code == 422
    assert "새 번호를 받아 주세요" in page.text
    assert run(ContactProof.first()).proved_at is None


def test_a_code_of_eleven_minutes_ago_is_void(resident: Resident, clock: Clock) -> None:
    ask(resident)
    code = resident.code()
    clock.forward(minutes=10)
    page = resident.step("contact", {**MAIL, "code": code, "do": "enter-code"})
    assert "새 번호를 받아 주세요" in page.text


def test_a_new_code_voids_the_old_one(resident: Resident, clock: Clock) -> None:
    ask(resident)
    old = resident.code()
    clock.forward(minutes=1)
    resident.step("contact", {**MAIL, "do": "send-code"})
    if old != resident.code():
        assert resident.step("contact", {**MAIL, "code": old, "do": "enter-code"}).status_code == 422
    assert (
        "확인했습니다" in resident.step("contact", {**MAIL, "code": resident.code(), "do": "enter-code"}).text
    )


def test_an_address_changed_after_its_proof_is_unproved_again(resident: Resident) -> None:
    ask(resident)
    resident.step("contact", {**MAIL, "code": resident.code(), "do": "enter-code"})
    page = resident.step("contact", {**MAIL, "petitioner_email": "other@example.org"})
    assert page.status_code == 422


def test_codes_are_not_sent_without_end_and_words_are_kept(resident: Resident) -> None:
    ask(resident)
    for _ in range(4):
        assert resident.step("contact", {**MAIL, "do": "send-code"}).status_code == 200
    page = resident.step("contact", {**MAIL, "do": "send-code"})
    assert page.status_code == 429
    assert "너무 여러 번" in page.text
    assert 'value="김하늘"' in page.text


def test_a_code_needs_an_address_that_can_be_read(resident: Resident, run: Run) -> None:
    resident.begin()
    page = resident.step("contact", {**MAIL, "petitioner_email": "", "do": "send-code"})
    assert page.status_code == 422
    assert 'href="#f-petitioner_email"' in page.text
    assert run(ContactProof.all().count()) == 0
