"""One case on the desk: its way to the answer, who sees it, what looking at it leaves behind."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from portal.kernel import receipts
from portal.kernel.models import AccessLog, Attachment, Case, Event, Notice
from tests.cast import NOW, filed, service_of
from tests.kernel.papers import pdf

PDF = pdf()


async def notices(case):
    return await Notice.filter(case_id=case.id)


async def looks(what=None):
    rows = AccessLog.all() if what is None else AccessLog.filter(what=what)
    return await rows.order_by("id")


async def files_of(case):
    return await Attachment.filter(case_id=case.id)


def test_a_clerk_accepts_answers_and_notifies(case, client, sign_in, go, run):
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}")
    assert page.status_code == 200
    assert "가로등이 꺼져 있습니다." in page.text
    assert "접수됨" in go(case, "accept").text
    go(case, "review")
    answered = go(case, "decide", outcome="answered", answer="전구를 갈았습니다.")
    assert "답변 준비 중" in answered.text
    check = client.get(f"/desk/cases/{case.receipt_no}/notify")
    assert "전구를 갈았습니다." in check.text
    assert "답변 완료" in go(case, "notify").text
    stored = run(Case.get(id=case.id))
    assert (stored.stage, stored.outcome) == ("notified", "answered")
    assert {notice.topic for notice in run(notices(case))} == {"filed", "accepted", "notified"}


def test_only_the_allowed_moves_are_offered(case, client, sign_in, go):
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}").text
    here = f"/desk/cases/{case.receipt_no}"
    for move_name in ("accept", "assign", "withdraw", "note"):
        assert f'"{here}/{move_name}"' in page
    for move_name in ("decide", "notify", "resume", "pause", "return", "request_supplement", "undo_decision"):
        assert f'"{here}/{move_name}"' not in page
    page = go(case, "accept").text
    assert f'"{here}/accept"' not in page
    assert f'"{here}/decide"' in page


def test_the_front_desk_accepts_and_notes_but_does_not_decide(case, client, sign_in, go, run):
    page = sign_in("sora", f"/desk/cases/{case.receipt_no}").text
    assert "/accept" in page
    assert "/decide" not in go(case, "accept").text
    refused = go(case, "decide", outcome="answered", answer="제가 답합니다.")
    assert refused.status_code == 403
    assert "제가 답합니다." in refused.text
    assert run(Case.get(id=case.id)).stage == "accepted"


def test_a_refused_supplement_period_and_the_date_it_would_be(case, client, sign_in, go):
    sign_in("minsu")
    go(case, "accept")
    page = client.get(f"/desk/cases/{case.receipt_no}/request_supplement").text
    assert "10일 · 3. 20.(금)까지" in page
    page = go(case, "request_supplement", request="사진을 더 보내 주세요.", days="10")
    assert "서류를 기다립니다" in page.text
    assert "멈춤" in page.text
    assert "보완 기한 3. 20.(금)" in page.text


def test_a_supplement_is_taken_in_on_behalf_with_its_file(case, client, sign_in, go, run, post):
    sign_in("minsu")
    go(case, "accept")
    go(case, "request_supplement", request="사진", days="10")
    sign_in("sora", f"/desk/cases/{case.receipt_no}")
    photo = ("files", ("도면.pdf", PDF, "application/pdf"))
    page = go(case, "supplement", supplement="창구에서 받았습니다.", files=[photo])
    assert page.status_code == 200, page.text
    assert "창구에서 받았습니다." in page.text
    (file,) = run(files_of(case))
    assert (file.audience, file.field) == ("petitioner", "supplement")
    address = f"/desk/cases/{case.receipt_no}/files/{file.id}"
    assert "무엇에 쓰나요?" in client.get(address).text
    assert "무엇에 쓰나요?" in post(address, {"why": "curiosity"}).text
    assert run(looks("file_downloaded")) == []
    assert post(address, {"why": "site"}).content == PDF
    assert [(row.actor, row.why) for row in run(looks("file_downloaded"))] == [("sora", "site")]


def test_a_small_picture_is_a_look_like_any_other(case, client, sign_in, go, run):
    sign_in("minsu")
    go(case, "accept")
    go(case, "request_supplement", request="사진", days="10")
    made = BytesIO()
    Image.new("RGB", (400, 300), "green").save(made, "JPEG")
    sign_in("sora", f"/desk/cases/{case.receipt_no}")
    go(case, "supplement", supplement="사진", files=[("files", ("사진.jpg", made.getvalue(), "image/jpeg"))])
    (file,) = run(files_of(case))
    small = client.get(f"/desk/cases/{case.receipt_no}/files/{file.id}/small")
    assert small.headers["content-type"] == "image/jpeg"
    assert [(row.actor, row.why) for row in run(looks("picture_shown"))] == [("sora", str(file.id))]


def test_assigning_names_the_officer(case, client, sign_in, go, staff):
    sign_in("jeonghee")
    go(case, "accept")
    page = go(case, "assign", officer=staff.minsu.id)
    assert "담당자 지정 · 박민수" in page.text
    outsider = go(case, "assign", officer=staff.stranger.id)
    assert outsider.status_code == 422
    assert "이 부서의 담당자가 아닙니다." in outsider.text


def test_the_clock_is_stopped_for_a_ground_and_started_again(permit, client, sign_in, go):
    sign_in("minsu")
    go(permit, "accept")
    page = go(permit, "pause", ground="hearing", reason="의견을 듣습니다.")
    assert "멈춤" in page.text
    assert f"/desk/cases/{permit.receipt_no}/resume" in page.text
    assert f"/desk/cases/{permit.receipt_no}/decide" not in page.text
    page = go(permit, "resume").text
    assert f"/desk/cases/{permit.receipt_no}/decide" in page
    assert "desk-left" in page
    assert "<strong>멈춤</strong>" not in page


def test_an_undone_decision_can_be_made_anew(case, client, sign_in, go, run):
    sign_in("minsu")
    go(case, "accept")
    go(case, "decide", outcome="answered", answer="처음 답변")
    assert "검토 중" in go(case, "undo_decision").text
    go(case, "decide", outcome="answered", answer="고친 답변")
    check = client.get(f"/desk/cases/{case.receipt_no}/notify").text
    told = check.split("<aside")[1]
    assert "고친 답변" in told
    assert "처음 답변" not in told


def test_moves_that_end_a_case_are_checked_on_a_page_first(case, client, sign_in):
    sign_in("minsu")
    page = client.get(f"/desk/cases/{case.receipt_no}/withdraw").text
    assert "되돌릴 수 없습니다" in page


def test_an_internal_note_is_for_staff_only(case, client, sign_in, go, run):
    sign_in("minsu")
    page = go(case, "note", note="현장에 전화해 보았습니다.")
    assert "현장에 전화해 보았습니다." in page.text
    event = run(last_event(case))
    assert (event.kind, event.audience) == ("note", "staff")
    assert "현장에" not in event.meta


async def last_event(case):
    return await Event.filter(case_id=case.id).order_by("-seq").first()


def test_another_departments_case_is_as_unknown_as_a_wrong_number(case, client, sign_in, go):
    sign_in("jiho")
    theirs = client.get(f"/desk/cases/{case.receipt_no}")
    unknown = client.get(f"/desk/cases/{receipts.make(2026, 999)}")
    assert theirs.status_code == unknown.status_code == 404
    token = re.compile(r'name="csrf" value="[^"]+"')
    shown = [token.sub("", page.text) for page in (theirs, unknown)]
    assert shown[0].replace(case.receipt_no, "") == shown[1].replace(receipts.make(2026, 999), "")


@pytest.mark.parametrize("login", ["yuna", "admin", "jiho"])
@pytest.mark.parametrize(
    "path", ["", "/accept", "/note", "/contact", "/files/01a20cb8-5b34-7575-bec6-2e5c44e824bb"]
)
def test_who_may_not_read_a_case_opens_nothing_of_it(case, client, sign_in, go, post, run, login, path):
    sign_in(login)
    before = run(Case.get(id=case.id)).seq
    if path in {"/accept", "/note", "/contact"}:
        answer = post(f"/desk/cases/{case.receipt_no}{path}", {"why": "call", "note": "x", "do": "move"})
    else:
        answer = client.get(f"/desk/cases/{case.receipt_no}{path}")
    assert answer.status_code == 404
    assert run(Case.get(id=case.id)).seq == before


def test_a_stranger_sees_no_case(case, client):
    assert client.get(f"/desk/cases/{case.receipt_no}").url.path == "/desk/sign-in"


def test_a_forged_post_moves_nothing(case, client, sign_in, run):
    sign_in("minsu")
    answer = client.post(f"/desk/cases/{case.receipt_no}/accept", data={"seen": "1", "do": "move"})
    assert answer.status_code == 403
    foreign = client.post(
        f"/desk/cases/{case.receipt_no}/accept",
        data={"csrf": client.get("/token").json()["csrf"], "seen": "1"},
        headers={"Origin": "https://evil.example"},
    )
    assert foreign.status_code == 403
    assert run(Case.get(id=case.id)).stage == "submitted"


def test_the_contact_is_masked_until_somebody_says_why(case, client, sign_in, post, run):
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}").text
    assert "010-****-6789" in page
    assert "ha***@example.org" in page
    for word in ("010-2345-6789", "haneul@example.org", "중앙대로 1777"):
        assert word not in page
    shown = post(f"/desk/cases/{case.receipt_no}/contact", {"why": "call"})
    for word in ("010-2345-6789", "haneul@example.org", "중앙대로 1777"):
        assert word in shown.text
    (row,) = run(looks("contact_shown"))
    assert (row.actor, row.why, row.case_id) == ("minsu", "call", case.id)


def test_no_reason_no_contact(case, client, sign_in, post, run):
    sign_in("minsu")
    page = post(f"/desk/cases/{case.receipt_no}/contact", {"why": "그냥"})
    assert "010-2345-6789" not in page.text
    assert run(looks("contact_shown")) == []


def test_each_opening_is_on_record(case, client, sign_in, run):
    sign_in("minsu")
    client.get(f"/desk/cases/{case.receipt_no}")
    client.get(f"/desk/cases/{case.receipt_no}/withdraw")
    rows = run(looks("case_opened"))
    assert [(row.actor, row.case_id, row.at) for row in rows] == [("minsu", case.id, NOW)] * 2


def test_a_case_seen_through_a_refused_move_is_on_record_too(case, sign_in, go, run):
    sign_in("minsu")
    page = go(case, "note", note="")
    assert "가로등이 꺼져 있습니다." in page.text
    assert [row.actor for row in run(looks("case_opened"))] == ["minsu"]


def test_a_case_whose_key_was_destroyed_says_so(case, client, sign_in, run):
    run(destroy(case))
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}")
    assert page.status_code == 200
    assert "법에 따라 내용을 파기했습니다" in page.text
    assert "/accept" not in page.text


async def destroy(case):
    await case.fetch_related("key")
    await type(case.key).filter(id=case.key_id).update(wrapped=None)


def test_an_unknown_move_is_not_found(case, client, sign_in):
    sign_in("minsu")
    assert client.get(f"/desk/cases/{case.receipt_no}/promote").status_code == 404


def test_a_move_that_is_not_open_leads_back_to_the_case(case, client, sign_in):
    sign_in("minsu")
    assert client.get(f"/desk/cases/{case.receipt_no}/notify").url.path == f"/desk/cases/{case.receipt_no}"


def test_english_readers_get_a_page_too(case, client, sign_in):
    sign_in("minsu")
    page = client.get(f"/desk/cases/{case.receipt_no}", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert page.headers["content-language"] == "en"


def test_a_service_of_another_department_has_its_own_texts(run, staff, client, sign_in, go):
    grievance = run(filed(service_of("cleaning", "report_registration"), answers={"items": "옷장"}))
    sign_in("minsu")
    go(grievance, "accept")
    assert "허가·수리" in client.get(f"/desk/cases/{grievance.receipt_no}/decide").text
