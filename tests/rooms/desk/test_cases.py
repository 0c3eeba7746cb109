"""One case on the desk: its way to the answer, refusals that keep what was typed, two officers at once."""

from __future__ import annotations

from portal.kernel.models import Case, Notice


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
    assert {notice.topic for notice in run(_notices(case))} == {"filed", "accepted", "notified"}


async def _notices(case):
    return await Notice.filter(case_id=case.id)
