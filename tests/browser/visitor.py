"""Who visits the portal in these tests, and what is looked at on every page they see?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect

from tests.browser import probes
from tests.examine import complaints, page_of
from tests.nu import keep

PHONE = (360, 740)
DESK = (1280, 900)
REQUEST_LIMIT = 12
LIMITS = {"document": 14 * 1024, "stylesheet": 18 * 1024, "script": 20 * 1024}
SHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
_judged: set[tuple[str, str, int]] = set()


@dataclass
class Visitor:
    """One browser profile with one window. `look` judges the page that is open; `close` judges the visit."""

    context: BrowserContext
    page: Page
    address: str
    scripts: bool
    shoots: bool = False
    faults: list[str] = field(default_factory=list)
    _requests: list[Request] = field(default_factory=list)
    _document: list[Response] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def path(self) -> str:
        """The path of the open page."""
        return urlsplit(self.page.url).path

    def press(self, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        """Press the button or link with this name."""
        found = self.page.get_by_role("button", name=name, exact=exact)
        found = found.or_(self.page.get_by_role("link", name=name, exact=exact))
        found.locator("visible=true").first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until the text is there."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def stands_at(self, stage: str) -> None:
        """Wait until the case that is shown has this stage."""
        expect(self.page.locator("main .krds-badge").first).to_contain_text(stage)

    def look(self, name: str) -> None:
        """Judge the open page: its HTML, axe in light and dark, narrow windows, targets, focus, requests."""
        page, width = self.page, (self.page.viewport_size or {"width": 0})["width"]
        page.wait_for_load_state()
        found = self._examined()
        if self.scripts and (name, page.url.rpartition(":")[2], width) not in _judged:
            _judged.add((name, page.url.rpartition(":")[2], width))
            found += probes.axe(page) + probes.contrast_in_the_dark(page)
            found += probes.sideways(page) + probes.at_320(page)
        if self.scripts and width < 600:
            found += probes.small_targets(page)
        found += self._too_heavy()
        if self.shoots:
            self.shoot(name)
        listed = "\n  ".join(found)
        assert not found, f"{name} ({page.url}):\n  {listed}"

    def _examined(self) -> list[str]:
        """The examiner's word on the document as it came from the server."""
        if not self._document:
            return []
        response = self._document.pop()
        answer = SimpleNamespace(
            text=response.text(), status_code=response.status, headers=response.all_headers()
        )
        page = page_of(answer)
        if page is not None:
            keep(page, urlsplit(response.url).path)
        return complaints(answer)

    def weight(self, kind: str) -> int:
        """Bytes of this kind (document, stylesheet, script, image) that came over the wire for the open page.

        The cache is off, so it is what a first visit costs.
        """
        return sum(one.sizes()["responseBodySize"] for one in self._loaded() if one.resource_type == kind)

    def _loaded(self) -> list[Request]:
        """What the page needed to stand there; what its scripts ask for later is not counted."""
        return [one for one in self._requests if one.resource_type not in {"fetch", "xhr", "other"}]

    def _too_heavy(self) -> list[str]:
        loaded = [one.url for one in self._loaded()]
        found = [f"{len(loaded)} requests: {loaded}"] if len(loaded) > REQUEST_LIMIT else []
        for kind, limit in LIMITS.items():
            if (size := self.weight(kind)) > limit:
                found.append(f"{kind}: {size} bytes came over the wire, more than {limit}")
        return found

    def shoot(self, name: str) -> None:
        """A picture of the whole page, light and dark; the window is made so high that its bar stands at the foot."""
        before = self.page.viewport_size or {"width": PHONE[0], "height": PHONE[1]}
        height = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": before["width"], "height": max(before["height"], height)})
        SHOTS.mkdir(parents=True, exist_ok=True)
        for look in ("light", "dark"):
            self.page.emulate_media(color_scheme="dark" if look == "dark" else "light")
            self.page.screenshot(path=SHOTS / f"{name}-{before['width']}-{look}.png")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(before)

    def close(self) -> None:
        """End the visit. Raises AssertionError if anything was asked of another house or a script failed."""
        self.context.close()
        assert self.faults == []

    def watch(self) -> None:
        """Note faults, requests and documents from now on."""
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", self._said)
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        # The browser itself calls every 4xx answer an error; that one is meant by the test.
        if kind in {"error", "warning"} and "the server responded with a status of 4" not in text:
            self.faults.append(f"{kind}: {text}")

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self._requests.clear()
            self._document.clear()
        if request.url.startswith("http"):
            self._requests.append(request)
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.faults.append(f"asked another house: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status not in range(300, 400):
            self._document[:] = [response]


def visit(
    browser: Browser,
    address: str,
    size: tuple[int, int] = PHONE,
    *,
    scripts: bool = True,
    shoots: bool = False,
    lang: str = "ko-KR",
) -> Visitor:
    """A fresh visitor in a window of this size."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        locale=lang,
        has_touch=size[0] < 600,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    visitor = Visitor(context, page, address, scripts, shoots)
    visitor.watch()
    return visitor
