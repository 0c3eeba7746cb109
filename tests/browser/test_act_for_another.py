"""Does a petitioner's mother bring the paper for her, in a browser of her own, and does everybody read who did?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WHO = "김하늘 님을 대신해 어머니 이순자 님"


def hands_on(resident: Visitor, scope: str) -> str:
    """The petitioner makes a code; its digits."""
    resident.press("다른 사람에게 맡기기")
    resident.look("agents")
    resident.page.locator(f"input[name=scope][value={scope}]").check()
    resident.press("동의 번호 만들기")
    resident.sees("동의 번호를 만들었습니다")
    resident.look("agents-code")
    return resident.page.locator(".receipt-number").inner_text()


def takes_up(mother: Visitor, number: str, code: str) -> None:
    """Number, code, name and relation open the case."""
    mother.open("/cases")
    mother.press("동의 번호로 다른 사람 대신 열기")
    mother.look("act")
    mother.fill("접수번호", number)
    mother.fill("동의 번호 8자리", code)
    mother.fill("내 이름", "이순자")
    mother.page.get_by_label("민원을 낸 분에게 나는").select_option("mother")
    mother.press("열기", exact=True)
    mother.sees("김하늘 님을 대신해 보고 있습니다")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_mother_brings_the_paper_and_loses_the_case_when_the_consent_ends(
    machine: Machine, come: NewVisitor, scripts: bool
) -> None:
    resident, mother, clerk = come(PHONE, scripts=scripts), come(PHONE, scripts=scripts), come(DESK)
    filed = ways.files(resident, machine, f"haneul-{scripts}@example.org".lower())
    ways.signs_in(clerk, machine)
    ways.opens(clerk, filed)
    ways.accepts_and_asks(clerk)
    resident.open(filed.path)
    takes_up(mother, filed.number, hands_on(resident, "act"))
    mother.look("case-for-another")
    assert machine.letter(filed.email, "대신 보기 시작했습니다")
    assert "010-2345-6789" not in mother.page.inner_text("main")
    mother.press("서류 내기")
    mother.page.locator("#f-supplement").fill(ways.ADDED)
    mother.page.locator("[data-primary]").click()
    mother.page.wait_for_url(f"**{filed.path}")
    assert machine.letter(filed.email, "맡기신 분이 대신 했습니다")
    resident.open(filed.path)
    resident.sees(re.compile(WHO))
    resident.look("case-by-another")
    clerk.open(f"/desk/cases/{filed.number}")
    clerk.sees(re.compile("신청인을 대신해 어머니 이순자 님"))
    clerk.look("desk-case-by-another")
    resident.press("다른 사람에게 맡기기")
    resident.look("agents-standing")
    resident.press(re.compile("끝내기"))
    expect(resident.page.get_by_text("지금 맡긴 것")).to_have_count(0)
    mother.open(filed.path)
    mother.look("case-not-mine")
    assert ways.ADDED not in mother.page.inner_text("main")
