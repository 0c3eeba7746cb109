"""Same petitions become one: who leads, which date governs, and is everybody answered?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, ledger
from portal.kernel.cases import Petitioner
from portal.kernel.models import Case, Grant, Notice, OutboxMessage, Person
from portal.kernel.moves import PETITIONER, Actor
from portal.kernel.permissions import NotAllowed, staff_actor
from portal.kernel.refusals import Refusal
from tests.cast import NOW, filed, service_of
from tests.rooms.petitions.conftest import ANSWER, HOUR

DAY = timedelta(days=1)


def neighbour(number: int) -> Petitioner:
    """One of the people of a street."""
    return Petitioner(
        f"이웃{number}", "부산광역시 금정구", f"010-0000-{number:04d}", f"n{number}@example.org", True
    )


@pytest.fixture
def move(run, cast):
    """Make a move on any case as the clerk, or whoever is named."""

    def make(case, name, *, at=NOW, actor=None, **data):
        return run(cases.move(case.id, name, actor=actor or cast.minsu, now=at, data=data))

    return make


@pytest.fixture
def street(run, move):
    """Five petitions of five people of one street, accepted an hour after another; the first is the oldest."""
    found = []
    for number in range(5):
        case = run(filed(petitioner=neighbour(number), now=NOW + number * HOUR))
        move(case, "accept", at=NOW + number * HOUR)
        found.append(case)
    return found


@pytest.fixture
def fresh(run):
    """Cases as they stand in the database."""
    return lambda *found: [run(Case.get(id=case.id)) for case in found]


def numbers(*found: Case) -> str:
    return " ".join(case.receipt_no for case in found)


def test_five_same_petitions_are_merged_and_each_keeps_its_number(street, move, fresh, run):
    """민원령 6⑥."""
    lead, *others = street
    event = move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    assert '"joined"' in event.meta
    stages = [case.stage for case in fresh(*street)]
    assert stages == ["accepted", "merged", "merged", "merged", "merged"]
    assert {case.lead_id for case in fresh(*others)} == {lead.id}
    assert len({case.receipt_no for case in fresh(*street)}) == 5
    assert run(ledger.verify()).faults == ()


def test_fewer_than_five_people_are_not_merged(street, move, run):
    """민원령 6⑥: five or more."""
    lead, *others = street
    with pytest.raises(Refusal) as refused:
        move(lead, "merge", cases=numbers(*others[:3]))
    assert set(refused.value.fields) == {"cases"}
    again = run(filed(petitioner=neighbour(1)))
    move(again, "accept")
    with pytest.raises(Refusal):
        move(lead, "merge", cases=numbers(*others[:3], again))


def test_the_earliest_date_governs_them_all(street, move, fresh):
    """민원법 19: nobody waits longer than promised because others filed later."""
    last = street[-1]
    earliest = fresh(street[0])[0].due_at
    move(last, "merge", at=NOW + 5 * HOUR, cases=numbers(*street[:-1]))
    assert {case.due_at for case in fresh(*street)} == {earliest}


def test_later_ones_join_and_an_earlier_date_is_told_to_those_who_wait(street, move, fresh, run):
    older = run(filed(petitioner=neighbour(9), now=NOW - HOUR))
    move(older, "accept", at=NOW - HOUR)
    lead, *others = street
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    told = run(Notice.filter(case_id=others[0].id, topic="join", channel="portal").count())
    move(lead, "merge", at=NOW + 6 * HOUR, cases=numbers(older))
    assert len({case.due_at for case in fresh(older, *street)}) == 1
    assert run(Notice.filter(case_id=others[0].id, topic="join", channel="portal").count()) == told + 1


def test_the_answer_goes_to_each_under_their_own_number(street, move, fresh, run, client):
    """민원법 27①: the result is told to every petitioner."""
    lead, *others = street
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    move(lead, "decide", at=NOW + 6 * HOUR, **ANSWER)
    assert fresh(others[0])[0].stage == "merged", "nobody hears of a decision before its notice"
    move(lead, "notify", at=NOW + 6 * HOUR)
    assert {(case.stage, case.outcome) for case in fresh(*street)} == {("notified", "answered")}
    for case in others:
        assert run(OutboxMessage.exists(case_id=case.id, type="kr.portal.case.notify"))
        page = client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)}).text
        assert ANSWER["answer"] in page
        assert lead.receipt_no in page
    assert run(ledger.verify()).faults == ()


def test_a_merged_petitions_page_says_which_one_leads_and_by_when(street, move, client):
    lead, *others = street
    mine = others[-1]
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    page = client.get(f"/cases/{mine.receipt_no}", params={"k": cases.link_token(mine)}).text
    for shown in (
        lead.receipt_no,
        "다른 민원과 함께 처리 중",
        "까지 답변합니다",
        "같은 민원과 함께 처리합니다",
    ):
        assert shown in page
    assert others[0].receipt_no not in page, "who else filed is nobody's business"


def test_what_stops_or_extends_the_leading_one_is_done_and_told_to_each(street, move, fresh, run):
    """민원령 20, 21②: each petitioner is told."""
    lead, *others = street
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    move(lead, "pause", at=NOW + DAY, ground="tests", reason="수질을 검사합니다.")
    assert {case.due_at for case in fresh(*street)} == {None}
    move(lead, "resume", at=NOW + 3 * DAY)
    dates = {case.due_at for case in fresh(*street)}
    assert len(dates) == 1
    assert None not in dates
    assert run(Notice.filter(case_id=others[0].id, topic="paused", channel="portal").count()) == 1


def test_an_extension_is_made_and_told_to_each_and_to_none_twice(run, fresh):
    """민원령 21: once by the office, the reason and the new date told; the second needs each petitioner's consent."""

    async def answer_desk() -> Actor:
        person = await Person.create(login="office", name="문의담당", phone="051-519-0000", created_at=NOW)
        await Grant.create(
            person=person, role="clerk", department="civil_affairs", granted_at=NOW, granted_by="tests"
        )
        return await staff_actor(person)

    clerk = run(answer_desk())
    street = [
        run(filed(service_of("civil_affairs", "inquiry_general"), petitioner=neighbour(n))) for n in range(5)
    ]
    for case in street:
        run(cases.move(case.id, "accept", actor=clerk, now=NOW))
    lead, *others = street
    before = fresh(lead)[0].due_at
    for name, data in (
        ("merge", {"cases": numbers(*others)}),
        ("extend", {"days": "3", "reason": "여러 곳을 봅니다."}),
    ):
        run(cases.move(lead.id, name, actor=clerk, now=NOW + HOUR, data=data))
    (due,) = {case.due_at for case in fresh(*street)}
    assert due > before
    assert {tuple(case.clock["extensions"]) for case in fresh(*street)} == {(3,)}
    assert run(Notice.filter(case_id=others[0].id, topic="extended", channel="portal").count()) == 1
    again = {"days": "3", "reason": "더 봅니다."}
    for name in ("extend", "ask_extension"):
        with pytest.raises(Refusal):
            run(cases.move(lead.id, name, actor=clerk, now=NOW + HOUR, data=again))


def test_nothing_is_done_to_a_merged_petition_alone(street, move):
    lead, *others = street
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    for name, data in (("notify", {}), ("pause", {"ground": "tests", "reason": "검사"}), ("decide", ANSWER)):
        with pytest.raises(Refusal):
            move(others[0], name, **data)
    with pytest.raises(NotAllowed):
        move(others[0], "join", lead=str(lead.id))
    for name, data in (
        ("route", {"department": "traffic", "reason": "보냅니다."}),
        ("request_supplement", {"request": "사진", "days": "7"}),
        ("split", {"part": "일부", "reason": "까닭"}),
    ):
        with pytest.raises(Refusal, match="함께 처리하는 민원"):
            move(lead, name, **data)


def test_a_wrong_click_is_taken_back_and_the_petition_has_its_own_date_again(street, move, fresh):
    lead, *others = street
    own = fresh(others[2])[0].due_at
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    assert fresh(others[2])[0].due_at != own
    with pytest.raises(Refusal):
        move(others[2], "unmerge")
    move(others[2], "unmerge", at=NOW + 6 * HOUR, reason="다른 골목의 일입니다.")
    case = fresh(others[2])[0]
    assert (case.stage, case.lead_id, case.due_at) == ("in_review", None, own)
    move(lead, "decide", **ANSWER)
    move(lead, "notify")
    assert fresh(others[2])[0].stage == "in_review"


def test_who_leads_takes_it_back_and_the_others_go_on_alone(street, move, fresh, run):
    """민원법 22②: withdrawing one's own petition ends nobody else's."""
    lead, *others = street
    own = [case.due_at for case in fresh(*others)]
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    move(others[3], "withdraw", actor=PETITIONER)
    move(lead, "withdraw", actor=PETITIONER, at=NOW + 6 * HOUR)
    assert [case.stage for case in fresh(*others)] == ["in_review"] * 3 + ["withdrawn"]
    assert [case.due_at for case in fresh(*others)][:3] == own[:3]
    assert run(Notice.filter(case_id=others[0].id, topic="unmerge", channel="portal").count()) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("transfer", {"agency": "부산광역시", "contact": "051-120", "reason": "시의 일입니다."}),
        ("decline", {"ground": "private", "reason": "이웃 사이의 일입니다."}),
    ],
)
def test_a_leading_petition_that_ends_without_an_answer_frees_the_others(street, move, fresh, name, data):
    lead, *others = street
    move(lead, "merge", at=NOW + 5 * HOUR, cases=numbers(*others))
    move(lead, name, at=NOW + 6 * HOUR, **data)
    assert {(case.stage, case.lead_id) for case in fresh(*others)} == {("in_review", None)}


def test_statutory_petitions_and_other_kinds_are_not_merged(street, run, move):
    """민원법 2조 1호: a statutory petition is decided for its applicant."""
    permit = run(filed(service_of("construction", "permit"), answers={"details": "간판"}))
    move(permit, "accept")
    with pytest.raises(Refusal, match="합치지 않습니다"):
        move(permit, "merge", cases=numbers(*street))
    with pytest.raises(Refusal):
        move(street[0], "merge", cases=numbers(permit, *street[1:]))
