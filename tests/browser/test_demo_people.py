"""Everybody of the demo comes in by their provider, as a visitor of the demo would, and goes out again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from portal.rooms.demo.definition import RESIDENT_LOGINS, STAFF, password_of
from tests.browser.coming_in import (
    DISTRICT,
    STAFF_SIGN_IN,
    at_provider,
    next_second,
    officer,
    press,
    resident,
)

pytestmark = pytest.mark.browser


def test_the_sign_in_pages_say_who_is_who(newcomer, demo):
    page = newcomer()
    for path, logins in (
        ("/sign-in", [login.user for login, _ in RESIDENT_LOGINS]),
        ("/desk/sign-in", [account.login for account in STAFF]),
        ("/demo", [login.user for login, _ in RESIDENT_LOGINS] + [account.login for account in STAFF]),
    ):
        page.goto(demo.address + path)
        for login in logins:
            expect(page.get_by_text(password_of(login)).first).to_be_visible()


def test_the_resident_finds_the_cases_of_her_month(newcomer, demo):
    page = newcomer()
    resident(page, demo, "haneul")
    expect(page).to_have_url(f"{demo.address}/account")
    expect(page.get_by_text("김하늘 님")).to_be_visible()
    expect(page.locator("a[href^='/cases/20']").first).to_be_visible()


def test_the_neighbour_makes_an_account_and_sees_nothing_of_hers(newcomer, demo):
    page = newcomer()
    resident(page, demo, "haneul")
    hers = page.locator("a[href^='/cases/20']").first.get_attribute("href")
    other = newcomer()
    resident(other, demo, "seojun")
    expect(other).to_have_url(re.compile(r"/account/new"))
    other.get_by_role("button", name="다음", exact=True).last.click()
    for box in other.get_by_role("checkbox").all():
        box.check()
    press(other, "계정 만들기")
    expect(other.get_by_text("박서준 님")).to_be_visible()
    assert other.goto(f"{demo.address}{hers}").status == 404
    other.goto(f"{demo.address}/cases")
    expect(other.locator("a[href^='/cases/20']")).to_have_count(0)


def test_the_monitor_comes_in_as_a_resident(newcomer, demo):
    page = newcomer()
    resident(page, demo, "monitor")
    expect(page.get_by_text("나살핌 님")).to_be_visible()
    page.goto(f"{demo.address}/desk")
    expect(page).to_have_url(re.compile(r"/desk/sign-in"))


@pytest.mark.parametrize("login", [account.login for account in STAFF])
def test_each_member_of_staff_comes_in_with_a_second_factor(newcomer, demo, login):
    page = newcomer()
    officer(page, demo, login)
    expect(page).to_have_url(re.compile(rf"^{re.escape(demo.address)}/desk(?!/sign-in)"))
    expect(page.get_by_role("button", name="로그아웃")).to_be_visible()


def test_staff_are_nobody_at_the_residents_provider_and_residents_nobody_at_the_staffs(newcomer, demo):
    page = newcomer()
    page.goto(f"{demo.address}/sign-in")
    press(page, re.compile(DISTRICT))
    at_provider(page, "minsu")
    expect(page.get_by_text("로그인하지 못했습니다")).to_be_visible()
    other = newcomer()
    other.goto(f"{demo.address}/desk/sign-in")
    press(other, re.compile(STAFF_SIGN_IN))
    at_provider(other, "haneul")
    expect(other.get_by_text("로그인하지 못했습니다")).to_be_visible()


def test_a_way_in_is_unlinked_and_linked_again(newcomer, demo):
    page = newcomer()
    resident(page, demo, "haneul")
    page.goto(f"{demo.address}/account/ways")
    press(page, f"{DISTRICT} 연결 끊기")
    expect(page.get_by_text("연결을 끊었습니다")).to_be_visible()
    stranger = newcomer()
    resident(stranger, demo, "haneul")
    expect(stranger).to_have_url(re.compile(r"/account/new"))
    next_second()
    press(page, f"{DISTRICT} 연결하기")
    expect(page.get_by_text("연결했습니다")).to_be_visible()


def test_signing_out_everywhere_ends_every_session_and_the_providers_too(newcomer, demo):
    here, elsewhere = newcomer(), newcomer()
    for page in (here, elsewhere):
        resident(page, demo, "haneul")
        expect(page).to_have_url(f"{demo.address}/account")
    here.goto(f"{demo.address}/account/devices")
    press(here, "이 기기까지 모두 로그아웃")
    for page in (here, elsewhere):
        page.goto(f"{demo.address}/account")
        expect(page.get_by_text("님, 안녕하세요")).to_have_count(0)
    resident_again = newcomer()
    resident(resident_again, demo, "haneul")
    resident_again.get_by_role("button", name="로그아웃", exact=True).click()
    press(resident_again, f"{DISTRICT}에서도 로그아웃")
    expect(resident_again).to_have_url(re.compile(rf"^{re.escape(demo.address)}/sign-out"))
    resident_again.goto(f"{demo.address}/sign-in")
    press(resident_again, re.compile(DISTRICT))
    expect(
        resident_again.get_by_label("아이디").or_(resident_again.get_by_text("계정 고르기")).first
    ).to_be_visible()
