"""Who watches: the log for the auditor, accounts for the administrator, what could not be delivered for clerks."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from portal.kernel import back_offices, people
from portal.kernel.models import Grant, InboxMessage, Notice, OutboxMessage, Person
from tests.cast import NOW

ALL = ["minsu", "jeonghee", "sora", "yuna", "admin"]
MAY = {
    "/desk": {"minsu", "jeonghee", "sora", "yuna", "admin"},
    "/desk/counter": {"minsu", "jeonghee", "sora"},
    "/desk/delivery": {"minsu", "jeonghee", "sora"},
    "/desk/log": {"yuna"},
    "/desk/staff": {"yuna", "admin"},
}


@pytest.mark.parametrize("login", ALL)
def test_each_role_sees_its_pages_and_no_others(case, sign_in, client, login):
    sign_in(login)
    for path, who in MAY.items():
        assert client.get(path).status_code == (200 if login in who else 403), path


@pytest.mark.parametrize("path", ["/desk", "/desk/staff", "/desk/counter/streetlight-road", "/desk/sign-in"])
def test_a_head_request_is_answered_like_its_page(case, sign_in, client, path):
    sign_in("sora" if "counter" in path else "admin")
    assert client.head(path).status_code == 200


def test_strangers_see_none_of_them(case, client):
    for path in (*MAY, f"/desk/cases/{case.receipt_no}"):
        assert client.get(path).url.path == "/desk/sign-in"


def test_the_log_shows_who_when_which_case_and_why_but_no_contents(case, sign_in, client, post):
    sign_in("minsu", f"/desk/cases/{case.receipt_no}")
    post(f"/desk/cases/{case.receipt_no}/contact", {"why": "call"})
    post("/desk/search", {"q": "김하늘"})
    page = sign_in("yuna", "/desk/log").text
    for words in (
        "박민수 (minsu)",
        case.receipt_no,
        "전화로 알아보려고",
        "연락처 보기",
        "사람으로 찾기",
        "testclient",
    ):
        assert words in page
    for words in ("김하늘", "010-2345", "가로등이 꺼져", f"/desk/cases/{case.receipt_no}"):
        assert words not in page


def test_the_log_is_filtered_by_person_and_day(case, sign_in, client, run):
    run(some_looks())
    sign_in("yuna")
    page = client.get("/desk/log?login=minsu&since=2026-03-08&until=2026-03-08").text
    assert "1건" in page
    assert "2026. 3. 8." in page
    assert client.get("/desk/log?login=minsu&since=2026-03-09&until=2026-03-08").text.count("<tbody>") == 0
    for nonsense in ("since=x", "until=99", "page=x", "page=9999999", "login=%00"):
        assert client.get(f"/desk/log?{nonsense}").status_code == 200


async def some_looks(what="signed_in", hours_later=0):
    person = await Person.get(login="minsu")
    for day in range(4):
        at = NOW - timedelta(days=day) + timedelta(hours=hours_later)
        await people.note_look(person, what, now=at)


def test_the_auditor_takes_the_log_away_as_a_table_after_saying_what_for(case, sign_in, post, run):
    run(some_looks())
    sign_in("yuna")
    chosen = {"login": "minsu", "since": "2026-03-08", "until": "2026-03-09"}
    refused = post("/desk/log/export", chosen)
    assert refused.url.path == "/desk/log"
    table = post("/desk/log/export", {**chosen, "why": "audit"})
    assert table.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(table.content.decode("utf-8-sig").splitlines()))
    assert [row[:3] for row in rows[1:]] == [
        ["2026-03-09T10:00:00+09:00", "박민수 (minsu)", "로그인"],
        ["2026-03-08T10:00:00+09:00", "박민수 (minsu)", "로그인"],
    ]
    looks, _ = run(people.looked(people.Looked(what="log_exported")))
    assert [(look.actor, look.why) for look in looks] == [("yuna", "audit")]


def test_the_monthly_review_shows_the_unusual_first_and_is_signed_off(case, sign_in, client, post, run):
    run(some_looks(what="case_opened", hours_later=12))
    sign_in("yuna")
    page = client.get("/desk/log/review?month=2026-03").text
    assert "밤이나 쉬는 날에 4번 보았습니다" in page
    assert "달이 끝나면 점검을 마칠 수 있습니다." in page
    assert "아직 점검하지 않았습니다." in client.get("/desk/log/review").text
    signed = post("/desk/log/review?month=2026-02", {"remark": "이상 없음"})
    assert signed.url.query == b"month=2026-02"
    assert "이상 없음" in signed.text
    assert "모두 이어져 있고" in signed.text
    for nonsense in ("month=x", "month=2026-99", "month=%00"):
        assert client.get(f"/desk/log/review?{nonsense}").status_code == 200


def test_the_administrator_gives_and_takes_rights_on_record(case, sign_in, client, post, run):
    sign_in("admin")
    page = post("/desk/staff", {"do": "grant", "login": "jiho", "right": "clerk:construction"})
    assert page.status_code == 200
    assert "건설과 담당자" in page.text
    post("/desk/staff", {"do": "revoke", "login": "jiho", "right": "clerk:traffic"})
    assert run(rights("jiho")) == ["clerk:construction"]
    log = sign_in("yuna", "/desk/log").text
    assert "교통행정과 담당자 (admin)" in log
    assert "권한 거두기" in log


async def rights(login):
    rows = await Grant.filter(person__login=login, revoked_at=None)
    return [f"{row.role}:{row.department}" for row in rows]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"do": "grant", "login": "admin", "right": "clerk:construction"}, 403),
        ({"do": "grant", "login": "nobody", "right": "clerk:construction"}, 404),
        ({"do": "grant", "login": "jiho", "right": "king"}, 422),
        ({"do": "revoke", "login": "jiho", "right": "auditor"}, 404),
    ],
)
def test_a_senseless_or_own_change_of_rights_is_refused(case, sign_in, post, run, data, status):
    before = run(grants())
    sign_in("admin")
    page = post("/desk/staff", data)
    assert page.status_code == status
    assert "오류:" in page.text
    assert run(grants()) == before


async def grants():
    return await Grant.filter(revoked_at=None).count()


def test_the_auditor_changes_no_rights(case, sign_in, post, run):
    before = run(grants())
    page = sign_in("yuna", "/desk/staff")
    assert "거두기" not in page.text
    assert post("/desk/staff", {"do": "grant", "login": "jiho", "right": "auditor"}).status_code == 403
    assert run(grants()) == before


def test_a_right_taken_away_counts_at_once(case, sign_in, client, run):
    sign_in("minsu", f"/desk/cases/{case.receipt_no}")
    run(strip("minsu"))
    assert client.get(f"/desk/cases/{case.receipt_no}").status_code == 404


async def strip(login):
    await Grant.filter(person__login=login).update(revoked_at=NOW)


def test_a_closed_account_is_out_at_once(case, sign_in, client, run):
    sign_in("minsu")
    run(people.close("minsu", by="operator", now=NOW))
    assert client.get("/desk").url.path == "/desk/sign-in"


@pytest.fixture
def stuck(case, run):
    """One parked item of each kind."""
    return run(park(case))


async def park(case):
    out = await OutboxMessage.filter(case_id=case.id).order_by("sequence").limit(1).get()
    await OutboxMessage.filter(id=out.id).update(state="parked", error="unknown_service", attempts=9)
    notice = await Notice.filter(case_id=case.id, channel="mail").limit(1).get()
    await Notice.filter(id=notice.id).update(state="parked", error="refused:550", attempts=9)
    await back_offices.add("roads", "construction", NOW)
    waits = await InboxMessage.create(
        source="roads",
        message_id="m-2",
        case_id=case.id,
        sequence=2,
        type="kr.portal.case.review",
        state="parked",
        reason="gap:1",
        body_sealed=b"x",
        digest="d",
        received_at=NOW,
    )
    broken = await InboxMessage.create(
        source="roads",
        message_id="m-3",
        type="kr.portal.case.review",
        state="parked",
        reason="malformed:data.receipt_no",
        body_sealed=b"x",
        digest="d",
        received_at=NOW,
    )
    return {"out": out.id, "notice": notice.id, "in": waits.id, "broken": broken.id}


def test_what_is_stuck_is_shown_with_its_reason(stuck, case, sign_in):
    page = sign_in("minsu", "/desk/delivery").text
    for words in (
        "4건",
        case.receipt_no,
        "부서 시스템에 없는 민원 종류입니다.",
        "받는 쪽 서버가 이 주소나 번호로 보낸 알림을 받지 않았습니다.",
        "이 민원의 앞 순서 메시지가 오지 않았습니다.",
        "메시지의 형식이 약속과 다릅니다",
    ):
        assert words in page
    assert "haneul@example.org" not in page
    assert ">4<" in sign_in("minsu").text


def test_each_is_sent_again_by_a_press(stuck, sign_in, post, run):
    sign_in("minsu")
    for way, item in (("out", stuck["out"]), ("notice", stuck["notice"]), ("in", stuck["in"])):
        assert post(f"/desk/delivery/{way}/{item}", {"do": "resend"}).status_code == 200
    assert run(states(stuck)) == ["pending", "pending", "waiting", "parked"]


async def states(stuck):
    return [
        (await OutboxMessage.get(id=stuck["out"])).state,
        (await Notice.get(id=stuck["notice"])).state,
        (await InboxMessage.get(id=stuck["in"])).state,
        (await InboxMessage.get(id=stuck["broken"])).state,
    ]


def test_a_malformed_message_can_only_be_dismissed(stuck, sign_in, post, run):
    sign_in("minsu")
    assert post(f"/desk/delivery/in/{stuck['broken']}", {"do": "resend"}).status_code == 409
    assert post(f"/desk/delivery/in/{stuck['broken']}", {"do": "dismiss"}).status_code == 200
    assert run(states(stuck))[3] == "rejected"


@pytest.mark.parametrize("login", ["jiho", "yuna"])
def test_who_has_no_right_to_the_case_resends_nothing(stuck, sign_in, post, run, login):
    sign_in(login)
    for way, item in (("out", stuck["out"]), ("notice", stuck["notice"]), ("in", stuck["in"])):
        assert post(f"/desk/delivery/{way}/{item}", {"do": "resend"}).status_code in {403, 404}
    assert run(states(stuck)) == ["parked"] * 4


@pytest.mark.parametrize("item", ["out/x", "notice/1", "in/x", "in/99", "other/1", "in/99999999999999999999"])
def test_an_unknown_item_is_told_so(stuck, sign_in, post, item):
    sign_in("minsu")
    assert post(f"/desk/delivery/{item}", {"do": "resend"}).status_code == 404
