"""Is what was typed still there after going back, a reload, a change of language, and a closed window?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def _types(resident: Visitor) -> None:
    resident.open("/services/streetlight-road")
    resident.press("신청하기")
    resident.page.get_by_label("난간·울타리가 부서짐").check()
    resident.fill("무슨 일인가요?", ways.WHAT)


def _is_there(resident: Visitor) -> None:
    expect(resident.page.locator("#f-details")).to_have_value(ways.WHAT)
    expect(resident.page.locator("input[name=problem][value=railing]")).to_be_checked()


def test_a_reload_keeps_it(come: NewVisitor) -> None:
    resident = come(PHONE)
    _types(resident)
    resident.sees("방금 저장됨")
    resident.look("form-saved")
    resident.page.reload()
    _is_there(resident)


def test_a_reload_in_the_middle_of_typing_keeps_it(come: NewVisitor) -> None:
    resident = come(PHONE)
    _types(resident)
    resident.page.reload()
    _is_there(resident)


def test_another_language_in_the_middle_of_typing_keeps_it(come: NewVisitor) -> None:
    resident = come(PHONE)
    _types(resident)
    resident.page.locator("details.tools summary").click()
    resident.page.get_by_role("button", name="English").locator("visible=true").first.click()
    expect(resident.page.locator("html")).to_have_attribute("lang", "en")
    _is_there(resident)
    resident.look("form-what-en")


def test_another_language_without_javascript_keeps_it(come: NewVisitor) -> None:
    resident = come(PHONE, scripts=False)
    _types(resident)
    resident.page.locator("details.tools summary").click()
    resident.page.get_by_role("button", name="English").locator("visible=true").first.click()
    expect(resident.page.locator("html")).to_have_attribute("lang", "en")
    _is_there(resident)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_the_form_s_own_way_back_keeps_it(come: NewVisitor, scripts: bool) -> None:
    resident = come(PHONE, scripts=scripts)
    _types(resident)
    resident.press("다음", exact=True)
    resident.page.wait_for_url("**/where")
    where = resident.page.get_by_role("textbox", name="어디인가요?")
    where.fill("장전역 앞")
    resident.press("이전", exact=True)
    _is_there(resident)
    resident.press("다음", exact=True)
    expect(where).to_have_value("장전역 앞")


def test_the_browser_s_way_back_keeps_it(come: NewVisitor) -> None:
    resident = come(PHONE)
    _types(resident)
    resident.press("다음", exact=True)
    resident.page.wait_for_url("**/where")
    resident.page.go_back()
    _is_there(resident)


def test_a_closed_window_keeps_it_and_the_service_offers_to_go_on(come: NewVisitor) -> None:
    resident = come(PHONE)
    _types(resident)
    resident.sees("방금 저장됨")
    resident.open("/services/streetlight-road")
    resident.look("service-with-draft")
    resident.press("쓰던 신청서 이어 쓰기")
    _is_there(resident)
