"""Do the page's scripts keep what was typed, make keys, and let a clerk work by keyboard?

A small server stands in for the rooms, so that each answer of the autosave address can be chosen.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from portal.kernel import modes
from portal.web import environment
from portal.web.static import Static

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
FORM = """
{% extends "shell/base.html" %}
{% import "parts/forms.html" as forms with context %}
{% block content %}
<h1>신고</h1>
<form method="post" action="/sent" data-autosave="/draft">
{{ forms.key_field() }}{{ forms.text_field("what", "무슨 일인가요?") }}
{{ forms.checkbox("agree", "동의합니다") }}
{{ forms.saved_mark() }}{{ forms.buttons("제출하기") }}
</form>
{% endblock %}
"""
DESK = """
{% extends "shell/desk_base.html" %}
{% block content %}
<h1>할 일</h1>
<label for="f-q">찾기</label><input id="f-q" data-key="/">
<table><tr data-row><td><a href="/one">하나</a></td></tr><tr data-row><td><a href="/two">둘</a></td></tr></table>
<form method="post" action="/accepted"><button data-key="a">접수</button></form>
{% endblock %}
"""


@dataclass
class House:
    """The stand-in server: what it was sent, and what it answers to the autosave."""

    address: str = ""
    status: int = 204
    posts: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def saved(self) -> list[dict[str, list[str]]]:
        """The bodies that came to the autosave address."""
        return [body for path, body in self.posts if path == "/draft"]


def _page_of(source: str, static: Static) -> bytes:
    templates = environment.build(ROOT / "templates")
    context = {
        "lang": "ko",
        "form_id": "",
        "theme": "auto",
        "text_size": "normal",
        "district_name": "금정구",
        "front_desk_phone": "051-000-4000",
        "hours": {"open": True, "text": "지금 운영 중", "today": ""},
        "errors": None,
        "mode": modes.NORMAL,
        "staff": {"name": "박민수", "office": "건설과"},
        "asset": static.url,
        "csrf_field": str,
        "request": SimpleNamespace(
            url=SimpleNamespace(path="/here", query=""),
            state=SimpleNamespace(session=SimpleNamespace(loaded=False), public=False),
        ),
    }
    return templates.from_string(source).render(context).encode()


@pytest.fixture
def house() -> Iterator[House]:
    """A running stand-in with the pages /form and /desk."""
    state = House()
    static = Static(ROOT / "static")
    pages = {"/form": _page_of(FORM, static), "/desk": _page_of(DESK, static)}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            name = self.path.removeprefix(f"/static/{static.version}/")
            asset = static.assets.get(name)
            body = asset.body if asset else pages.get(self.path, b"<!doctype html><title>x</title>")
            self._answer(200, body, asset.media_type if asset else "text/html; charset=utf-8")

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            state.posts.append((self.path, parse_qs(self.rfile.read(length).decode())))
            status = state.status if self.path == "/draft" else 200
            problem = json.dumps({"detail": "주민등록번호는 적지 마세요"}).encode() if status == 422 else b""
            self._answer(status, problem, "application/problem+json")

        def _answer(self, status: int, body: bytes, media_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh visitor; an error in a script fails the test."""
    context = chromium.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page
    context.close()
    assert faults == []


def _kept(page: Page) -> int:
    kept: int = page.evaluate("() => sessionStorage.length")
    return kept


pytestmark = pytest.mark.browser


def test_a_form_gets_a_key_of_its_own_each_time(house: House, page: Page) -> None:
    keys = []
    for _ in range(2):
        page.goto(f"{house.address}/form")
        expect(page.locator("input[data-key]")).not_to_have_value("")
        keys.append(page.input_value("input[data-key]"))
    assert len(set(keys)) == 2


def test_what_is_typed_is_saved_and_says_so(house: House, page: Page) -> None:
    page.goto(f"{house.address}/form")
    page.fill("#f-what", "난간이 부러졌습니다")
    expect(page.locator("[data-saved]")).to_have_text("방금 저장됨")
    assert house.saved()[-1]["what"] == ["난간이 부러졌습니다"]
    assert _kept(page) == 0


def test_what_the_server_could_not_take_survives_a_reload_and_is_saved_then(house: House, page: Page) -> None:
    house.status = 500
    page.goto(f"{house.address}/form")
    page.fill("#f-what", "난간")
    page.check("#f-agree")
    expect(page.locator("[data-saved]")).to_have_text("아직 저장하지 못했습니다. 잠시 후 다시 저장합니다")
    house.status = 204
    page.reload()
    expect(page.locator("#f-what")).to_have_value("난간")
    expect(page.locator("#f-agree")).to_be_checked()
    expect(page.locator("[data-saved]")).to_have_text("방금 저장됨")
    assert _kept(page) == 0


def test_a_refused_draft_shows_the_reason_and_is_kept_nowhere(house: House, page: Page) -> None:
    house.status = 422
    page.goto(f"{house.address}/form")
    page.fill("#f-what", "900101-1234567")
    expect(page.locator("[data-saved]")).to_have_text("주민등록번호는 적지 마세요")
    assert _kept(page) == 0
    expect(page.locator("#f-what")).to_have_value("900101-1234567")


def test_a_resident_number_is_not_kept_while_the_network_is_gone(house: House, page: Page) -> None:
    page.goto(f"{house.address}/form")
    expect(page.locator("form[data-started]")).to_be_attached()
    page.context.set_offline(True)
    page.fill("#f-what", "900101-1234567")
    expect(page.locator("[data-saved]")).to_contain_text("인터넷 연결 없음")
    assert _kept(page) == 0


def test_a_form_sent_without_network_goes_out_when_it_is_back(house: House, page: Page) -> None:
    page.goto(f"{house.address}/form")
    expect(page.locator("form[data-started]")).to_be_attached()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.fill("#f-what", "난간")
    page.click("[data-primary]")
    expect(page.locator("[data-primary]")).to_have_text("연결되면 보내기")
    with page.expect_request(lambda request: request.url.endswith("/sent")):
        page.context.set_offline(False)
    page.wait_for_url("**/sent")
    assert [body["what"] for path, body in house.posts if path == "/sent"] == [["난간"]]


def test_a_clerk_walks_searches_and_accepts_by_keyboard(house: House, page: Page) -> None:
    page.goto(f"{house.address}/desk")
    expect(page.locator("[data-open]")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("a[href='/two']")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a[href='/one']")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("a?j")
    expect(page.locator("#f-q")).to_have_value("a?j")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_url("**/accepted")
    assert [path for path, _ in house.posts] == ["/accepted"]
