"""Does a resident see, correct and take away what the house knows, and close the account, in a browser?"""

from __future__ import annotations

import re

import pytest

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.test_resident_account import begin, new_account, ways_to_contact
from tests.browser.visitor import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def files(resident: Visitor) -> str:
    """Somebody signed in files; the receipt number."""
    begin(resident)
    ways_to_contact(resident)
    resident.fill("도로명 주소", "부산광역시 금정구 중앙대로 1777")
    resident.press("다음", exact=True)
    resident.page.get_by_label("개인정보 수집·이용에 동의합니다").check()
    resident.press("제출하기")
    resident.page.wait_for_url("**/receipt")
    found = ways.NUMBER.search(resident.page.inner_text("main"))
    assert found
    return found[0]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_account_is_read_corrected_taken_away_and_closed(
    machine: Machine, come: NewVisitor, scripts: bool
) -> None:
    email = f"mine-{scripts}@example.org".lower()
    resident = come(PHONE, scripts=scripts)
    new_account(resident, machine, email, "김하늘")
    resident.look("account-empty")
    number = files(resident)
    resident.open("/account")
    resident.sees(number)
    resident.look("account-overview")
    resident.press(re.compile("^이름과 연락처"))
    resident.look("account-profile")
    resident.fill("이름", "김하늘하늘")
    resident.press("저장하기")
    resident.sees("저장했습니다")
    resident.press(re.compile("^동의한 것"))
    resident.look("account-consents")
    resident.press(re.compile("^알림 설정"))
    resident.look("account-notices")
    resident.press("저장하기")
    resident.sees("저장했습니다")
    resident.press(re.compile("^내 자료"))
    resident.look("account-data")
    with resident.page.expect_download() as coming:
        resident.press("파일로 내려받기 (JSON)")
    assert "김하늘하늘" in coming.value.path().read_text("utf-8")
    resident.press("모두 보기")
    resident.sees("구청이 가진 내 자료")
    resident.look("account-everything")
    resident.open("/account/close")
    resident.look("account-close")
    resident.page.get_by_label("읽었고, 계정을 닫겠습니다").check()
    resident.press("계정 닫기")
    resident.sees("계정을 닫았습니다")
    resident.look("account-closed")
    resident.open("/account")
    assert resident.path() == "/sign-in"
