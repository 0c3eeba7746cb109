"""What everybody reads: texts, notices, opening hours, kiosks, the directory, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel import catalogue, contents
from portal.kernel.contents import Draft
from tests.cast import NOW

ENGLISH = {"Accept-Language": "en"}
PATHS = [
    "/",
    "/help",
    "/help/privacy",
    "/help/terms",
    "/help/accessibility",
    "/help/cookies",
    "/help/open-data",
    "/notices",
    "/notices/welcome",
    "/hours",
    "/kiosks",
    "/departments",
]


def save(kind: str, data: dict[str, Any], *, slug: str = "", seen: int | None = None) -> Any:
    return contents.save(Draft(kind, slug, data, "civil_affairs"), seen=seen, by="tests", now=NOW)


def notice(number: int, **other: Any) -> dict[str, Any]:
    return {
        "title": {"ko": f"알림 {number}"},
        "body": {"ko": "글"},
        "since": f"2026-03-{number:02}",
        **other,
    }


@pytest.mark.parametrize("path", PATHS)
def test_each_page_is_there_in_both_languages_and_the_same_for_everybody(client, path):
    for headers in ({}, ENGLISH):
        page = client.get(path, headers=headers)
        assert page.status_code == 200
        assert page.headers["cache-control"].startswith("public")
        assert "set-cookie" not in page.headers


def test_the_privacy_notice_holds_what_the_law_asks_for(client):
    page = client.get("/help/privacy").text
    for words in (
        "왜 받나요?", "무엇을 받나요?", "얼마나 보관하나요?", "어떻게 없애나요?", "다른 곳에 주나요?",
        "맡겨서 처리하나요?", "나라 밖으로", "가명정보", "내 권리", "어떻게 지키나요?", "쿠키", "개인정보 보호책임자",
        "예전 방침",
    ):  # fmt: skip
        assert words in page


def test_the_footer_leads_to_the_privacy_notice_in_bold_and_to_the_hours(client):
    page = client.get("/status").text
    assert '<a href="/help/privacy"><strong>개인정보 처리방침</strong></a>' in page
    assert 'href="/hours"' in page


def test_three_newest_notices_stand_on_the_front_page_and_coming_or_past_ones_do_not(client, run):
    for number in range(1, 6):
        run(save("notice", notice(number)))
    run(save("notice", notice(12)))
    run(save("notice", notice(8, until="2026-03-09")))
    front = client.get("/").text
    for number in (5, 4, 3):
        assert f"알림 {number}" in front
    for number in (2, 12, 8):
        assert f"알림 {number}" not in front
    assert client.get("/notices/6").status_code == 404
    assert "기간이 지난 공지입니다" in client.get("/notices/7").text


def test_a_long_list_of_notices_has_pages(client, run):
    for number in range(1, 11):
        for _ in range(3):
            run(save("notice", notice(number)))
    assert 'href="/notices?page=2"' in client.get("/notices").text
    assert "민원포털을 새로 열었습니다" in client.get("/notices?page=2").text


def test_no_notice_is_said_kindly(client, run):
    run(save("notice", notice(1, until="2026-03-02"), slug="welcome", seen=0))
    assert "지금은 공지가 없습니다" in client.get("/notices").text
    assert "공지 모두 보기" not in client.get("/").text


def test_kiosks_are_filtered_by_certificate_and_broken_ones_stand_last(client, run):
    everything = client.get("/kiosks").text
    assert everything.index("LG마트") > everything.index("구청 구민홀")
    found = client.get("/kiosks?kind=가족관계증명서").text
    assert "구청 구민홀" in found
    assert "LG마트" not in found
    office = run(contents.newest("kiosk", "district-office"))
    data = {**office.data.model_dump(mode="json"), "broken_since": "2026-03-05"}
    run(save("kiosk", data, slug="district-office", seen=0))
    everything = client.get("/kiosks").text
    assert "고장 · 3. 5.(목)부터 쓸 수 없습니다" in everything
    assert everything.index("LG마트") < everything.index("구청 구민홀")


def test_no_kiosk_is_said_kindly(client, run):
    for item in run(contents.listed(contents.Kiosk)):
        draft = Draft("kiosk", item.slug, item.data.model_dump(mode="json"), item.owner, state="withdrawn")
        run(contents.save(draft, seen=0, by="tests", now=NOW))
    assert "아직 등록한 무인민원발급기가 없습니다" in client.get("/kiosks").text


@pytest.mark.parametrize(
    ("query", "found", "missed"),
    [
        ("건설과", "construction", "welfare"),
        ("여권", "civil_affairs", "welfare"),
        ("가로등", "construction", "land"),
        ("ㅈㅊㄷㅅ", "traffic", "land"),
        ("waste", "cleaning", "audit"),
    ],
)
def test_departments_are_found_by_name_task_or_service(client, query, found, missed):
    page = client.get("/departments", params={"q": query}).text
    assert f'id="{found}"' in page
    assert f'id="{missed}"' not in page


def test_every_department_is_listed_with_a_phone_to_press(client):
    page = client.get("/departments").text
    for department in catalogue.current().departments:
        assert f'id="{department.code}"' in page
    assert 'href="tel:0510004110"' in page
    assert "맞는 부서가 없습니다" in client.get("/departments?q=xyzzy").text


def test_the_hours_name_the_week_the_holidays_and_the_exceptions(client, run):
    run(
        save(
            "closure",
            {
                "day": "2026-03-20",
                "hours": {"opens": "13:00", "closes": "18:00"},
                "reason": {"ko": "직원 교육", "en": "Training"},
            },
        )
    )
    page = client.get("/hours").text
    for words in (
        "오전 9시 ~ 오후 6시",
        "쉽니다",
        "3. 20.(금)",
        "오후 1시 ~ 오후 6시",
        "직원 교육",
        "노동절",
    ):
        assert words in page
    assert "Training" in client.get("/hours", headers=ENGLISH).text


def test_a_page_without_english_is_shown_in_korean_and_says_so(client, run):
    run(save("page", {"title": {"ko": "안전"}, "body": {"ko": "조심하세요."}}, slug="safety"))
    page = client.get("/help/safety", headers=ENGLISH).text
    assert '<div lang="ko"><p>조심하세요.</p>' in page
    assert "안전" in client.get("/help", headers=ENGLISH).text


def test_nobody_reads_a_page_that_is_not_there(client):
    for path in ("/help/nothing", "/help/privacy/7", "/notices/99", "/notices/..%2Fdesk"):
        assert client.get(path).status_code == 404
