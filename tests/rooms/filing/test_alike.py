"""Before handing in, one is shown the public row of what others reported there, and may follow that instead."""

from __future__ import annotations

import pytest

from portal.kernel.models import Case, Follow
from portal.kernel.public import following
from tests.cast import filed
from tests.rooms.account.people import SEOJUN, account, session_of
from tests.rooms.filing.resident import WHERE, WHO, path_of

SECTION = "이미 접수된 비슷한 민원이 있습니다"
PLACE = {"place": {"words": WHERE["place-words"]}, "details": "며칠째 캄캄합니다"}


@pytest.fixture
def lamp(run, client):
    """Somebody else's report of the place that the resident writes about."""
    return run(filed(answers=PLACE))


def follows(run):
    async def read():
        return await Follow.all()

    return run(read())


def test_the_public_row_is_shown_and_nothing_else(resident, lamp):
    page = resident.fill().text
    assert SECTION in page
    assert lamp.receipt_no in page
    for secret in ("며칠째 캄캄합니다", "haneul@example.org"):
        assert secret not in page


def test_nothing_is_shown_where_nobody_reported_the_place(resident, run, lamp):
    run(Case.filter(id=lamp.id).update(public=False))
    page = resident.fill().text
    assert SECTION not in page
    assert lamp.receipt_no not in page


def test_the_check_page_says_that_the_place_is_used_so(resident):
    assert "같은 곳을 신고하려는 분에게 이 민원이 있다고 알려 드립니다" in resident.fill().text


def test_who_proved_no_address_is_asked_for_one_and_comes_back_to_the_draft(resident, run, lamp):
    resident.fill()
    page = resident.post(f"{resident.base}/follow", {"no": lamp.receipt_no})
    assert path_of(page) == f"/status/{lamp.receipt_no}/follow"
    assert f'href="{resident.base}/check"' in page.text
    back = f"{resident.base}/check"
    address = f"/status/{lamp.receipt_no}/follow"
    page = resident.post(address, {"do": "send", "email": "seojun@example.org", "back": back})
    assert f'value="{back}"' in page.text
    page = resident.post(address, {"do": "enter", "code": resident.code(), "back": back})
    assert "쓰던 신청서로 돌아가기" in page.text
    assert len(follows(run)) == 1
    assert len(resident.drafts()) == 1


def test_an_address_that_the_draft_proved_follows_by_one_press(resident, run, lamp):
    resident.fill()
    who = {**WHO, "petitioner_email": "seojun@example.org"}
    resident.step("contact", {**who, "do": "send-code"})
    resident.step("contact", {**who, "do": "enter-code", "code": resident.code()})
    page = resident.post(f"{resident.base}/follow", {"no": lamp.receipt_no})
    assert [following.address_of(row) for row in follows(run)] == ["seojun@example.org"]
    assert "쓰던 신청서는 그대로 있습니다" in page.text
    assert len(resident.drafts()) == 1
    assert "접수" in resident.submit().text


def test_an_account_follows_by_one_press_and_sees_that_it_does(resident, run, lamp, client):
    person = run(account(SEOJUN))
    client.cookies.set("session", run(session_of(person)))
    resident.fill()
    page = resident.post(f"{resident.base}/follow", {"no": lamp.receipt_no})
    assert [row.person_id for row in follows(run)] == [person.id]
    assert "지켜보는 민원입니다" in page.text
    assert path_of(page) == f"{resident.base}/check"


def test_a_case_that_is_not_public_can_not_be_followed_from_here(resident, run, lamp):
    run(Case.filter(id=lamp.id).update(public=False))
    resident.fill()
    for number in (lamp.receipt_no, "2026-000999-9", "", "x"):
        assert resident.post(f"{resident.base}/follow", {"no": number}).status_code == 404
    assert follows(run) == []
