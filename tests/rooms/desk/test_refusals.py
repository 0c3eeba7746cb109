"""Nothing typed is lost on the desk: refusals of the law, missing words, two officers at once, texts for answers."""

from __future__ import annotations

import html5lib
import pytest

from portal.kernel import cases
from portal.kernel.models import Attachment, Case, Person, Session
from portal.rooms.desk.definition.answer_texts import ANSWER_TEXTS
from portal.rooms.desk.rules import BlankLeft, check_no_blanks, put_in
from tests.cast import NOW
from tests.kernel.papers import pdf
from tests.rooms.desk.conftest import PASSWORD, code

PLACES = ("service", "number", "department", "officer", "phone")
LONG = "검토한 결과를 길게 적었습니다.\n둘째 줄입니다. <b>&amp;"
SHOWN = "검토한 결과를 길게 적었습니다.\n둘째 줄입니다. &lt;b&gt;&amp;amp;"


@pytest.fixture
def working(permit, sign_in, go):
    """A permit that minsu has accepted."""
    sign_in("minsu")
    go(permit, "accept")
    return permit


def test_a_refusal_without_reasons_and_remedies_comes_back_with_all_that_was_typed(working, go, run):
    page = go(working, "decide", outcome="refused", answer=LONG, reasons="  ", remedies="")
    assert page.status_code == 422
    assert SHOWN in page.text
    assert page.text.count("민원처리법 제27조 제3항") == 4
    assert 'value="refused" checked' in page.text
    assert run(Case.get(id=working.id)).stage == "accepted"


def test_a_refusal_with_reasons_and_remedies_is_kept(working, go, run):
    go(working, "decide", outcome="refused", answer=LONG, reasons="까닭", remedies="이의신청")
    assert run(Case.get(id=working.id)).outcome == "refused"


@pytest.mark.parametrize(
    ("move", "data", "field"),
    [
        ("request_supplement", {"request": "", "days": "10"}, "request"),
        ("request_supplement", {"request": LONG, "days": "61"}, "days"),
        ("request_supplement", {"request": LONG, "days": "x"}, "days"),
        ("request_supplement", {"request": LONG, "days": "9" * 5000}, "days"),
        ("decide", {"outcome": "", "answer": LONG}, "outcome"),
        ("decide", {"outcome": "answered", "answer": " "}, "answer"),
        ("pause", {"ground": "supplement", "reason": LONG}, "ground"),
        ("assign", {"officer": "nobody"}, "officer"),
        ("note", {"note": "주민번호 900101-1234567"}, "note"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_changes_nothing(working, go, run, move, data, field):
    before = run(Case.get(id=working.id)).seq
    page = go(working, move, **data)
    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text
    assert f'href="#f-{field}"' in page.text
    if LONG in data.values():
        assert SHOWN in page.text
    assert run(Case.get(id=working.id)).seq == before


def test_the_second_of_two_officers_learns_what_the_first_did_and_keeps_what_was_typed(
    working, go, run, staff
):
    seen = run(Case.get(id=working.id)).seq
    run(cases.move(working.id, "note", actor=staff.jeonghee, now=NOW, data={"note": "제가 볼게요"}))
    page = go(working, "decide", seen=seen, outcome="answered", answer=LONG)
    assert page.status_code == 409
    assert SHOWN in page.text
    assert "그 사이에 다른 사람이 이 민원을 처리했습니다" in page.text
    assert "내부 메모</strong> · 김정희" in page.text
    assert run(Case.get(id=working.id)).stage == "accepted"
    assert f'name="seen" value="{seen + 1}"' in page.text
    assert "답변 준비 중" in go(working, "decide", seen=seen + 1, outcome="answered", answer=LONG).text


def test_if_the_first_ended_the_case_the_second_still_keeps_the_words(working, go, run, staff):
    seen = run(Case.get(id=working.id)).seq
    run(cases.move(working.id, "withdraw", actor=staff.jeonghee, now=NOW))
    page = go(working, "decide", seen=seen, outcome="answered", answer=LONG)
    assert page.status_code == 409
    assert SHOWN in page.text
    assert "취하</strong> · 김정희" in page.text
    assert "옮겨 두세요" in page.text


def test_two_presses_of_accept_make_one_acceptance(permit, sign_in, go, run):
    sign_in("minsu")
    seen = run(Case.get(id=permit.id)).seq
    go(permit, "accept", seen=seen)
    again = go(permit, "accept", seen=seen)
    assert again.status_code == 409
    changes = again.text.split("화면을 연 뒤에 바뀐 것입니다")[1].split("</ul>")[0]
    assert "접수" in changes
    assert "박민수" in changes
    assert run(Case.get(id=permit.id)).seq == seen + 1


def test_a_text_is_put_below_what_was_written_and_replaces_nothing(working, go, run):
    page = go(working, "decide", do="text", text="refused", answer="먼저 쓴 말", reasons="내가 쓴 까닭")
    assert page.status_code == 200
    assert "먼저 쓴 말\n\n신청하신" in page.text
    assert working.receipt_no in page.text.split("먼저 쓴 말")[1]
    assert "내가 쓴 까닭</textarea>" in page.text
    assert "제35조" in page.text
    assert "건설과 박민수(051-519-4561)" in page.text
    assert 'value="refused" checked' in page.text
    assert run(Case.get(id=working.id)).stage == "accepted"


@pytest.mark.parametrize("text", list(ANSWER_TEXTS))
def test_a_prepared_text_with_a_blank_left_in_it_is_not_taken(text):
    filled = put_in(ANSWER_TEXTS[text], {}, dict.fromkeys(PLACES, "x"))
    with pytest.raises(BlankLeft) as refused:
        check_no_blanks(filled)
    assert "%(" not in "".join(filled.values())
    assert set(refused.value.fields) <= {"answer", "reasons"}


def test_a_blank_is_pointed_out_beside_its_field(working, go, run):
    page = go(working, "decide", outcome="answered", answer="[날짜]에 확인했습니다.")
    assert page.status_code == 422
    assert "[날짜] 자리를 채우거나 지워 주세요." in page.text
    assert run(Case.get(id=working.id)).stage == "accepted"


def test_an_unknown_text_changes_nothing(working, go):
    page = go(working, "decide", do="text", text="nonsense", answer="먼저 쓴 말")
    assert page.status_code == 200
    assert "먼저 쓴 말</textarea>" in page.text


def test_a_false_file_is_refused_beside_its_field_and_none_stays(working, go, run):
    good = ("files", ("결과.pdf", pdf(), "application/pdf"))
    bad = ("files", ("결과.exe", b"MZ\x00\x01", "application/pdf"))
    page = go(working, "decide", outcome="answered", answer=LONG, files=[good, bad])
    assert page.status_code == 422
    assert 'id="e-files"' in page.text
    assert SHOWN in page.text
    assert run(attachments(working)) == []


def test_an_answers_file_is_staffs_until_the_result_notice(working, go, run):
    go(
        working,
        "decide",
        outcome="granted",
        answer=LONG,
        files=[("files", ("허가증.pdf", pdf(), "application/pdf"))],
    )
    (file,) = run(attachments(working))
    assert file.audience == "staff"
    page = go(working, "notify")
    assert "허가증.pdf" in page.text
    (file,) = run(attachments(working))
    assert file.audience == "petitioner"


async def attachments(case):
    return await Attachment.filter(case_id=case.id)


def test_a_file_that_is_too_large_keeps_the_words(working, go, monkeypatch):
    monkeypatch.setattr("portal.web.forms.MAX_FILE_BYTES", 100)
    monkeypatch.setattr("portal.web.multipart.MAX_FILE_BYTES", 100, raising=False)
    page = go(
        working,
        "decide",
        outcome="answered",
        answer=LONG,
        files=[("files", ("큰.pdf", pdf() + b" " * 200, "application/pdf"))],
    )
    assert page.status_code == 413
    assert SHOWN in page.text


def test_a_session_that_ends_while_one_writes_costs_no_words(working, go, post, run):
    run(end_sessions())
    page = go(working, "decide", outcome="answered", answer=LONG)
    assert page.status_code == 401
    assert run(Case.get(id=working.id)).stage == "accepted"
    kept = hidden(page)
    assert kept["kept-answer"] == LONG
    path = f"/desk/sign-in?back=/desk/cases/{working.receipt_no}/decide"
    wrong = post(path, {**kept, "login": "minsu", "password": "wrong", "code": "000000"})
    assert hidden(wrong)["kept-answer"] == LONG
    run(forget_codes())
    page = post(path, {**kept, "login": "minsu", "password": PASSWORD, "code": code()})
    assert "아직 보내지 않았습니다" in page.text
    sent = hidden(page)
    assert sent["answer"] == LONG
    assert "답변 준비 중" in post(f"/desk/cases/{working.receipt_no}/decide", sent).text
    assert run(Case.get(id=working.id)).stage == "decided"


def hidden(page):
    """The hidden fields of a page, but for the token."""
    fields = html5lib.parse(page.text, namespaceHTMLElements=False).iter("input")
    found = {one.get("name"): one.get("value") for one in fields if one.get("type") == "hidden"}
    return {name: value for name, value in found.items() if name != "csrf"}


async def end_sessions():
    await Session.all().delete()


async def forget_codes():
    await Person.all().update(totp_last_step=0)


def test_what_the_law_does_not_allow_yet_is_not_offered_but_explained(working, go, client):
    page = go(working, "request_supplement", request="도면", days="10").text
    here = f"/desk/cases/{working.receipt_no}"
    for move in ("return", "request_supplement"):
        assert f'"{here}/{move}"' not in page
    reasons = page.split("아직 할 수 없는 일")[1].split("</details>")[0]
    assert "제25조" in reasons
    assert "기간이 지난 뒤 한 번 더" in reasons
    assert client.get(f"{here}/return").url.path == here
    assert go(working, "return", reason="안 냄").status_code == 409
