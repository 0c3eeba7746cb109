"""How does a visitor of the demo come in by the sign-in providers' own pages?"""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page

from portal.rooms.demo.definition import password_of
from tests.browser.demo import Demo

DISTRICT, STAFF_SIGN_IN = "금정구 통합로그인", "직원 통합인증"


def press(page: Page, name: str | re.Pattern[str]) -> None:
    button = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    button.locator("visible=true").first.click()


def next_second() -> None:
    """Wait for the clock's next second: two access tokens of one person within a second are one to Canaille."""
    time.sleep(1.01 - time.time() % 1)


def at_provider(page: Page, login: str) -> None:
    """Name and password on the provider's own pages."""
    next_second()
    page.get_by_label("아이디").fill(login)
    page.get_by_role("button", name="다음").click()
    page.get_by_label("비밀번호", exact=True).fill(password_of(login))
    page.get_by_role("button", name="로그인", exact=True).click()


def resident(page: Page, demo: Demo, login: str) -> None:
    page.goto(f"{demo.address}/sign-in")
    press(page, re.compile(DISTRICT))
    at_provider(page, login)


def officer(page: Page, demo: Demo, login: str) -> None:
    page.goto(f"{demo.address}/desk/sign-in")
    press(page, re.compile(STAFF_SIGN_IN))
    at_provider(page, login)
    page.get_by_label("인증번호 6자리").fill(demo.code(login))
    press(page, "로그인")
