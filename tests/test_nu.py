"""Does the Nu HTML checker accept every page that this run of the tests has seen?

Stands here because pytest comes to this file after the folders tests/browser and tests/rooms: their pages are in
the collection by then. Run by itself, it checks the public pages that it fetches itself.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from portal.main import create_app
from portal.settings import Settings
from tests import nu
from tests.cast import NOW
from tests.examine import examine

PUBLIC = (
    "/",
    "/services",
    "/services?q=ㄱㄹㄷ",
    "/status",
    "/cases",
    "/help",
    "/help/privacy",
    "/desk/sign-in",
    "/none",
)


@pytest.mark.timeout(180)
def test_every_page_that_was_seen_is_valid_to_the_nu_checker(var: Settings) -> None:
    if not nu.JAR.exists():
        pytest.fail("the Nu checker is missing: run make tools")
    with TestClient(create_app(lambda: NOW), base_url=var.base_url) as browser:
        browser.event_hooks["response"].append(examine)
        for address in PUBLIC:
            browser.get(address)
    checked, complaints = nu.check_seen()
    assert checked >= len(PUBLIC) // 2
    assert complaints == []


def test_the_checker_notices_a_false_page(tmp_path: Path) -> None:
    page = '<!doctype html><html lang="ko"><head><title>쪽</title></head><body><p hx-get="/x">글</p></body></html>'
    said = nu.check([("/good", page.replace("hx-get", "data-hx-get")), ("/bad", page)], tmp_path / "pages")
    assert said
    assert all(line.startswith("001-bad.html") for line in said), said
