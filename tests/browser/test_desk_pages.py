"""Are the other pages fit for everybody: counter, log, accounts, delivery, the list on a phone, the demo's own?"""

from __future__ import annotations

import re

import pytest

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.visitor import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

DECLARED = "do=declare&date=2026-05-29&name=x&kind=temporary&basis=x"
PAGES = {
    "sora": {
        "desk-sora": "/desk",
        "desk-counter": "/desk/counter",
        "desk-counter-entry": "/desk/counter/streetlight-road",
        "desk-nothing": "/desk?view=late",
    },
    "yuna": {
        "desk-log": "/desk/log",
        "desk-staff": "/desk/staff",
        "desk-late": "/desk/late",
        "desk-monthly": "/desk/monthly",
        "desk-satisfaction": "/desk/satisfaction",
    },
    "admin": {
        "desk-holidays": "/desk/holidays?year=2026",
        "desk-holidays-check": f"/desk/holidays/check?{DECLARED}",
        "desk-holidays-wrong": "/desk/holidays/check?do=declare&date=x&name=&kind=temporary&basis=",
        "desk-mode": "/desk/mode",
    },
    "jeonghee": {
        "desk-jeonghee-satisfaction": "/desk/satisfaction",
        "desk-jeonghee-holidays": "/desk/holidays?year=2026",
    },
    "minsu": {
        "desk-delivery": "/desk/delivery",
        "desk-closed": "/desk?view=closed",
        "desk-told": "/desk/told",
        "desk-unknown": "/desk/cases/x",
    },
}


@pytest.mark.parametrize("login", PAGES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_the_desk_is_fit_for_everybody(
    machine: Machine, come: NewVisitor, login: str, size: tuple[int, int]
) -> None:
    clerk = come(size)
    ways.signs_in(clerk, machine, login)
    wrong = []
    for name, path in PAGES[login].items():
        clerk.open(path)
        try:
            clerk.look(name)
        except AssertionError as found:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_the_demo_s_guide_and_mailbox_are_fit_for_everybody(
    machine: Machine, come: NewVisitor, size: tuple[int, int]
) -> None:
    visitor = come(size)
    email = f"lan-{size[0]}@example.org"
    visitor.open("/account/code")
    visitor.fill("이메일", email)
    visitor.press(re.compile("확인번호"))
    machine.mailed_code(email)
    visitor.open("/demo")
    visitor.look("demo")
    visitor.open("/demo/mail")
    visitor.look("demo-mail")
    visitor.page.locator("main a[href^='/demo/mail/']").first.click()
    visitor.look("demo-letter")
