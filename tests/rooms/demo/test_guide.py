"""The demo's pages: who is who, the codes of now, and the letters that came by SMTP."""

from __future__ import annotations

import asyncio
import re

import pytest
from starlette.testclient import TestClient

from mail import inbound, message, outbound
from portal.kernel import people
from portal.main import create_app
from tests.cast import NOW
from tests.examine import complaints

PATHS = ("/demo", "/demo/mail", "/demo/qr/minsu", "/demo/mail/1.M1P1Q1R1.portal")


def first(pattern, page):
    """What the pattern's group finds first."""
    found = re.search(pattern, page)
    assert found is not None
    return found[1]


@pytest.fixture
def visitor(demo):
    with TestClient(create_app(lambda: NOW), base_url=demo.base_url) as browser:
        yield browser


@pytest.mark.parametrize("path", PATHS)
def test_outside_a_demo_there_are_no_demo_pages(client, path):
    assert client.get(path).status_code == 404


def test_outside_a_demo_no_page_speaks_of_it(client):
    assert "시연" not in client.get("/").text


@pytest.mark.parametrize(
    "path", ["/", "/services", "/status", "/help", "/cases", "/desk/sign-in", "/nothing-here"]
)
def test_every_page_of_a_demo_says_so_and_leads_to_the_guide(visitor, path):
    page = visitor.get(path).text
    assert "시연용입니다" in page
    assert 'href="/demo"' in page


def test_the_guide_shows_a_password_and_a_code_that_let_the_clerk_in(visitor):
    page = visitor.get("/demo").text
    code = first(r"minsu-demo-portal</code></td><td><strong class=\"number\">(\d{6})<", page)

    async def signed_in():
        return await people.check_sign_in("minsu", "minsu-demo-portal", code, NOW)

    assert visitor.portal.call(signed_in).login == "minsu"


def test_each_account_has_a_picture_for_an_authenticator_and_nobody_else_has(visitor):
    assert 'src="/demo/qr/yuna"' in visitor.get("/demo?qr=yuna").text
    picture = visitor.get("/demo/qr/yuna")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "<path" in picture.text
    assert visitor.get("/demo/qr/haneul").status_code == 404


def test_the_residents_links_open_her_cases(visitor):
    link = first(r'href="(/cases/[^"]+\?k=[^"]+)"', visitor.get("/demo").text)
    assert visitor.get(link).status_code == 200


def test_an_empty_mailbox_says_how_letters_come(visitor):
    assert "아직 편지가 없습니다" in visitor.get("/demo/mail").text


async def _send(folder, *letters):
    port = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(inbound.serve_maildir("127.0.0.1", 0, folder, ready=port.set_result))
    url = f"smtp://127.0.0.1:{await port}"
    for to, subject, text in letters:
        letter = message.compose(
            "금정구 <portal@geumjeong.example>", to, subject, text, f"{subject}@x", date=NOW
        )
        await outbound.send(url, letter)
    server.cancel()
    await asyncio.gather(server, return_exceptions=True)


def test_a_letter_delivered_by_smtp_is_listed_filtered_and_read_as_text(visitor, demo):
    text = "안녕하세요.\n\n링크: http://127.0.0.1:8000/cases/1\n<script>alert(1)</script>"
    asyncio.run(
        _send(
            demo.var / "mail",
            ("haneul@example.org", "접수했습니다", text),
            ("seojun@example.org", "답변", "끝"),
        )
    )
    page = visitor.get("/demo/mail").text
    assert page.index("답변") < page.index("접수했습니다")
    only = visitor.get("/demo/mail", params={"to": "haneul@example.org"}).text
    assert "접수했습니다" in only
    assert "<strong>답변</strong>" not in only
    letter = visitor.get(first(r'href="(/demo/mail/[^"?]+)"', only)).text
    assert 'href="http://127.0.0.1:8000/cases/1"' in letter
    assert "<script>alert" not in letter
    assert "&lt;script&gt;" in letter


@pytest.mark.parametrize("key", ["1.M1P1Q1R1.portal", "...", "x" * 300])
def test_a_letter_that_is_not_there_is_a_calm_404(visitor, key):
    assert visitor.get(f"/demo/mail/{key}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/demo", "/demo?qr=minsu", "/demo/mail", "/demo/mail?to=haneul@example.org"]
)
def test_the_pages_of_the_demo_keep_the_rules_of_all_pages(visitor, demo, path):
    asyncio.run(
        _send(demo.var / "mail", ("haneul@example.org", "가", "나"), ("seojun@example.org", "다", "라"))
    )
    assert complaints(visitor.get(path)) == []
    assert complaints(visitor.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})) == []
