"""What the petitioner's page says at each stage, and what it keeps to itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, files
from portal.kernel.models import Case, DataKey, Notice
from tests.cast import NOW, filed, service_of
from tests.rooms.petitions.conftest import ANSWER, HOUR, REQUEST

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_before_acceptance_it_says_until_when_it_is_accepted_and_answered_at_the_latest(client, mine):
    page = client.get(mine).text
    assert "담당 부서가 접수하기를 기다리고 있습니다" in page
    assert "3. 11.(수) 오전 10시까지 접수하고" in page
    assert "늦어도 3. 11.(수) 오후 2시까지" in page
    assert "제6조제7항" in page


def test_after_acceptance_it_names_the_officer_the_phone_and_the_day(client, mine, act):
    act("accept")
    page = client.get(mine).text
    assert "건설과 도로관리팀 박민수" in page
    assert "tel:0515194561" in page
    assert "3. 10.(화) 오후 2시까지 답변합니다" in page


def test_while_a_paper_is_missing_it_says_which_and_until_when_and_that_the_clock_stands(client, mine, act):
    act("accept")
    act("request_supplement", **REQUEST)
    page = client.get(mine).text
    assert "배치도 1장을 더 내 주세요." in page
    assert "3. 24.(화)까지입니다" in page
    assert "처리 기간은 멈춥니다" in page
    assert f"{mine}/supplement" in page


def test_a_paused_clock_says_why(client, mine, act):
    act("accept")
    act("pause", ground="field_investigation", reason="현장을 봐야 합니다.")
    page = client.get(mine).text
    assert "현장조사 기간" in page
    assert "날짜 계산이 멈춰 있습니다" in page


def test_the_decision_stays_hidden_until_its_notice(client, mine, act):
    act("accept")
    act("decide", **ANSWER)
    page = client.get(mine).text
    assert "답변을 준비하고 있습니다" in page
    for hidden in ("전구를 바꾸었습니다", "결정"):
        assert hidden not in page
    act("notify")
    page = client.get(mine).text
    assert "전구를 바꾸었습니다" in page
    assert "3. 10.(화)에 답변했습니다" in page


def test_staffs_notes_are_never_shown(client, mine, act):
    act("note", note="이 사람은 자주 신고합니다.")
    assert "자주 신고" not in client.get(mine).text


def test_a_refusal_shows_reasons_remedies_and_the_last_day_of_objection(client, run, cast):
    case = run(filed(service_of("construction", "permit")))
    refusal = {
        "outcome": "refused",
        "answer": "안 됩니다.",
        "reasons": "길이 좁습니다.",
        "remedies": "행정심판",
    }
    run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
    run(cases.move(case.id, "decide", actor=cast.minsu, now=NOW, data=refusal))
    run(cases.move(case.id, "notify", actor=cast.minsu, now=NOW))
    page = client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)}).text
    for shown in (
        "불수용·거부",
        "안 됩니다.",
        "길이 좁습니다.",
        "행정심판",
        "2026. 5. 11.(월)까지 글로 이의신청",
    ):
        assert shown in page


def test_late_promises_are_owned_up_to(client, mine, run, case, act):
    run(Case.filter(id=case.id).update(accept_by=NOW - HOUR))
    assert "접수가 늦어지고 있습니다. 죄송합니다" in client.get(mine).text
    act("accept", at=NOW - timedelta(days=4))
    page = client.get(mine).text
    assert "약속한 날을 넘겼습니다. 죄송합니다" in page
    assert "제18조" in page


def test_what_was_sent_and_told_can_be_read_again(client, run):
    service = service_of("construction", "living_report")
    text = next(field for field in service.fields if field.kind == "long_text")
    case = run(filed(service, answers={text.name: "가로등이 꺼져 있습니다."}))
    page = client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)}).text
    for shown in (
        "가로등이 꺼져 있습니다.",
        "김하늘",
        "중앙대로 1777",
        "민원을 받았습니다",
        "이메일 보내는 중",
    ):
        assert shown in page


def test_opening_the_page_marks_its_notices_as_read(client, mine, run, case):
    client.get(mine)
    assert run(Notice.filter(case_id=case.id, channel="portal", read_at=None).count()) == 0


def test_the_page_outlives_the_destruction_of_its_contents(client, mine, run, case):
    run(DataKey.filter(id=case.key_id).update(wrapped=None, destroyed_at=NOW))
    page = client.get(mine)
    assert page.status_code == 200
    assert "법에 따라 파기했습니다" in page.text
    assert "김하늘" not in page.text


def test_a_poll_costs_a_204_until_something_changes(client, mine, act):
    assert f"{mine}?seen=1-0-0" in client.get(mine).text
    assert client.get(f"{mine}?seen=1-0-0", headers=HTMX).status_code == 204
    act("accept")
    news = client.get(f"{mine}?seen=1-0-0", headers=HTMX)
    assert news.status_code == 200
    assert news.text.strip().startswith('<div id="live">')
    assert "방금 새 소식이 왔습니다" in news.text
    assert "HX-Request" in news.headers["vary"]


def test_a_closed_case_asks_no_more(client, mine, act):
    act("accept")
    act("decide", **ANSWER)
    act("notify")
    assert "every 15s" not in client.get(mine).text


def test_files_of_the_answer_open_only_after_the_notice_and_only_here(client, mine, run, cast, case, act):
    act("accept")
    act("review")

    async def decide():
        fresh = await Case.get(id=case.id)
        upload = files.Upload("결과.png", PNG)
        async with files.brought(fresh, "answer", [upload], audience="staff", now=NOW) as ids:
            await cases.move(case.id, "decide", actor=cast.minsu, now=NOW, data=ANSWER, files=ids)
        return ids[0]

    file = run(decide())
    assert client.get(f"{mine}/files/{file}").status_code == 404
    act("notify")
    assert "결과.png" in client.get(mine).text
    sent = client.get(f"{mine}/files/{file}")
    assert sent.status_code == 200
    assert sent.headers["content-type"] == "image/png"
    assert int(sent.headers["content-length"]) == len(sent.content)
    other = run(filed())
    client.get(f"/cases/{other.receipt_no}", params={"k": cases.link_token(other)})
    assert client.get(f"/cases/{other.receipt_no}/files/{file}").status_code == 404


@pytest.mark.parametrize("stage", ["submitted", "accepted", "awaiting", "notified", "withdrawn"])
def test_the_page_speaks_english_too(client, mine, act, stage):
    moves: dict[str, list[tuple[str, dict[str, str]]]] = {
        "submitted": [],
        "accepted": [("accept", {})],
        "awaiting": [("accept", {}), ("request_supplement", REQUEST)],
        "notified": [("accept", {}), ("decide", ANSWER), ("notify", {})],
        "withdrawn": [("withdraw", {})],
    }
    for name, data in moves[stage]:
        act(name, **data)
    client.get("/preferences", params={"lang": "en", "back": mine})
    page = client.get(mine)
    assert page.status_code == 200
    assert '<html lang="en">' in page.text


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
