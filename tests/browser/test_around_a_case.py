"""Are the pages around a petition fit for everybody: look-alikes, followers, groups, proofs, satisfaction?"""

from __future__ import annotations

import re

import pytest

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.test_resident_account import new_account
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
NOISE = "새벽 다섯 시부터 공사장 소음이 큽니다."
PLACE = "장전2동 주민센터 건너편 공사장"


def _tells_of_the_noise(resident: Visitor) -> None:
    """To the page that asks whether several people file together."""
    resident.open("/services/noise-smell")
    resident.press("신청하기")
    resident.page.get_by_label("소음·진동").check()
    resident.fill("무슨 일인가요?", NOISE)
    resident.press("다음", exact=True)
    resident.page.get_by_role("textbox", name="어디인가요?").fill(PLACE)
    resident.press("다음", exact=True)
    resident.sees("여럿이 함께 내나요?")


def _files(resident: Visitor, machine: Machine, email: str) -> str:
    ways.says_who(resident, machine, email)
    resident.sees("이대로 제출할까요?")
    resident.page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    resident.press("제출하기")
    resident.page.wait_for_url("**/receipt")
    number = ways.NUMBER.search(resident.page.inner_text("main"))
    assert number
    return number[0]


def _both(one: Visitor, path: str, name: str, other: Visitor | None = None) -> None:
    """The page in Korean on the phone; in English on a wide screen."""
    one.open(path)
    one.look(name)
    if other is not None:
        other.open(path)
        other.look(f"{name}-en")


def test_neighbours_file_together_and_others_follow(machine: Machine, come: NewVisitor) -> None:
    first, second, english, clerk = come(PHONE), come(PHONE), come(DESK, lang="en-GB"), come(DESK)
    english.open("/preferences?lang=en&back=/")
    _tells_of_the_noise(first)
    first.look("form-together")
    first.page.locator("input[name=filed_together][value=yes]").check()
    first.fill("몇 세대가 함께 내나요?", "7")
    first.fill("서명한 사람은 모두 몇 명인가요?", "9")
    first.press("다음", exact=True)
    first.look("form-together-missing")
    first.page.locator("#f-signatures").set_input_files(ways.photo("서명부.jpg"))
    first.press("고른 파일 올리기")
    first.sees("서명부.jpg")
    first.press("다음", exact=True)
    number = _files(first, machine, "first@example.org")
    link = re.search(r"http://[^\s>)]+/cases/[^\s>)]+", machine.letter("first@example.org", "접수번호"))
    assert link
    english.page.goto(link[0])

    new_account(second, machine, "second@example.org", "박서준")
    _tells_of_the_noise(second)
    second.press("다음", exact=True)
    second.look("form-contact-account")
    second.fill("우편번호 5자리", "46274")
    second.fill("도로명 주소", "부산광역시 금정구 중앙대로 1777")
    second.fill("전화번호", "010-3456-7890")
    second.press("다음", exact=True)
    second.sees("이미 접수된 비슷한 민원이 있습니다")
    second.look("form-check-alike")
    second.press(re.compile("이 민원을 함께 지켜보기"))
    second.look("form-check-followed")
    second.open("/cases")
    second.look("cases-empty")

    _both(second, "/status?q=공사장", "status-search", english)
    _both(second, "/status?q=소음", "status-search-found", english)
    _both(second, f"/status/{number}", "status-open", english)
    _both(second, f"/status/{number}/follow", "follow", english)
    second.press("그만 지켜보기", exact=True)
    second.look("follow-stopped")
    second.press("지켜보기", exact=True)
    second.look("followed")
    _both(second, "/cases", "cases-followed", english)

    ways.signs_in(clerk, machine, "jiho")
    clerk.open(f"/desk/cases/{number}")
    clerk.press(re.compile("^접수"))
    clerk.stands_at("접수됨")
    ways.begins(clerk, "ask_representatives")
    clerk.look("desk-representatives")
    clerk.page.locator("[data-primary]").click()
    _both(first, f"/cases/{number}", "case-representatives", english)
    _both(first, f"/cases/{number}/representatives", "representatives", english)
    first.page.locator("#f-name_1").fill("이순자")
    first.page.locator("#f-phone_1").fill("010-2222-3333")
    first.page.locator("[data-primary]").click()
    first.look("case-represented")
    _both(first, f"/cases/{number}/record", "record", english)
    clerk.open(f"/desk/cases/{number}")
    clerk.press(re.compile("^결정"))
    clerk.page.locator("input[name=outcome][value=answered]").check()
    clerk.page.locator("#f-answer").fill("공사 시간을 오전 8시 뒤로 바꾸게 했습니다.")
    clerk.page.locator("[data-primary]").click()
    clerk.press(re.compile("^결과 통지"))
    clerk.page.locator("[data-primary]").click()
    clerk.stands_at("답변 완료")
    _both(first, f"/cases/{number}/satisfaction", "satisfaction", english)
    first.page.locator("input[name=score]").first.check()
    first.page.locator("[data-primary]").click()
    first.look("satisfaction-answered")
    _both(first, f"/cases/{number}", "case-satisfied", english)
    _both(first, f"/status/{number}", "status-done", english)
    for path, name in {
        "/ledger": "ledger",
        "/ledger/check": "ledger-check",
        "/open-data": "open-data-downloads",
        "/open-data/satisfaction": "open-data-satisfaction",
        "/status?q=없는말": "status-nothing",
    }.items():
        _both(first, path, name, english)
