"""Does the administrator see what a holiday moves before it is declared, and does everybody else only look?"""

from __future__ import annotations

import re
from datetime import date

import pytest

from portal.kernel import cases, holidays
from portal.kernel.cases import redating
from portal.kernel.holidays import HolidayRow
from portal.kernel.models import AccessLog, Case, Holiday, HolidayChange
from tests.cast import NOW, filed, service_of

PATH = "/desk/holidays"
DAY = {
    "do": "declare",
    "date": "2026-03-13",
    "name": "임시공휴일",
    "kind": "temporary",
    "basis": "관보 제21234호",
}


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def accepted(run, staff) -> Case:
    async def made() -> Case:
        case = await filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."})
        await cases.move(case.id, "accept", actor=staff.minsu, now=NOW)
        return await Case.get(id=case.id)

    found: Case = run(made())
    return found


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def check(client, **other):
    return client.get(f"{PATH}/check", params={**DAY, **other})


async def redate() -> None:
    while await redating.redate_some(NOW):
        pass


async def declare() -> None:
    row = HolidayRow(date(2026, 3, 13), "임시공휴일", "temporary")
    await holidays.declare(row, "관보", by="admin", now=NOW)


def test_the_year_is_listed_with_kinds_and_other_years_are_a_press_away(client, admin):
    page = client.get(PATH).text
    assert "2026년 공휴일" in page
    assert "대체공휴일" in page
    assert "부처님 오신 날" in page
    assert "2027년 공휴일" in client.get(PATH, params={"year": "2027"}).text


def test_the_preview_counts_and_lists_and_changes_nothing(client, admin, accepted, run):
    page = check(client)
    assert page.status_code == 200
    assert "날짜가 바뀌는 민원 1건" in page.text
    assert accepted.receipt_no in page.text
    assert "답변할 날" in page.text
    assert "간판을 답니다" not in page.text
    assert not run(Holiday.exists(date=date(2026, 3, 13)))


def test_confirmed_it_is_declared_on_record_and_the_progress_is_shown(client, admin, accepted, post, run):
    done = post(PATH, hidden(check(client).text))
    assert done.status_code == 200
    assert "옮기는 중" in done.text
    assert "아직 볼 민원 1건" in done.text
    day = run(Holiday.get(date=date(2026, 3, 13)))
    assert (day.source, day.basis, day.by) == ("staff", "관보 제21234호", "admin")
    assert run(AccessLog.filter(what="holiday_declared").count()) == 1
    run(redate())
    page = client.get(PATH).text
    assert "모두 옮김" in page
    assert "날짜를 옮긴 민원 1건" in page


def test_the_way_back_from_the_preview_keeps_all_that_was_typed(client, admin):
    page = check(client)
    back = re.search(r'href="(/desk/holidays\?[^"]*date=[^"]*)"', page.text)
    assert back is not None
    form = client.get(back[1].replace("&amp;", "&")).text
    for typed in ("2026-03-13", "임시공휴일", "관보 제21234호"):
        assert f'value="{typed}"' in form


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"date": "내일"}, "날짜를 다시 적어 주세요"),
        ({"date": ""}, "날짜를 다시 적어 주세요"),
        ({"date": "1999-01-01"}, "1년 전부터 3년 뒤까지"),
        ({"name": ""}, "이름은 1자에서 64자까지"),
        ({"kind": "seollal"}, "종류를 골라 주세요"),
        ({"basis": ""}, "근거를 255자 안으로"),
        ({"basis": "900101-1234568"}, "주민등록번호"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client, admin, typed, said):
    page = check(client, **typed)
    assert page.status_code == 422
    assert said in page.text
    if "basis" not in typed:
        assert 'value="관보 제21234호"' in page.text


def test_a_day_that_stands_already_is_refused(client, admin, run):
    run(declare())
    page = check(client)
    assert page.status_code == 409
    assert "이미 있는 날입니다" in page.text


def test_pressed_twice_it_is_declared_once(client, admin, post, run):
    form = hidden(check(client).text)
    post(PATH, form)
    assert post(PATH, form).status_code == 409
    assert run(HolidayChange.filter(action="declare").count()) == 1


def test_a_table_that_changed_since_the_preview_is_shown_again_first(client, admin, post, run):
    form = hidden(check(client, date="2026-03-20").text)
    run(declare())
    page = post(PATH, form)
    assert page.status_code == 409
    assert "그사이 공휴일 표가 바뀌었습니다" in page.text
    assert not run(Holiday.exists(date=date(2026, 3, 20)))
    assert post(PATH, hidden(page.text)).status_code == 200
    assert run(Holiday.exists(date=date(2026, 3, 20)))


def test_a_designated_day_is_taken_back_with_a_reason(client, admin, accepted, post, run):
    run(declare())
    run(redate())
    link = re.search(
        r'href="(/desk/holidays/check\?do=withdraw&amp;date=2026-03-13[^"]*)"', client.get(PATH).text
    )
    assert link is not None
    page = client.get(link[1].replace("&amp;", "&")).text
    assert "날짜가 바뀌는 민원 1건" in page
    assert "줄이지 않습니다" in page
    refused = post(PATH, {**hidden(page), "basis": ""})
    assert refused.status_code == 422
    assert run(Holiday.exists(date=date(2026, 3, 13)))
    assert post(PATH, {**hidden(refused.text), "basis": "의결이 취소됨"}).status_code == 200
    run(redate())
    assert run(Case.get(id=accepted.id)).due_at == accepted.due_at
    assert run(AccessLog.filter(what="holiday_withdrawn").count()) == 1


@pytest.mark.parametrize("do", ["withdraw", "erase"])
def test_what_can_not_be_done_says_why(client, admin, do):
    page = client.get(f"{PATH}/check", params={"do": do, "date": "2026-05-05", "name": "어린이날"})
    assert page.status_code in {409, 422}
    assert ("해마다 있는 공휴일" if do == "withdraw" else "다시 골라 주세요") in page.text


def test_a_supervisor_sees_the_table_and_the_progress_and_changes_nothing(client, sign_in, post, run):
    run(declare())
    sign_in("jeonghee")
    page = client.get(PATH)
    assert page.status_code == 200
    assert "바꾼 기록" in page.text
    assert "공휴일 정하기" not in page.text
    assert "되돌리기" not in page.text
    assert post(PATH, DAY).status_code == 403
    assert check(client).status_code == 403


def test_the_administrator_hears_before_the_table_ends(client, admin, run):
    assert "공휴일 표가" not in client.get(PATH).text
    run(Holiday.filter(date__gte=date(2026, 4, 1)).delete())
    run(declare())
    page = client.get("/desk/mode").text
    assert "공휴일 표가" in page
    assert "2025. 12. 31." in page


def test_the_public_page_and_the_petitioners_tell_why_the_date_moved(client, run, accepted, post, sign_in):
    run(declare())
    run(redate())
    page = client.get(f"/status/{accepted.receipt_no}").text
    mine = client.get(f"/cases/{accepted.receipt_no}?k={cases.link_token(accepted)}").text
    for told in (page, mine):
        assert "공휴일이 바뀌어 날짜를 옮김" in told
        assert "3. 13.(금)이 공휴일(임시공휴일)이 되었습니다" in told
        assert "답변할 날" in told
    sign_in("minsu")
    assert "답변할 날" in client.get(f"/desk/cases/{accepted.receipt_no}").text
