"""Does a resident get in, file, find their case again, and get out everywhere, in a browser?"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import PATIENCE, Machine
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def sign_in(resident: Visitor, machine: Machine, email: str, *, look: str = "") -> None:
    """From the sign-in page to where the code leads."""
    before = len(machine.letters(email))
    resident.fill("이메일", email)
    resident.press("확인번호 받기")
    resident.page.wait_for_url("**/sign-in/email")
    deadline = time.monotonic() + PATIENCE
    while len(machine.letters(email)) == before and time.monotonic() < deadline:
        time.sleep(0.2)
    if look:
        resident.look(look)
    resident.fill("확인번호 6자리", machine.mailed_code(email))
    resident.page.locator("[data-primary]").click()
    resident.page.wait_for_url(lambda url: "/sign-in/email" not in url)


def new_account(resident: Visitor, machine: Machine, email: str, name: str, *, looks: bool = False) -> None:
    """Come for the first time, and agree."""
    resident.open("/sign-in")
    if looks:
        resident.look("sign-in-residents")
    sign_in(resident, machine, email, look="sign-in-code" if looks else "")
    resident.sees("나이가 어떻게 되나요?")
    if looks:
        resident.look("account-new-age")
    resident.press("다음", exact=True)
    resident.fill("이름", name)
    for box in resident.page.get_by_role("checkbox").all():
        box.check()
    if looks:
        resident.look("account-new")
    resident.press("계정 만들기", exact=True)
    resident.page.wait_for_url("**/account")


def begin(resident: Visitor) -> None:
    """From the service's page to its first questions."""
    resident.open("/services/streetlight-road")
    resident.press("신청하기")
    resident.sees("어떤 불편인가요?")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_resident_comes_in_files_finds_the_case_and_signs_out_everywhere(
    machine: Machine, come: NewVisitor, scripts: bool
) -> None:
    email = f"journey{scripts}@example.org".lower()
    resident = come(PHONE, scripts=scripts)
    new_account(resident, machine, email, "김하늘", looks=True)
    resident.look("account-first")
    begin(resident)
    ways_to_contact(resident)
    expect(resident.page.get_by_label("이름")).to_have_value("김하늘")
    resident.sees("이메일을 확인했습니다")
    resident.look("form-contact-signed-in")
    resident.fill("도로명 주소", "부산광역시 금정구 중앙대로 1777")
    resident.press("다음", exact=True)
    resident.page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    resident.press("제출하기")
    resident.page.wait_for_url("**/receipt")
    found = ways.NUMBER.search(resident.page.inner_text("main"))
    assert found
    number = found[0]

    other = come(DESK, scripts=scripts)
    other.open(f"/cases/{number}")
    other.press("로그인해서 열기")
    sign_in(other, machine, email)
    other.page.wait_for_url(f"**/cases/{number}")
    other.sees(number)
    assert machine.letter(email, "새 기기에서 로그인했습니다")
    other.open("/cases")
    other.look("cases-signed-in")
    other.open("/account/devices")
    other.sees("지금 이 기기")
    other.look("devices")
    other.press("이 기기까지 모두 로그아웃")
    for visitor in (other, resident):
        visitor.open(f"/cases/{number}")
        visitor.sees("찾지 못했습니다")
        visitor.open("/account")
        visitor.page.wait_for_url("**/sign-in?**")


def ways_to_contact(resident: Visitor) -> None:
    """The questions up to the page about the person."""
    resident.page.get_by_label("가로등이 꺼졌거나 깜빡임").check()
    resident.fill("무슨 일인가요?", ways.WHAT)
    resident.press("다음", exact=True)
    resident.page.get_by_role("textbox", name="어디인가요?").fill("장전역 4번 출구 앞")
    resident.press("다음", exact=True)
    resident.sees("누구신가요?")


def test_what_was_being_written_when_the_session_ended_is_sent_after_signing_in(
    machine: Machine, come: NewVisitor
) -> None:
    email = "interrupted@example.org"
    resident, elsewhere = come(PHONE), come(PHONE)
    new_account(resident, machine, email, "김하늘")
    begin(resident)
    elsewhere.open("/sign-in?back=/account/devices")
    sign_in(elsewhere, machine, email)
    elsewhere.press("다른 기기에서 모두 로그아웃")
    elsewhere.sees("다른 기기에서 모두 로그아웃했습니다")

    resident.page.get_by_label("가로등이 꺼졌거나 깜빡임").check()
    resident.fill("무슨 일인가요?", ways.WHAT)
    resident.press("다음", exact=True)
    resident.sees("쓰던 내용은 이 화면에 남아 있습니다")
    resident.look("signed-out-while-writing")
    with resident.context.expect_page() as opened:
        resident.press("새 창에서 로그인하기")
    form, resident.page = resident.page, opened.value
    sign_in(resident, machine, email)
    resident.sees("이 창을 닫고")
    resident.page = form
    resident.press("다시 보내기")
    resident.sees("어디인가요?")
    resident.press(re.compile("이전"))
    expect(resident.page.get_by_label("무슨 일인가요?")).to_have_value(ways.WHAT)


def test_a_child_asks_its_guardian_who_agrees(machine: Machine, come: NewVisitor) -> None:
    child, guardian = come(PHONE), come(PHONE)
    child.open("/sign-in")
    sign_in(child, machine, "sprout@example.org")
    child.page.get_by_label("만 14세 미만입니다").check()
    child.press("다음", exact=True)
    child.look("account-new-child")
    child.fill("내 이름", "이새싹")
    child.fill("태어난 해", "2016")
    child.fill("보호자 이름", "이보호")
    child.page.get_by_label(re.compile("^보호자 이메일")).fill("guardian@example.org")
    child.press("보호자에게 물어보기")
    child.sees("보호자에게 보냈습니다")
    child.look("account-new-sent")
    letter = machine.letter("guardian@example.org", "동의해 주세요")
    link = re.search(r"http://[^\s>)]+/account/guardian/[\w-]+", letter)
    assert link, letter
    guardian.page.goto(link[0])
    guardian.sees("이새싹")
    for box in guardian.page.get_by_role("checkbox").all():
        box.check()
    guardian.look("guardian")
    guardian.press("동의하고 계정 만들기")
    guardian.sees("동의했습니다")
    guardian.look("guardian-agreed")
    assert machine.letter("sprout@example.org", "계정이 생겼습니다")
    child.open("/sign-in")
    sign_in(child, machine, "sprout@example.org")
    child.page.wait_for_url("**/account")
