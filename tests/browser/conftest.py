"""What the browser tests share: one running portal for all, and visitors with a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import demo as demo_of
from tests.browser.demo import Demo
from tests.browser.machine import Machine, running
from tests.browser.visitor import Visitor, visit

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

NewVisitor = Callable[..., Visitor]
Newcomer = Callable[[], Page]


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The portal's processes, started once."""
    with running(tmp_path_factory.mktemp("machine")) as portal:
        yield portal


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo's processes with its sign-in providers, started once."""
    with demo_of.running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Closed with each module: its event loop must not outlive the browser tests."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def come(machine: Machine, chromium: Browser) -> Iterator[NewVisitor]:
    """Let visitors come: `come(size, scripts=…)`; at the end each visit is judged."""
    visitors: list[Visitor] = []

    def arrive(*size: tuple[int, int], **options: bool | str) -> Visitor:
        visitor = visit(chromium, machine.address, *size, **options)  # type: ignore[arg-type]
        visitors.append(visitor)
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def newcomer(chromium: Browser, demo: Demo) -> Iterator[Newcomer]:
    """Browsers that were never here; at the end none of their pages may have complained."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def come() -> Page:
        context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="ko-KR")
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(demo.address)
        return page

    yield come
    for context in contexts:
        context.close()
    assert faults == []
