"""Does one press stop letters, from any mail program, for nobody else, and can it be taken back?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from portal.kernel.models import NoticeStop
from portal.kernel.notices import stops

Run = Callable[[Awaitable[Any]], Any]


@pytest.fixture
def token(client: TestClient) -> str:
    return stops.token(stops.contact_of("mail", "haneul@example.org"))


def kept(run: Run) -> int:
    async def count() -> int:
        return await NoticeStop.all().count()

    return int(run(count()))


def test_a_mail_program_stops_it_by_one_post_without_cookie_or_page(client: TestClient, run: Run, token: str):
    one_click = {"List-Unsubscribe": "One-Click"}
    robot = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(f"/unsubscribe/{token}", data=one_click, headers=robot, follow_redirects=False)
    assert answer.status_code == 200
    assert "알림을 멈췄습니다" in answer.text
    assert "set-cookie" not in answer.headers
    assert client.post(f"/unsubscribe/{token}", data=one_click).status_code == 200
    assert kept(run) == 1


def test_looking_at_the_link_changes_nothing_and_offers_one_button(client: TestClient, run: Run, token: str):
    page = client.get(f"/unsubscribe/{token}")
    assert page.status_code == 200
    assert page.text.count('method="post"') == 1
    assert f'action="/unsubscribe/{token}"' in page.text
    assert "이메일 그만 받기" in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert kept(run) == 0


def test_it_can_be_taken_back(client: TestClient, run: Run, token: str):
    client.post(f"/unsubscribe/{token}")
    assert f'action="/unsubscribe/{token}/again"' in client.get(f"/unsubscribe/{token}").text
    assert "다시 보내 드립니다" in client.post(f"/unsubscribe/{token}/again").text
    assert kept(run) == 0


def test_a_text_message_has_its_own_link(client: TestClient, run: Run):
    contact = stops.contact_of("sms", "010-2345-6789")
    assert contact == stops.contact_of("sms", "01023456789")
    assert "문자 그만 받기" in client.get(f"/unsubscribe/{stops.token(contact)}").text


@pytest.mark.parametrize(
    "spoil", ["cut", "other channel", "other contact", "made up", "not ascii", "empty mark"]
)
def test_a_link_that_was_not_made_here_stops_nobody(client: TestClient, run: Run, token: str, spoil: str):
    spoilt = {
        "cut": token[:-2],
        "other channel": "c" + token[1:],
        "other contact": token[:5] + ("A" if token[5] != "A" else "B") + token[6:],
        "made up": "AAAA",
        "not ascii": "%EA%B0%80",
        "empty mark": token[:17],
    }[spoil]
    assert client.post(f"/unsubscribe/{spoilt}").status_code == 404
    assert kept(run) == 0


def test_everything_else_still_needs_a_page_of_ours(client: TestClient):
    assert client.post("/cases", data={"number": "1"}).status_code == 403
