"""Can everybody read and use the public pages, on a small phone and on a desk?"""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import DESK, PHONE

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "services": "/services",
    "services-found": "/services?q=가로드",
    "services-nothing": "/services?q=zzzzzz",
    "service": "/services/streetlight-road",
    "service-permit": "/services/road-occupation",
    "status": "/status",
    "status-unknown": "/status?q=2026-000000-0",
    "cases": "/cases",
    "cases-code": "/account/code",
    "help": "/help",
    "privacy": "/help/privacy",
    "terms": "/help/terms",
    "accessibility": "/help/accessibility",
    "open-data": "/help/open-data",
    "sign-in": "/desk/sign-in",
    "not-found": "/nowhere",
}


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_public_pages_are_fit_for_everybody(come: NewVisitor, size: tuple[int, int]) -> None:
    visitor = come(size)
    wrong = []
    for name, path in PAGES.items():
        visitor.open(path)
        try:
            visitor.look(name)
        except AssertionError as found:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def test_what_comes_over_the_wire_is_measured_and_compressed(come: NewVisitor) -> None:
    visitor = come()
    visitor.open("/services")
    visitor.look("services")
    html = len(visitor.page.content().encode())
    assert 500 < visitor.weight("document") < html / 2
    assert 5_000 < visitor.weight("stylesheet") < 18 * 1024
    assert 10_000 < visitor.weight("script") < 20 * 1024
    assert visitor.weight("image") < 5_000


def test_english_pages_are_fit_for_everybody(come: NewVisitor) -> None:
    visitor = come(PHONE, lang="en-GB")
    visitor.open("/preferences?lang=en&back=/")
    for name, path in PAGES.items():
        visitor.open(path)
        visitor.look(f"{name}-en")
        assert visitor.page.locator("html").get_attribute("lang") == "en"
