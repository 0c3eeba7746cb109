"""The editor of public contents: who may, what is kept, what everybody sees afterwards."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from portal.kernel import contents, people
from portal.kernel.contents import Draft
from tests.cast import NOW

NOTICE = {
    "title-ko": "상수도 공사로 물이 끊깁니다",
    "title-en": "",
    "body-ko": "3월 12일 **오전**에 물이 나오지 않습니다.",
    "body-en": "",
    "since": "2026-03-10",
    "until": "",
    "owner": "civil_affairs",
    "review_by": "2026-06-10",
    "do": "save",
}
TERMS = "/desk/contents/page/terms"


def terms(**other: str) -> dict[str, str]:
    words = {"title-ko": "이용약관", "title-en": "", "body-ko": "우리 약관입니다.", "body-en": ""}
    return {**words, "owner": "civil_affairs", "review_by": "2027-03-10", "seen": "1", "do": "save", **other}


def test_everybody_at_the_desk_reads_the_list(seeded, sign_in, client):
    for login in ("minsu", "jeonghee", "sora", "yuna", "admin"):
        sign_in(login)
        page = client.get("/desk/contents")
        assert page.status_code == 200
        assert "개인정보 처리방침" in page.text


@pytest.mark.parametrize(
    ("login", "path", "may"),
    [
        ("admin", TERMS, True),
        ("admin", "/desk/contents/department/audit", True),
        ("sora", "/desk/contents/hours/front-desk", True),
        ("sora", "/desk/contents/kiosk/subway", True),
        ("sora", "/desk/contents/notice/welcome", True),
        ("sora", TERMS, False),
        ("sora", "/desk/contents/department/civil_affairs", False),
        ("jeonghee", "/desk/contents/department/construction", True),
        ("jeonghee", "/desk/contents/department/audit", False),
        ("jeonghee", TERMS, False),
        ("minsu", "/desk/contents/department/construction", False),
        ("yuna", "/desk/contents/department/audit", False),
    ],
)
def test_who_may_edit_gets_a_form_and_others_the_words(seeded, sign_in, client, post, login, path, may):
    page = sign_in(login, path).text
    assert ("게시하기" in page) is may
    answer = post(path, {"seen": "1", "do": "save"})
    assert answer.status_code == (422 if may else 403)


def test_being_a_clerk_elsewhere_gives_a_supervisor_no_rights_there(staff, run, sign_in, post):
    run(_make_clerk("jeonghee", "audit"))
    sign_in("jeonghee")
    assert post("/desk/contents/department/audit", {"seen": "0", "do": "save"}).status_code == 403


async def _make_clerk(login: str, department: str) -> None:
    person = await people.find(login)
    await people.grant(person, people.Right("clerk", department), by="tests", now=NOW)


def test_a_notice_written_at_the_desk_is_on_the_front_page_at_once(seeded, sign_in, client, post):
    client.get("/")
    sign_in("sora")
    page = post("/desk/contents/new/notice", NOTICE)
    assert page.url.path == "/desk/contents/notice/1"
    assert "저장했습니다" in page.text
    assert "상수도 공사" in client.get("/").text
    shown = client.get("/notices/1").text
    assert "<strong>오전</strong>" in shown
    english = client.get("/notices/1", headers={"Accept-Language": "en"}).text
    assert 'lang="ko"' in english


def test_a_draft_and_a_preview_are_for_the_desk_alone(seeded, sign_in, client, post):
    sign_in("sora")
    page = post("/desk/contents/new/notice", {**NOTICE, "do": "preview"})
    assert page.status_code == 200
    assert "미리보기" in page.text
    assert "<strong>오전</strong>" in page.text
    post("/desk/contents/new/notice", {**NOTICE, "do": "draft"})
    assert "상수도" not in client.get("/notices").text
    assert client.get("/notices/1").status_code == 404
    assert "상수도" in client.get("/desk/contents").text


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(seeded, sign_in, post):
    sign_in("sora")
    wrong = {**NOTICE, "title-ko": "", "body-ko": "[눌러요](javascript:alert(1))", "since": "내일"}
    page = post("/desk/contents/new/notice", wrong)
    assert page.status_code == 422
    for words in (
        'href="#f-title-ko"',
        "쓸 수 없는 링크가 있습니다: javascript:alert(1)",
        'href="#f-since"',
        "눌러요",
    ):
        assert words in page.text


def test_the_second_editor_sees_both_texts_and_can_save_then(seeded, sign_in, client, post):
    sign_in("admin")
    post(TERMS, terms())
    late = post(TERMS, terms(**{"body-ko": "늦은 글입니다."}))
    assert late.status_code == 409
    for words in ("우리 약관입니다.", "늦은 글입니다.", "지금 저장되어 있는 글", "정관리"):
        assert words in late.text
    seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert seen
    assert seen[1] == "2"
    post(TERMS, terms(**{"body-ko": "합친 글입니다.", "seen": "2"}))
    assert "합친 글입니다." in client.get("/help/terms").text


def test_a_form_that_forgot_its_version_overwrites_nothing(seeded, sign_in, post):
    sign_in("admin")
    assert post(TERMS, terms(seen="")).status_code == 409


def test_an_old_version_is_loaded_and_saved_as_a_new_one(seeded, sign_in, client, post, run):
    sign_in("admin")
    post(TERMS, terms())
    page = client.get(f"{TERMS}?version=1").text
    assert "1판을 불러왔습니다" in page
    assert 'name="seen" value="2"' in page
    assert "공공누리" in page
    assert [item.version for item in run(contents.history("page", "terms"))] == [2, 1, 0]


def test_what_is_taken_down_is_gone_for_everybody_and_can_come_back(seeded, sign_in, client, post):
    sign_in("admin")
    post("/desk/contents/page/cookies", {"seen": "1", "do": "withdraw"})
    assert client.get("/help/cookies").status_code == 404
    assert "쿠키" in client.get("/desk/contents/page/cookies?version=1").text
    post("/desk/contents/page/cookies", terms(seen="2", **{"title-ko": "쿠키 안내"}))
    assert client.get("/help/cookies").status_code == 200


def test_earlier_versions_of_a_text_stay_readable_for_everybody(seeded, sign_in, client, post):
    sign_in("admin")
    post(TERMS, terms())
    assert 'href="/help/terms/1"' in client.get("/help/terms").text
    old = client.get("/help/terms/1").text
    assert "예전 글입니다" in old
    assert "공공누리" in old
    assert client.get("/help/terms/9").status_code == 404


def test_nobody_hands_a_content_to_a_department_that_is_not_theirs(seeded, sign_in, post):
    sign_in("sora")
    assert post("/desk/contents/new/notice", {**NOTICE, "owner": "audit"}).status_code == 403
    sign_in("admin")
    assert post("/desk/contents/new/notice", {**NOTICE, "owner": "moon"}).status_code == 422


def test_a_clerk_adds_nothing_and_nobody_adds_a_second_week(seeded, sign_in, client, post):
    sign_in("minsu")
    assert client.get("/desk/contents/new/notice").status_code == 403
    sign_in("admin")
    assert client.get("/desk/contents/new/hours").status_code == 403
    assert client.get("/desk/contents/new/poem").status_code == 404
    assert client.get("/desk/contents/page/unknown").status_code == 404


def test_what_is_to_be_reviewed_is_on_the_day_s_list_of_who_owns_it(staff, sign_in, client, run):
    assert "확인할 안내" in sign_in("jeonghee").text
    assert "확인할 안내" not in sign_in("minsu").text
    page = client.get("/desk/contents?due=yes").text
    assert "아직 확인하지 않음" in page
    run(contents.seed(NOW))
    assert "확인할 안내" not in sign_in("jeonghee").text
    run(contents.save(_old_entry(), seen=1, by="admin", now=NOW))
    assert "확인할 안내" in sign_in("jeonghee").text
    assert "2026. 3. 1.(일) 지남" in client.get("/desk/contents?due=yes").text


def _old_entry() -> Draft:
    said: dict[str, Any] = {
        "phone": "051-000-4110",
        "room": {"ko": "4층"},
        "head": {"ko": "과장"},
        "tasks": {"ko": "도로"},
    }
    return Draft("department", "construction", said, "construction", review_by=date(2026, 3, 1))


def test_the_list_is_filtered_by_kind_and_owner(seeded, sign_in, client):
    sign_in("yuna")
    page = client.get("/desk/contents?kind=department&owner=audit").text
    assert "/desk/contents/department/audit" in page
    assert "/desk/contents/page/terms" not in page
    assert "조건에 맞는 것이 없습니다" in client.get("/desk/contents?kind=kiosk&owner=audit").text


def test_what_was_typed_survives_the_end_of_the_session(seeded, sign_in, post, client):
    sign_in("sora")
    post("/desk/sign-out")
    page = post("/desk/contents/new/notice", NOTICE)
    assert page.status_code == 401
    assert "상수도 공사로 물이 끊깁니다" in page.text
