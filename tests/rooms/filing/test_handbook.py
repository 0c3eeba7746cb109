"""Is a service found as one types, and does its page say all that the handbook promises (민원법 36조)?"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from portal.kernel import catalogue
from portal.rooms.filing.definition import OWN_STEPS
from tests.rooms.filing.resident import Resident

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_the_handbook_lists_every_service_by_life_event_and_department(client: TestClient) -> None:
    page = client.get("/services")
    assert page.status_code == 200
    for service in catalogue.current().services:
        assert page.text.count(f'href="/services/{service.code}"') >= 2


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("가로등", "streetlight-road"),
        ("ㄱㄹㄷ", "streetlight-road"),
        ("가로들", "streetlight-road"),
        ("street light", "streetlight-road"),
        ("로등", "streetlight-road"),
        ("쓰레", "rubbish"),
    ],
)
def test_a_search_works_with_and_without_javascript(client: TestClient, typed: str, code: str) -> None:
    page = client.get("/services", params={"q": typed})
    assert f"<title>‘{typed}’ 찾기" in page.text
    found = page.text.partition('id="found"')[2].partition("</div>")[0]
    assert f"/services/{code}" in found
    part = client.get("/services/suggest", params={"q": typed}, headers=HTMX)
    assert "<html" not in part.text
    assert f"/services/{code}" in part.text


def test_a_search_that_finds_nothing_teaches(client: TestClient) -> None:
    page = client.get("/services", params={"q": "<script>zzzzzz"})
    assert page.status_code == 200
    assert "맞는 민원이 없습니다" in page.text
    assert "<script>zz" not in page.text


def test_a_service_page_says_what_who_fee_how_long_and_until_when(client: TestClient) -> None:
    page = client.get("/services/road-occupation").text
    service = catalogue.service("road-occupation")
    for text in (
        service.title.ko,
        service.summary.ko,
        service.eligibility.text.ko,
        service.legal_basis.text.ko,
        service.legal_basis.source.ko,
        "051-000-4110",
        "7일 (토요일과 공휴일은 빼고 셉니다)",
        # Accepted on the 11th at the latest; the 11th counts, two days of the week-end do not.
        "지금 신청하면 늦어도 2026. 3. 19.(목)까지",
    ):
        assert text in page
    for paper in service.papers:
        assert paper.name.ko in page


def test_a_service_that_needs_identity_says_where_to_go_and_has_no_form(resident: Resident) -> None:
    page = resident.client.get("/services/resident-register-copy").text
    assert "동 행정복지센터" in page
    assert "/apply" not in page
    assert resident.post("/services/resident-register-copy/apply").status_code == 403


def test_an_unknown_service_is_not_found(client: TestClient) -> None:
    assert client.get("/services/nothing").status_code == 404


def test_no_service_names_a_step_as_the_form_s_own_pages(client: TestClient) -> None:
    client.get("/services")
    for service in catalogue.current().services:
        assert not OWN_STEPS & {group.code for group in service.groups}, service.code
        assert service.code not in {"suggest"}


def test_the_handbook_gives_no_cookie_to_who_only_reads(client: TestClient) -> None:
    page = client.get("/services")
    assert "set-cookie" not in page.headers
    assert client.get("/services", headers={"If-None-Match": page.headers["etag"]}).status_code == 304


def test_starting_without_end_is_stopped(resident: Resident) -> None:
    for _ in range(300):
        assert resident.post("/services/rubbish/apply", follow=False).status_code == 303
    assert resident.post("/services/rubbish/apply").status_code == 429


def test_each_rule_says_how_sure_it_is(client: TestClient) -> None:
    page = client.get("/services/streetlight-road").text
    assert "민원처리법 제2조제2호 · 현행 법령에서 확인했습니다" in page
    assert "수수료를 정한 규정이 없음 · 일반적으로 알려진 내용입니다" in page
