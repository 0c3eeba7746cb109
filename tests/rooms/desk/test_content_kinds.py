"""Each kind of public content in its editor: its fields, what is wrong with them, what everybody sees then."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from portal.kernel import contents

KIOSK = {
    "place-ko": "구청 구민홀",
    "place-en": "",
    "address-ko": "구청 1층",
    "address-en": "",
    "hours-ko": "매일",
    "hours-en": "",
    "certificates": "주민등록표 등본 | Copy | 200원\n기초생활 증명서 | | 무료",
    "broken_since": "2026-03-09",
    "notes-ko": "",
    "notes-en": "",
    "lat": "35.2430",
    "lon": "129.0920",
    "owner": "civil_affairs",
    "review_by": "2026-06-10",
    "do": "save",
}


def test_today_s_exception_is_on_every_page_at_once(seeded, sign_in, client, post):
    assert "오후 6시까지" in client.get("/").text
    sign_in("sora")
    closure = {
        "day": "2026-03-10",
        "hours-opens": "09:00",
        "hours-closes": "15:00",
        "reason-ko": "전산 점검",
        "reason-en": "",
        "owner": "civil_affairs",
        "review_by": "2026-04-10",
        "do": "save",
    }
    page = post("/desk/contents/new/closure", closure)
    assert page.url.path == "/desk/contents/closure/2026-03-10"
    assert "법정 근무시간" in page.text
    home = client.get("/").text
    assert "오늘은 오후 3시에 닫습니다: 전산 점검" in home
    assert "오후 3시까지" in home
    assert post("/desk/contents/new/closure", closure).status_code == 409
    post(
        "/desk/contents/closure/2026-03-10",
        {**closure, "hours-opens": "", "hours-closes": "", "seen": "1"},
    )
    assert "오늘은 쉽니다: 전산 점검" in client.get("/hours").text


def test_the_week_is_edited_day_by_day(seeded, sign_in, client, post):
    sign_in("sora")
    week = {
        f"week-{day}-{at}": hour if day < 5 else ""
        for day in range(7)
        for at, hour in (("opens", "09:00"), ("closes", "18:00"))
    }
    week["week-1-closes"] = "20:00"
    said = {**week, "note-ko": "화요일은 밤 8시까지 엽니다.", "note-en": "", "owner": "civil_affairs"}
    path = "/desk/contents/hours/front-desk"
    post(path, {**said, "review_by": "2027-01-01", "seen": "1", "do": "save"})
    assert "오후 8시까지" in client.get("/").text
    assert "오전 9시 ~ 오후 8시" in client.get("/hours").text
    wrong = post(
        path, {**said, "week-1-closes": "08:00", "review_by": "2027-01-01", "seen": "2", "do": "save"}
    )
    assert 'href="#f-week-1-closes"' in wrong.text


def test_a_kiosk_out_of_order_says_so_in_large_letters(seeded, sign_in, client, post):
    sign_in("sora")
    page = post("/desk/contents/new/kiosk", KIOSK)
    assert page.url.path == "/desk/contents/kiosk/1"
    assert "주민등록표 등본 | Copy | 200" in page.text
    shown = client.get("/kiosks").text
    for words in ("고장 · 3. 9.(월)부터 쓸 수 없습니다", "200원", "무료", "geo:35.243,129.092"):
        assert words in shown


@pytest.mark.parametrize("line", ["등본", "등본 | 200 | 원 | 더", "등본 | 이백원", " | 200"])
def test_a_line_of_certificates_that_can_t_be_read_is_named(seeded, sign_in, post, line):
    sign_in("sora")
    page = post("/desk/contents/new/kiosk", {**KIOSK, "certificates": f"등본 | 200\n{line}"})
    assert page.status_code == 422
    assert "2번째 줄을" in page.text


def test_a_changed_phone_number_is_the_one_that_everybody_is_told(seeded, sign_in, client, post):
    sign_in("jeonghee")
    said = {
        "phone": "051-000-4999",
        "room-ko": "4층",
        "room-en": "",
        "head-ko": "과장",
        "head-en": "",
        "tasks-ko": "도로",
        "tasks-en": "",
        "owner": "construction",
        "review_by": "2026-09-10",
        "seen": "1",
        "do": "save",
    }
    post("/desk/contents/department/construction", said)
    assert "051-000-4999" in client.get("/departments").text
    assert "051-000-4999" in client.get("/services/road-occupation").text


@pytest.mark.parametrize("kind", ["notice", "closure", "kiosk", "page", "department"])
def test_the_administrator_can_add_each_kind(seeded, sign_in, client, kind):
    assert sign_in("admin", f"/desk/contents/new/{kind}").status_code == 200


@pytest.mark.parametrize("kind", sorted(contents.KINDS))
def test_every_kind_is_drawn_for_its_editor_and_saved_unchanged(seeded, sign_in, client, post, run, kind):
    sign_in("admin")
    for item in run(contents.all_newest()):
        if item.kind != kind:
            continue
        path = f"/desk/contents/{kind}/{item.slug}"
        form = Fields(client.get(path).text).values
        saved = post(path, {**form, "do": "save"})
        assert saved.status_code == 200, saved.text
        assert run(contents.newest(kind, item.slug)).data == item.data


class Fields:
    """What the form of a page would send."""

    def __init__(self, text: str) -> None:
        self.values: dict[str, str] = {}
        form = parse(text).find(".//form[@class='card desk-form']")
        assert form is not None
        for each in form.iter("input"):
            self.values[each.get("name", "")] = each.get("value", "")
        for each in form.iter("textarea"):
            self.values[each.get("name", "")] = (each.text or "").removeprefix("\n")
        for each in form.iter("select"):
            chosen = [one.get("value", "") for one in each.iter("option") if one.get("selected") is not None]
            self.values[each.get("name", "")] = (chosen or [""])[0]


def parse(text: str) -> Any:
    return html5lib.parse(text, namespaceHTMLElements=False)
