"""Do the probes of the browser tests notice what they are there for?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import probes

pytestmark = pytest.mark.browser

HEAD = (
    '<!doctype html><html lang="ko"><head><meta name="viewport" content="width=device-width">'
    "<title>쪽</title></head>"
)
GOOD = HEAD + '<body><main><h1>쪽</h1><p>글 속의 <a href="/x">링크</a></p></main></body></html>'
BAD = {
    "axe": ('<img src="data:," width="9" height="9">', probes.axe),
    "dark": (
        "<style>@media (prefers-color-scheme: dark) { p { background: #333; color: #444 } }</style>",
        probes.contrast_in_the_dark,
    ),
    "sideways": ('<p style="width: 2000px">넓음</p>', probes.sideways),
    "small": ('<button style="width: 40px; height: 60px">눌러</button>', probes.small_targets),
    "cut": ('<p style="width: 30px; overflow: hidden; white-space: nowrap">길고 긴 글</p>', probes.cut),
    "at 320": ('<p style="width: 330px">넓음</p>', probes.at_320),
    "largest": (
        "<style>[data-text=larger] p { width: 330px }</style>",
        probes.at_320,
    ),
}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty window of a phone."""
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    yield page
    page.close()


@pytest.mark.parametrize("name", BAD)
def test_each_fault_is_noticed_and_a_good_page_left_in_peace(page: Page, name: str) -> None:
    part, probe = BAD[name]
    page.set_content(GOOD)
    assert probe(page) == []
    page.set_content(GOOD.replace("</main>", part + "</main>"))
    assert probe(page)
    assert page.viewport_size == {"width": 360, "height": 740}
