"""What staff are told, what the inspector sees of late petitions, and the monthly review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import monthly_review
from portal.kernel.models import Event, StaffNotice
from portal.rooms.desk.pages.monthly import HEADS
from portal.rooms.petitions import jobs
from tests.cast import NOW, filed

URGING = "3월 12일까지 답변해 주세요."


@pytest.fixture
def late(run, staff):
    """A report that nobody has accepted for twenty days."""
    return run(filed(now=NOW - timedelta(days=20)))


def test_a_reminder_stands_in_the_list_until_it_is_read(sign_in, client, post, run, late):
    run(jobs.remind(NOW))
    page = sign_in("jeonghee", "/desk/told")
    for shown in (
        "접수 기한을 넘겼습니다",
        late.receipt_no,
        f"/desk/cases/{late.receipt_no}",
        "읽지 않은 것 1건",
    ):
        assert shown in page.text
    (notice,) = run(_notices())
    page = post("/desk/told", {"notice": str(notice.id)})
    assert "읽지 않은 것 0건" in page.text
    assert "확인했습니다" not in page.text
    assert run(_notices())[0].seen_at == NOW


async def _notices():
    return await StaffNotice.all()


def test_nobody_reads_for_another(sign_in, post, run, late):
    run(jobs.remind(NOW))
    (notice,) = run(_notices())
    sign_in("minsu")
    for data in ({"notice": str(notice.id)}, {"do": "all"}, {"notice": "x"}):
        post("/desk/told", data)
    assert run(_notices())[0].seen_at is None


def test_the_desk_shows_how_much_is_unread_and_all_is_read_at_once(sign_in, client, post, run, late):
    run(filed(now=NOW - timedelta(days=19)))
    run(jobs.remind(NOW))
    mark = '받은 알림</span> <span class="number late">2</span>'
    assert mark in sign_in("jeonghee").text
    assert "모두 확인했습니다" in client.get("/desk/told").text
    post("/desk/told", {"do": "all"})
    assert mark not in client.get("/desk").text


def test_the_inspector_sees_what_is_late_without_contents_and_urges(sign_in, client, post, run, late):
    """민원령 28②."""
    page = sign_in("yuna", "/desk/late")
    for shown in (late.receipt_no, "건설과", "지남"):
        assert shown in page.text
    for hidden in ("김하늘", "가로등이 꺼져"):
        assert hidden not in page.text
    asked = {"no": late.receipt_no, "urging": URGING}
    page = post("/desk/late", asked)
    for shown in ("보내면 거둘 수 없습니다", "김정희", URGING):
        assert shown in page.text
    assert run(_last(late)).kind != "urge"
    assert URGING in post("/desk/late", {**asked, "do": "edit"}).text
    page = post("/desk/late", {**asked, "do": "sure"})
    assert "독촉장을 보냈습니다" in page.text
    assert "3. 10.(화)" in page.text
    event = run(_last(late))
    assert (event.kind, event.actor_kind) == ("urge", "staff")
    for again in (post("/desk/late", asked), post("/desk/late", {**asked, "do": "sure"})):
        assert again.status_code == 409
        assert "일주일" in again.text


async def _last(case):
    return await Event.filter(case_id=case.id).order_by("-seq").first()


def test_what_is_wrong_with_a_reminder_stands_beside_the_field(sign_in, post, late):
    sign_in("yuna")
    page = post("/desk/late", {"no": late.receipt_no, "urging": ""})
    assert page.status_code == 422
    assert "무엇을 언제까지 하라고 독촉하는지 적어 주세요." in page.text
    page = post("/desk/late", {"no": "2026-999999-9", "urging": URGING})
    assert page.status_code == 404
    assert URGING in page.text


def test_one_department_is_chosen(sign_in, client, late):
    sign_in("yuna")
    assert late.receipt_no in client.get("/desk/late?department=construction").text
    assert late.receipt_no not in client.get("/desk/late?department=traffic").text
    assert late.receipt_no in client.get("/desk/late?department=moon").text


def test_the_officer_reads_the_reminder_in_the_history(sign_in, client, post, late):
    sign_in("yuna")
    post("/desk/late", {"no": late.receipt_no, "urging": URGING, "do": "sure"})
    page = sign_in("minsu", f"/desk/cases/{late.receipt_no}").text
    for shown in ("독촉장", URGING, "최유나"):
        assert shown in page


def test_the_auditor_completes_the_months_review(sign_in, client, post, run, staff):
    """민원규칙 7."""
    run(filed(now=NOW - timedelta(days=20)))
    run(jobs.review_month(NOW))
    page = sign_in("yuna", "/desk/monthly").text
    for shown in ("2026년 2월 민원 처리 점검", "건설과", "생활 민원", "3. 5.(목)까지 마쳐야 했습니다"):
        assert shown in page
    assert post("/desk/monthly", {"remark": ""}).status_code == 422
    done = post("/desk/monthly", {"remark": "건설과 접수 지연을 확인함"})
    assert "건설과 접수 지연을 확인함" in done.text
    assert "점검을 마쳤습니다" not in done.text
    late = post("/desk/monthly?month=2026-02", {"remark": "또"})
    assert late.status_code == 409
    assert "이미 마쳤습니다" in late.text


def test_a_month_without_figures_says_when_they_come(sign_in, client):
    page = sign_in("yuna", "/desk/monthly?month=2026-01").text
    assert "이 달의 숫자가 아직 없습니다" in page
    assert "month=2025-12" in page
    assert client.get("/desk/monthly?month=nonsense").status_code == 200


def test_the_case_says_how_much_of_the_time_to_send_it_on_is_used(sign_in, run, staff):
    """민원령 13①②: an hour at the front desk, three at a department."""
    case = run(filed(now=NOW - timedelta(minutes=40)))
    said = "근무시간 %s시간 안에 보냅니다. 40분이 지났습니다."
    assert said % 3 in sign_in("minsu", f"/desk/cases/{case.receipt_no}").text
    assert said % 1 in sign_in("sora", f"/desk/cases/{case.receipt_no}").text


def test_every_column_has_a_head():
    assert tuple(HEADS) == monthly_review.COLUMNS
