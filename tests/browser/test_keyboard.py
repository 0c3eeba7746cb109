"""Can one do everything without a mouse, and see where one is?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.visitor import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  const near = getComputedStyle(document.activeElement.closest("label, .find") ?? document.activeElement);
  const ring = (one) => parseFloat(one.outlineWidth) >= 2 && one.outlineStyle !== "none";
  if ([style, near].some((one) => ring(one) || one.boxShadow !== "none")) return "";
  return document.activeElement.outerHTML.slice(0, 120);
}"""
WHERE = "() => document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 200)"


def _tab_through(page: Page, most: int = 80) -> list[str]:
    """Every stop of the tabulator; each shows the focus."""
    stops: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(WHERE)
        if not stop or (stops and stop == stops[0]):
            break
        stops.append(stop)
        assert page.evaluate(OUTLINE) == ""
    return stops


def test_the_first_stop_skips_to_the_contents(come: NewVisitor) -> None:
    visitor = come(PHONE)
    visitor.open("/status")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="본문으로 바로가기")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/services/streetlight-road", "/cases", "/desk/sign-in"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_stop_shows_the_focus(come: NewVisitor, path: str, size: tuple[int, int]) -> None:
    visitor = come(size)
    visitor.open(path)
    stops = _tab_through(visitor.page)
    assert len(stops) > 5
    assert len(set(stops)) == len(stops)


def test_suggestions_come_while_one_types(come: NewVisitor) -> None:
    visitor = come(PHONE)
    visitor.open("/services")
    visitor.page.locator("#f-q").press_sequentially("ㄱㄹㄷ")
    expect(visitor.page.locator("#found").get_by_role("link", name=ways.SERVICE)).to_be_visible()
    visitor.look("services-suggested")


def test_a_clerk_walks_opens_and_accepts_by_keyboard(machine: Machine, come: NewVisitor) -> None:
    resident, clerk = come(PHONE), come(DESK)
    filed = ways.files(resident, machine, "lan@example.org")
    ways.signs_in(clerk, machine)
    clerk.open("/desk?view=waiting")
    page = clerk.page
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    clerk.look("desk-keys")
    page.keyboard.press("Escape")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.first.get_by_role("link")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.first.get_by_role("link")).to_be_focused()
    for _ in range(rows.count()):
        if filed.number in page.evaluate("() => document.activeElement.closest('tr').textContent"):
            break
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/cases/{filed.number}")
    page.keyboard.press("a")
    clerk.stands_at("접수됨")
    page.keyboard.press("m")
    page.wait_for_url("**/note")
    page.locator("#f-note").fill("현장에 나가 봅니다. j k ? a")
    expect(page.locator("#f-note")).to_have_value("현장에 나가 봅니다. j k ? a")
