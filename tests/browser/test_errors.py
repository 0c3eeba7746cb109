"""Does every error help: a summary with links, a title that says so, the focus on it, and all that was typed?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
NUMBER = "900101-1234567"


def _begins(resident: Visitor) -> None:
    resident.open("/services/streetlight-road")
    resident.press("신청하기")
    resident.sees("어떤 불편인가요?")


def _says_error(visitor: Visitor, name: str) -> None:
    expect(visitor.page.locator("#error-summary")).to_be_visible()
    assert visitor.page.title().startswith("오류:")
    if visitor.scripts:
        expect(visitor.page.locator("#error-summary")).to_be_focused()
    visitor.look(name)


@SCRIPTS
def test_missing_answers_are_named_linked_and_nothing_typed_is_lost(come: NewVisitor, scripts: bool) -> None:
    resident = come(PHONE, scripts=scripts)
    _begins(resident)
    resident.fill("무슨 일인가요?", ways.WHAT)
    resident.press("다음", exact=True)
    _says_error(resident, "error-missing")
    expect(resident.page.get_by_label("무슨 일인가요?")).to_have_value(ways.WHAT)
    resident.page.locator("#error-summary").get_by_role("link").click()
    assert resident.page.url.endswith("#f-problem")
    beside = resident.page.locator("#e-problem")
    expect(beside).to_be_visible()
    assert beside.inner_text() in resident.page.locator("#error-summary").inner_text()


@SCRIPTS
def test_a_resident_number_is_stopped_shown_again_and_masked_on_request(
    come: NewVisitor, scripts: bool
) -> None:
    resident = come(PHONE, scripts=scripts)
    _begins(resident)
    resident.page.get_by_label("그 밖의 것").check()
    typed = f"제 번호는 {NUMBER}입니다. 난간이 부러졌습니다."
    resident.fill("무슨 일인가요?", typed)
    resident.press("다음", exact=True)
    _says_error(resident, "error-resident-number")
    expect(resident.page.get_by_label("무슨 일인가요?")).to_have_value(typed)
    resident.press("가리고 계속하기")
    resident.page.wait_for_url("**/where")
    resident.press("이전", exact=True)
    expect(resident.page.get_by_label("무슨 일인가요?")).to_have_value(
        typed.replace(NUMBER, "900101-*******")
    )


@SCRIPTS
def test_a_wrong_code_says_so_and_the_right_one_still_works(
    machine: Machine, come: NewVisitor, scripts: bool
) -> None:
    resident = come(PHONE, scripts=scripts)
    email = f"jiu-{int(scripts)}@example.org"
    _begins(resident)
    resident.page.get_by_label("그 밖의 것").check()
    resident.fill("무슨 일인가요?", ways.WHAT)
    resident.press("다음", exact=True)
    resident.page.get_by_role("textbox", name="어디인가요?").fill("금정산 북문")
    resident.press("다음", exact=True)
    resident.sees("누구신가요?")
    resident.fill("이메일", email)
    resident.press("확인번호 받기")
    right = machine.mailed_code(email)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    resident.page.get_by_label("확인번호 6자리").fill(wrong)
    resident.press("확인하기")
    _says_error(resident, "error-code")
    resident.page.get_by_label("확인번호 6자리").fill(right)
    resident.press("확인하기")
    resident.sees("이메일을 확인했습니다")


def test_nothing_is_handed_in_without_answers_and_consent(come: NewVisitor) -> None:
    resident = come(PHONE)
    _begins(resident)
    resident.page.goto(resident.page.url.replace("/what", "/check"))
    resident.look("form-check-empty")
    resident.press("제출하기")
    _says_error(resident, "error-check")
    assert resident.page.locator("#error-summary").get_by_role("link").count() >= 5


def test_a_file_of_a_false_kind_is_refused_and_the_rest_kept(come: NewVisitor) -> None:
    resident = come(PHONE)
    _begins(resident)
    resident.page.get_by_label("그 밖의 것").check()
    resident.fill("무슨 일인가요?", ways.WHAT)
    resident.press("다음", exact=True)
    place = resident.page.get_by_role("textbox", name="어디인가요?")
    place.fill("금정산 북문")
    program = {"name": "사진.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" + bytes(400)}
    resident.page.locator("#f-photos").set_input_files(program)  # type: ignore[arg-type]
    resident.press("다음", exact=True)
    _says_error(resident, "error-file")
    expect(place).to_have_value("금정산 북문")


@SCRIPTS
def test_a_case_is_not_opened_by_a_wrong_pin(come: NewVisitor, scripts: bool) -> None:
    resident = come(PHONE, scripts=scripts)
    resident.open("/cases")
    resident.press("민원 열기")
    _says_error(resident, "error-cases-empty")
    resident.fill("접수번호", "2026-000099-1")
    resident.fill("전화번호", "010-2345-6789")
    resident.fill("확인번호 6자리", "000000")
    resident.press("민원 열기")
    _says_error(resident, "error-cases")
    expect(resident.page.get_by_label("전화번호")).to_have_value("010-2345-6789")


@SCRIPTS
def test_a_wrong_sign_in_keeps_the_login_only(come: NewVisitor, scripts: bool) -> None:
    clerk = come(DESK, scripts=scripts)
    clerk.open("/desk/sign-in")
    clerk.fill("계정", "nobody")
    clerk.fill("비밀번호", "wrong-password")
    clerk.fill("인증번호 6자리", "123456")
    clerk.press("로그인", exact=True)
    _says_error(clerk, "error-sign-in")
    expect(clerk.page.get_by_label("계정")).to_have_value("nobody")
    expect(clerk.page.get_by_label("비밀번호")).to_have_value("")


def test_a_refusal_without_reasons_is_not_taken_and_the_answer_kept(
    machine: Machine, come: NewVisitor
) -> None:
    resident, clerk = come(PHONE), come(DESK)
    filed = ways.files(resident, machine, "haeun@example.org")
    ways.signs_in(clerk, machine)
    clerk.open(f"/desk/cases/{filed.number}")
    clerk.press("접수 A")
    clerk.stands_at("접수됨")
    clerk.press("결정 D")
    clerk.page.locator("input[name=outcome][value=refused]").check()
    clerk.page.locator("#f-answer").fill(ways.ANSWER)
    clerk.page.locator("[data-primary]").click()
    _says_error(clerk, "error-refusal")
    expect(clerk.page.locator("#f-answer")).to_have_value(ways.ANSWER)
    expect(clerk.page.locator("#e-reasons")).to_be_visible()
    expect(clerk.page.locator("#e-remedies")).to_be_visible()
