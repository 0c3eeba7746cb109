"""A security key, played by Chromium's virtual authenticator: added on the account's page, then the way in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.coming_in import DISTRICT, at_provider, officer, press, resident

pytestmark = pytest.mark.browser


def device(page: Page, *, knows_its_user: bool = True) -> None:
    """Give this browser a device with a fingerprint reader, whose user nods to everything."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": knows_its_user,
                "isUserVerified": knows_its_user,
                "automaticPresenceSimulation": True,
            }
        },
    )


def add_key(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_label("이름").fill("내 휴대전화")
    press(page, "이 기기 등록")
    expect(page.get_by_text("보안 키를 등록했습니다")).to_be_visible()
    expect(page.get_by_text("내 휴대전화").first).to_be_visible()


def test_a_resident_adds_this_device_and_comes_in_with_it_alone(newcomer, demo):
    page = newcomer()
    device(page)
    resident(page, demo, "monitor")
    add_key(page, f"{demo.address}/account/ways/keys")
    page.goto(f"{demo.address}/account/devices")
    press(page, "이 기기까지 모두 로그아웃")
    page.goto(f"{demo.address}/sign-in?back=/account/devices")
    press(page, "보안 키로 로그인")
    press(page, "보안 키로 로그인")
    expect(page).to_have_url(f"{demo.address}/account/devices")
    page.goto(f"{demo.address}/account/ways/keys")
    press(page, re.compile("지우기"))
    expect(page.get_by_text("보안 키를 지웠습니다")).to_be_visible()


def test_a_clerk_comes_in_with_a_device_that_knows_them_and_by_it_after_the_provider(newcomer, demo):
    page = newcomer()
    device(page)
    officer(page, demo, "minsu")
    add_key(page, f"{demo.address}/desk/account/keys")
    page.get_by_role("button", name="로그아웃").click()
    page.goto(f"{demo.address}/desk/sign-in")
    press(page, "보안 키로 로그인")
    press(page, "보안 키로 로그인")
    expect(page).to_have_url(f"{demo.address}/desk")
    page.get_by_role("button", name="로그아웃").click()
    page.goto(f"{demo.address}/desk/sign-in")
    press(page, re.compile("직원 통합인증"))
    press(page, "보안 키로 확인하기")
    press(page, "보안 키로 확인")
    expect(page).to_have_url(f"{demo.address}/desk")


def test_a_browser_without_a_key_of_ours_is_told_so_and_can_go_another_way(newcomer, demo):
    page = newcomer()
    device(page)
    page.goto(f"{demo.address}/sign-in/key")
    press(page, "보안 키로 로그인")
    expect(page.get_by_role("status").filter(has_text="확인하지 않았습니다")).to_be_visible()
    press(page, "다른 방법으로 로그인")
    press(page, re.compile(DISTRICT))
    at_provider(page, "haneul")
    expect(page).to_have_url(f"{demo.address}/account")
