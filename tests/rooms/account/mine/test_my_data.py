"""A resident takes away all that the house holds, and closes the account."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest

from portal.kernel import cases, sending
from portal.kernel.models import AccessLog, Case, DataKey, Draft, Notice, Person, Session
from portal.kernel.people import note_look
from tests.cast import NOW, service_of
from tests.rooms.account.people import HANEUL


def test_the_download_holds_the_account_its_cases_and_who_looked(client, me, case, post, run, cast):
    minsu = run(Person.get(id=UUID(cast.minsu.id)))
    run(note_look(minsu, "case_opened", now=NOW, case=case))
    answer = post("/account/data/file", {})
    assert answer.headers["content-disposition"].startswith("attachment")
    said = json.loads(answer.content)
    assert said["account"]["name"] == "김하늘"
    assert {row["purpose"] for row in said["consents"]} == {"terms", "account", "contact"}
    (mine,) = said["cases"]
    assert mine["receipt_no"] == case.receipt_no
    assert "가로등이 꺼져 있습니다." in mine["answers"].values()
    assert mine["petitioner"]["address"] == HANEUL.address
    (look,) = mine["seen_by"]
    assert look["what"] == "민원 열람"
    assert look["office"] == service_of("construction").department.title.ko
    assert "박민수" not in answer.text
    assert said["made_at"] == "2026-03-10T10:00:00+09:00"
    assert run(AccessLog.filter(what="own_data_taken", subject_id=me.id).count()) == 1


def test_the_page_of_all_data_says_the_same_in_words(client, me, case, run, cast):
    minsu = run(Person.get(id=UUID(cast.minsu.id)))
    run(note_look(minsu, "case_opened", now=NOW, case=case))
    page = client.get("/account/data/all").text
    for shown in ("김하늘", case.receipt_no, "가로등이 꺼져 있습니다.", "민원 열람", "이용 약속"):
        assert shown in page
    assert "박민수" not in page


def test_what_is_being_written_and_what_the_account_was_told_are_told_too(client, me, post, run):
    service = service_of("construction")
    run(sending.tell_person(me, "new_device", NOW))
    post(f"/services/{service.code}/apply", {})
    draft = run(Draft.get(session_id=f"person:{me.id}"))
    said = json.loads(post("/account/data/file", {}).content)
    (mine,) = said["drafts"]
    assert mine["service"] == service.code
    assert client.get(mine["address"]).status_code == 200
    assert str(draft.id) in mine["address"]
    assert [row["topic"] for row in said["notices"]["of_the_account"]] == ["new_device"]
    page = client.get("/account/data/all").text
    assert service.title.ko in page
    assert "계정에 대해 보낸 알림 1건" in page


@pytest.mark.parametrize("path", ["/account/data/all", "/account/close"])
def test_a_screen_left_open_gives_nothing_away(client, haneul, case, sign_in, path, post, run):
    sign_in(haneul, NOW - timedelta(minutes=16))
    answer = client.get(path)
    assert answer.status_code == 403
    assert "한 번 더 로그인해 주세요" in answer.text
    assert f"/sign-in?again=1&amp;back={path}" in answer.text
    assert post("/account/data/file", {}).status_code == 403
    assert post("/account/close", {"sure": "yes"}).status_code == 403
    assert run(Person.get(id=haneul.id)).active


def test_the_sign_in_page_opens_for_somebody_who_is_asked_once_more(client, me):
    assert client.get("/sign-in?again=1&back=/account/close").url.path == "/sign-in"


def test_closing_says_first_what_goes_and_until_when_the_law_keeps_the_rest(client, me, case, run, cast):
    run(cases.move(case.id, "withdraw", actor=cast.sora, now=NOW))
    years = {"y1": 1, "y3": 3, "y5": 5, "y10": 10, "y30": 30}[run(Case.get(id=case.id)).retention_class]
    page = client.get("/account/close").text
    assert "지금 바로 지우는 것" in page
    assert "법에 따라 남는 것" in page
    assert f"{2026 + years}. 12. 31." in page
    assert case.receipt_no in page


def test_closing_is_asked_once_more(me, post, run):
    answer = post("/account/close", {})
    assert answer.status_code == 422
    assert run(Person.get(id=me.id)).active


def test_a_closed_account_is_gone_and_its_case_goes_on(client, me, case, post, run):
    answer = post("/account/close", {"sure": "yes"})
    assert answer.url.path == "/account/closed"
    assert "계정을 닫았습니다" in answer.text
    person = run(Person.get(id=me.id))
    assert not person.active
    assert run(DataKey.get(id=person.key_id)).wrapped is None
    assert run(Session.filter(person_id=me.id).count()) == 0
    kept = run(Case.get(id=case.id))
    assert kept.person_id is None
    assert cases.petitioner_of(kept, run(cases.key_of(kept))).name == "김하늘"
    assert "/sign-in" in client.get("/account", follow_redirects=False).headers["location"]
    assert run(Notice.filter(topic="account_closed").count()) == 1
    assert "김하늘" not in client.get("/account/closed").text
