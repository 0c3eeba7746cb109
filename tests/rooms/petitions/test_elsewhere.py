"""A petition goes to another department or agency, or ends without an answer: who decides, and what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import back_offices, cases, keys, permissions, timeline
from portal.kernel.models import Case, InboxMessage, OutboxMessage
from portal.kernel.refusals import Refusal
from portal.rooms.petitions.rules import NotYet
from tests.cast import HANEUL, NOW, filed, service_of
from tests.rooms.petitions.conftest import ANSWER, HOUR

TRAFFIC = {"department": "traffic", "reason": "교통 표지판을 맡은 부서로 보냅니다."}
AWAY = {"agency": "부산광역시 도로계획과", "contact": "051-888-0000", "reason": "시가 관리하는 도로입니다."}


@pytest.fixture
def route(run, cast, case):
    """Send the case on, as whoever of the cast is named."""

    def make(who, department, at=NOW):
        data = {"department": department, "reason": "맡은 부서로 보냅니다."}
        return run(cases.move(case.id, "route", actor=getattr(cast, who), now=at, data=data))

    return make


def test_the_new_department_has_it_and_the_old_one_loses_sight(act, run, cast, case, now_of):
    """민원령 13."""
    act("accept")
    act("route", **TRAFFIC)
    moved = now_of()
    assert (moved.department, moved.officer_id, moved.stage) == ("traffic", None, "accepted")
    with pytest.raises(cases.CaseNotFound):
        run(cases.staff_case(case.receipt_no, cast.minsu))
    assert run(cases.staff_case(case.receipt_no, cast.stranger)).id == case.id
    with pytest.raises(permissions.NotAllowed):
        act("note", note="아직 우리 것인가요?")


def test_the_ledger_says_who_why_and_how_many_working_hours(route, run, case):
    """민원령 13①: one working hour from the front desk; 13②: three where it went wrong before."""
    first = route("sora", "cleaning", at=NOW + HOUR)
    second = route("minsu", "traffic", at=NOW + 4 * HOUR)
    key = run(cases.key_of(case))
    hops = [entry for entry in run(timeline.read(case, ("public",), key)) if entry.kind == "route"]
    facts = [
        (h.meta["from"], h.meta["to"], h.meta["minutes"], h.meta["hours_allowed"], h.meta["hop"])
        for h in hops
    ]
    assert facts == [("construction", "cleaning", 60, 1, 1), ("cleaning", "traffic", 120, 3, 2)]
    assert [hop.actor_id for hop in hops] == [first.actor_id, second.actor_id]
    assert hops[1].body == {"reason": "맡은 부서로 보냅니다."}


def test_the_period_runs_on_from_the_same_acceptance(act, now_of):
    act("accept")
    before = now_of().due_at
    act("route", at=NOW + HOUR, **TRAFFIC)
    assert now_of().due_at == before


def test_after_two_hops_only_the_supervisor_sends_it_on(route, now_of):
    route("minsu", "cleaning")
    route("minsu", "construction")
    for who in ("minsu", "sora"):
        with pytest.raises(Refusal, match="팀장이 정합니다"):
            route(who, "traffic")
    route("jeonghee", "traffic")
    assert now_of().clock["hops"] == 3


def test_the_petitioner_reads_each_hop_and_who_has_it_now(client, mine, act):
    act("accept")
    act("route", **TRAFFIC)
    page = client.get(mine).text
    for shown in ("건설과 → 교통행정과", TRAFFIC["reason"], "담당 부서가 바뀌었습니다"):
        assert shown in page
    assert "건설과 박민수" in page, "who accepted it keeps the department of then"
    assert "교통행정과 박민수" not in page


def test_what_the_old_department_had_not_taken_goes_to_the_new_one(act, run, case):
    act("accept")
    run(OutboxMessage.filter(case_id=case.id).update(state="leased", lease="old", attempts=3))
    act("route", **TRAFFIC)
    rows = run(_rows(case))
    assert [(row.department, row.state) for row in rows] == [("traffic", "pending")] * 3
    assert [row.type for row in rows][-1] == "kr.portal.case.route"


async def _rows(case):
    return await OutboxMessage.filter(case_id=case.id).order_by("sequence")


def test_what_the_old_departments_system_said_too_early_is_not_applied(act, run, case):
    async def early():
        await back_offices.add("construction-1", "construction", NOW)
        return await InboxMessage.create(
            source="construction-1",
            message_id="m-2",
            case_id=case.id,
            sequence=2,
            type="kr.portal.status.notify",
            state="waiting",
            body_sealed=keys.seal_for_house("{}", "place"),
            digest="d",
            received_at=NOW,
            waits_until=NOW + HOUR,
        )

    row = run(early())
    act("route", **TRAFFIC)
    assert run(InboxMessage.get(id=row.id)).state == "rejected"


@pytest.mark.parametrize("department", ["construction", "moon", ""])
def test_a_department_that_is_none_or_the_same_is_refused(act, department):
    with pytest.raises(Refusal) as refused:
        act("route", department=department, reason="보냅니다.")
    assert set(refused.value.fields) == {"department"}


def test_another_agencys_matter_is_sent_there_and_the_petitioner_told_where(client, mine, act, now_of):
    """민원법 16, 민원령 13③."""
    act("transfer", **AWAY)
    assert now_of().stage == "transferred"
    assert now_of().closed_at == NOW
    page = client.get(mine).text
    for shown in (*AWAY.values(), "그 기관이 답변합니다", "민원을 다른 기관으로 보냈습니다"):
        assert shown in page


def test_what_the_law_leaves_unhandled_is_closed_with_ground_and_reason(client, mine, act, now_of):
    """민원법 21."""
    act("accept")
    with pytest.raises(Refusal):
        act("decline", ground="busy", reason="바쁩니다.")
    act("decline", ground="private", reason="이웃 사이의 계약입니다.")
    assert now_of().stage == "declined"
    page = client.get(mine).text
    for shown in ("개인 사이의 권리관계", "이웃 사이의 계약입니다.", "처리하지 않고 끝냈습니다"):
        assert shown in page


def test_nothing_is_declined_before_it_is_accepted(act):
    """민원법 9①: acceptance is not refused."""
    with pytest.raises(Refusal):
        act("decline", ground="private", reason="이웃 사이의 계약입니다.")


def test_a_statutory_petition_is_neither_declined_nor_closed_as_a_repeat(run, cast):
    """민원법 21, 23: 법정민원은 제외."""
    permit = run(filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}))
    run(cases.move(permit.id, "accept", actor=cast.minsu, now=NOW))
    for name, data in (("decline", {"ground": "private"}), ("close_repeat", {"first": "a", "second": "b"})):
        with pytest.raises(NotYet, match="법정민원"):
            run(cases.move(permit.id, name, actor=cast.minsu, now=NOW, data={**data, "reason": "까닭"}))


@pytest.fixture
def answered(run, cast):
    """Answer an earlier petition, so many days before NOW; its receipt number."""

    async def answer(days, petitioner):
        at = NOW - timedelta(days=days)
        earlier = await filed(petitioner=petitioner, now=at)
        for name, data in (("accept", {}), ("decide", ANSWER), ("notify", {})):
            await cases.move(earlier.id, name, actor=cast.minsu, now=at, data=data)
        return earlier.receipt_no

    return lambda days, petitioner=HANEUL: run(answer(days, petitioner))


def test_a_repeat_is_closed_after_two_answers_with_the_evidence_put_together(answered, run, cast, client):
    """민원법 23①, 민원령 26."""
    first, second = answered(30), answered(10)
    case = run(filed())
    client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)})
    run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
    data = {"first": first, "second": second, "reason": "같은 내용에 두 번 답변했습니다."}
    run(cases.move(case.id, "close_repeat", actor=cast.minsu, now=NOW, data=data))
    assert run(Case.get(id=case.id)).stage == "closed_repeat"
    page = client.get(f"/cases/{case.receipt_no}").text
    for shown in (first, second, "같은 내용에 두 번 답변했습니다."):
        assert shown in page


def test_one_answer_or_somebody_elses_is_no_evidence(answered, run, cast):
    other = HANEUL.__class__("박서준", "부산광역시 금정구", "010-1111-2222", "seojun@example.org")
    first, strange = answered(30), answered(10, other)
    case = run(filed())
    run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
    for second in (first, strange, "2026-000000-0"):
        data = {"first": first, "second": second, "reason": "두 번 답변했습니다."}
        with pytest.raises(Refusal) as refused:
            run(cases.move(case.id, "close_repeat", actor=cast.minsu, now=NOW, data=data))
        assert set(refused.value.fields) == {"second"}
