"""The front page and the portal's own texts."""

from __future__ import annotations

import pytest


def test_the_front_page_offers_search_and_the_ways_by_need(client):
    page = client.get("/").text
    for word in ("무엇을 도와드릴까요?", "불편 신고", "민원 신청", "처리 현황", "내 민원"):
        assert word in page


def test_it_says_whether_the_front_desk_is_open_now(client):
    assert "지금 운영 중" in client.get("/").text


@pytest.mark.parametrize(
    "path", ["/help", "/help/privacy", "/help/accessibility", "/help/open-data", "/help/terms"]
)
def test_help_is_there(client, path):
    assert client.get(path).status_code == 200


def test_an_unknown_topic_is_a_calm_404(client):
    answer = client.get("/help/nothing")
    assert answer.status_code == 404
    assert "찾는 화면이 없습니다" in answer.text


def test_search_engines_are_kept_from_private_pages(client):
    assert "Disallow: /cases" in client.get("/robots.txt").text
