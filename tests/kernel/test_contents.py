"""What staff edit for everybody: versions, conflicts, what is shown, what is to be reviewed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal import house as composition
from portal.database.rows import counted
from portal.kernel import catalogue, contents
from portal.kernel.contents import Draft
from portal.kernel.models import Content
from tests.cast import NOW

TODAY = date(2026, 3, 10)
NOTICE: dict[str, Any] = {
    "title": {"ko": "도로를 고칩니다", "en": "Road works"},
    "body": {"ko": "중앙대로를 **이틀** 막습니다.", "en": ""},
    "since": "2026-03-09",
    "until": "2026-03-12",
}


def notice(**other: Any) -> Draft:
    return Draft("notice", "", {**NOTICE, **other}, "civil_affairs")


def page(body: str, slug: str = "terms") -> Draft:
    return Draft("page", slug, {"title": {"ko": "이용약관"}, "body": {"ko": body}}, "civil_affairs")


async def test_what_came_with_the_program_is_shown_before_anybody_edits(house):
    privacy = await contents.shown(contents.Page, "privacy")
    assert privacy.version == 0
    assert "금정구청" in privacy.data.body.ko
    assert "Geumjeong-gu" in privacy.data.body.en
    assert "{" not in privacy.data.body.ko + privacy.data.body.en


async def test_every_department_of_the_catalogue_stands_in_the_directory(house):
    for department in catalogue.current().departments:
        assert await contents.phone_of(department.code), department.code
    assert await contents.phone_of("nowhere") == ""


async def test_seeding_writes_each_shipped_content_once(house):
    count = await contents.seed(NOW)
    assert count == await Content.all().count() > 20
    assert await contents.seed(NOW) == 0
    assert (await contents.shown(contents.Page, "privacy")).review_by == date(2027, 3, 10)


async def test_seeding_leaves_alone_what_was_edited(house):
    await contents.save(page("우리 약관"), seen=0, by="admin", now=NOW)
    await contents.seed(NOW)
    assert (await contents.shown(contents.Page, "terms")).data.body.ko == "우리 약관"


async def test_each_save_is_a_version_that_says_who_and_when(house):
    first = await contents.save(notice(), seen=None, by="sora", now=NOW)
    again = Draft("notice", first.slug, {**NOTICE, "title": {"ko": "새 제목"}}, "civil_affairs")
    later = NOW + timedelta(hours=1)
    second = await contents.save(again, seen=1, by="jeonghee", now=later)
    assert [item.version for item in await contents.history("notice", first.slug)] == [2, 1]
    assert (second.edited_by, second.edited_at) == ("jeonghee", later)
    assert (await contents.shown(contents.Notice, first.slug)).data.title.ko == "새 제목"


async def test_an_edit_of_an_old_version_is_refused_and_both_texts_are_there(house):
    await contents.save(page("첫째"), seen=0, by="sora", now=NOW)
    with pytest.raises(contents.EditConflict) as refused:
        await contents.save(page("둘째"), seen=0, by="jeonghee", now=NOW)
    assert refused.value.newest.version == 1
    assert refused.value.newest.edited_by == "sora"
    assert (await contents.shown(contents.Page, "terms")).data.body.ko == "첫째"


async def test_a_draft_changes_nothing_for_readers_until_it_is_published(house):
    await contents.save(page("보이는 글"), seen=0, by="admin", now=NOW)
    before = await counted("counter", "public")
    draft = Draft("page", "terms", page("쓰는 중").data, "civil_affairs", state="draft")
    await contents.save(draft, seen=1, by="admin", now=NOW)
    assert (await contents.shown(contents.Page, "terms")).data.body.ko == "보이는 글"
    assert (await contents.newest("page", "terms")).state == "draft"
    assert await counted("counter", "public") == before


async def test_publishing_makes_public_pages_old(house):
    before = await counted("counter", "public")
    await contents.save(notice(), seen=None, by="sora", now=NOW)
    assert await counted("counter", "public") == before + 1


async def test_what_was_withdrawn_is_not_shown_even_if_it_came_with_the_program(house):
    taken = Draft("page", "cookies", page("x").data, "civil_affairs", state="withdrawn")
    await contents.save(taken, seen=0, by="admin", now=NOW)
    with pytest.raises(contents.UnknownContent):
        await contents.shown(contents.Page, "cookies")
    assert "cookies" in {item.slug for item in await contents.all_newest()}


async def test_notices_and_kiosks_get_a_number_and_exceptions_their_day(house):
    first = await contents.save(notice(), seen=None, by="sora", now=NOW)
    second = await contents.save(notice(), seen=None, by="sora", now=NOW)
    assert [first.slug, second.slug] == ["1", "2"]
    closed = Draft("closure", "", {"day": "2026-03-20", "reason": {"ko": "전산 점검"}}, "civil_affairs")
    assert (await contents.save(closed, seen=None, by="sora", now=NOW)).slug == "2026-03-20"
    with pytest.raises(contents.SlugTaken):
        await contents.save(closed, seen=None, by="sora", now=NOW)


@pytest.mark.parametrize("slug", ["", "Terms", "a b", "../x", "x" * 65, "가나"])
async def test_a_new_page_needs_an_address(house, slug):
    with pytest.raises(contents.InvalidContent) as refused:
        await contents.save(page("글", slug), seen=None, by="admin", now=NOW)
    assert set(refused.value.fields) == {"slug"}


async def test_only_a_known_kind_is_saved(house):
    with pytest.raises(contents.UnknownKind):
        await contents.save(Draft("poem", "x", {}, "audit"), seen=None, by="admin", now=NOW)
    with pytest.raises(contents.UnknownContent):
        await contents.save(page("x", "unknown"), seen=3, by="admin", now=NOW)


async def test_what_nobody_reviewed_or_whose_date_is_past_is_overdue(house):
    assert {item.slug for item in await contents.overdue(TODAY)} >= {"privacy", "terms", "front-desk"}
    await contents.seed(NOW)
    assert await contents.overdue(TODAY) == []
    soon = Draft("page", "terms", page("x").data, "civil_affairs", review_by=TODAY)
    await contents.save(soon, seen=1, by="admin", now=NOW)
    assert [item.slug for item in await contents.overdue(TODAY)] == ["terms"]


async def test_what_is_over_or_withdrawn_needs_no_review(house):
    await contents.seed(NOW)
    saved = await contents.save(notice(), seen=None, by="sora", now=NOW)
    later = date(2026, 12, 1)
    assert saved.overdue(date(2026, 3, 11)) is False
    assert saved.slug not in {item.slug for item in await contents.overdue(later) if item.kind == "notice"}


async def test_another_process_s_change_is_seen(house):
    assert await contents.listed(contents.Closure) == []
    await Content.create(
        kind="closure",
        slug="2026-03-20",
        version=1,
        data={"day": "2026-03-20", "hours": None, "reason": {"ko": "점검", "en": ""}},
        owner="civil_affairs",
        review_by=TODAY,
        edited_by="elsewhere",
        edited_at=NOW,
    )
    assert [item.data.day for item in await contents.listed(contents.Closure)] == [date(2026, 3, 20)]


KIOSK: dict[str, Any] = {
    "place": {"ko": "구민홀"},
    "address": {"ko": "1층"},
    "hours": {"ko": "매일"},
    "certificates": [{"name": {"ko": "등본"}, "fee": "200"}],
}


@pytest.mark.parametrize(
    ("kind", "data", "field", "said"),
    [
        ("notice", {**NOTICE, "title": {"ko": " "}}, "title-ko", "적어 주세요."),
        ("notice", {**NOTICE, "title": {"ko": "가" * 121}}, "title-ko", "120자까지 쓸 수 있습니다."),
        ("notice", {**NOTICE, "since": "내일"}, "since", "날짜를 2026-03-18처럼 적어 주세요."),
        ("notice", {**NOTICE, "until": "2026-03-01"}, "until", "끝나는 날이 시작하는 날보다 앞섭니다."),
        (
            "notice",
            {**NOTICE, "body": {"ko": "900101-1234567"}},
            "body",
            "주민등록번호를 지우거나 가려 주세요.",
        ),
        ("notice", {**NOTICE, "colour": "red"}, "colour", "이 칸을 다시 살펴봐 주세요."),
        (
            "hours",
            {"week": [{"opens": "18:00", "closes": "09:00"}, *[None] * 6]},
            "week-0-closes",
            "닫는 시각은",
        ),
        (
            "hours",
            {"week": [{"opens": "아침", "closes": "18:00"}, *[None] * 6]},
            "week-0-opens",
            "시각을 09:00",
        ),
        ("kiosk", {**KIOSK, "certificates": []}, "certificates", "하나 이상 적어 주세요."),
        ("kiosk", {**KIOSK, "lat": "35.2"}, "lon", "위도와 경도를 함께"),
        ("kiosk", {**KIOSK, "lat": "91", "lon": "129"}, "lat", "39"),
        (
            "kiosk",
            {**KIOSK, "certificates": [{"name": {"ko": "등본"}, "fee": -1}]},
            "certificates-0-fee",
            "0 이상",
        ),
        (
            "department",
            {"phone": "전화", "room": {"ko": "1"}, "head": {"ko": "과장"}, "tasks": {"ko": "일"}},
            "phone",
            "전화번호를",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_field(kind, data, field, said):
    with pytest.raises(contents.InvalidContent) as refused:
        contents.check(kind, data)
    assert str(refused.value.fields[field]).startswith(said)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://x.kr",
        "https://user@evil.example",
        "help",
    ],
)
def test_a_text_may_not_lead_just_anywhere(link):
    with pytest.raises(contents.InvalidContent) as refused:
        contents.check("page", {"title": {"ko": "가"}, "body": {"ko": f"[여기](<{link}>)"}})
    assert "쓸 수 없는 링크" in str(refused.value.fields["body"])


@pytest.mark.parametrize(
    "link", ["https://www.gov.kr", "/help", "#item", "mailto:a@b.kr", "tel:051-000-4100"]
)
def test_a_text_may_lead_to_the_web_a_mailbox_a_phone_or_this_portal(link):
    checked = contents.check("page", {"title": {"ko": "가"}, "body": {"ko": f"[여기]({link})"}})
    assert isinstance(checked, contents.Page)


def test_a_shipped_file_with_an_error_stops_the_house(tmp_path):
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "x.toml").write_text('owner = "audit"\ntitle.ko = "가"\n')
    with pytest.raises(contents.BadContentFile, match="body"):
        contents.begin(tmp_path, {})


async def test_the_house_reads_the_project_s_own_files(var):
    async with composition.opened(datetime(2026, 3, 10, tzinfo=UTC)):
        kinds = {item.kind for item in await contents.all_newest()}
    assert kinds == set(contents.KINDS) - {"closure"}
