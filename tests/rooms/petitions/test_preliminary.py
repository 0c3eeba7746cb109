"""Before much money is spent, one asks whether it could be granted: what is asked, told, and does it bind?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import back_offices, cases, catalogue
from portal.kernel.catalogue.checking import check_preliminary
from portal.kernel.deadlines import Rule, preliminary_review
from portal.kernel.models import Case, Grant, Person
from portal.kernel.moves import Actor
from portal.kernel.permissions import staff_actor
from portal.kernel.refusals import Refusal
from tests.cast import HANEUL, NOW, filed

DAY = timedelta(days=1)
POSSIBLE = {"outcome": "possible", "answer": "그 땅에 지을 수 있습니다."}
REFUSED = {
    "outcome": "refused",
    "answer": "승인하지 않습니다.",
    "reasons": "도로가 없습니다.",
    "remedies": "이의신청",
}
WHY = {"departure": "그 사이에 도로가 없어졌습니다."}


def service(code):
    """A service of the catalogue in use."""
    found = catalogue.current().get(code)
    assert found is not None
    return found


@pytest.fixture
def clerk(run):
    """A clerk of the department for the economy."""

    async def hire() -> Actor:
        person = await Person.create(login="eco", name="오경제", phone="051-519-0000", created_at=NOW)
        await Grant.create(
            person=person, role="clerk", department="economy", granted_at=NOW, granted_by="tests"
        )
        return await staff_actor(person)

    return run(hire())


@pytest.fixture
def move(run, clerk):
    """Make moves on a case as that clerk."""

    def make(case, *steps, at=NOW):
        for name, data in steps:
            run(cases.move(case.id, name, actor=clerk, now=at, data=data))
        return run(Case.get(id=case.id))

    return make


@pytest.fixture
def review(run):
    """A review in advance of a factory, asked for a month before NOW."""
    return lambda who=HANEUL: run(
        filed(
            service("factory-approval-preliminary"),
            answers={"plan": "과자 공장"},
            petitioner=who,
            now=NOW - 30 * DAY,
        )
    )


@pytest.fixture
def factory(run):
    """The factory itself, applied for at NOW."""
    return run(filed(service("factory-approval"), answers={"company": "하늘식품"}))


def test_each_review_stands_beside_its_statutory_service_and_within_the_laws_period(house):
    """민원법 30①, 민원령 34②: its own period under 30 days, else 30 days."""
    known = {one.code: one for one in catalogue.current().services}
    found = [one for one in known.values() if one.kind == "preliminary"]
    assert {one.preliminary_to for one in found} == {"factory-approval", "building-permit"}
    for one in found:
        formal = known[one.preliminary_to]
        assert formal.statutory
        assert one.period.rule == str(preliminary_review(Rule.parse(formal.period.rule)).rule)
        assert not one.public, "what somebody plans is not shown"
        assert not any(paper.required for paper in one.papers), "simplified papers"
        assert list(check_preliminary(one, known)) == []
        assert list(check_preliminary(one, {one.code: one})) != []


def test_its_result_is_possible_or_not_and_nothing_else(review, move):
    """민원법 30③; it is no refusal of the petition itself."""
    case = review()
    move(case, ("accept", {}), at=NOW - 29 * DAY)
    for outcome in ("granted", "refused", "answered"):
        with pytest.raises(Refusal):
            move(case, ("decide", {**REFUSED, "outcome": outcome}))
    with pytest.raises(Refusal) as refused:
        move(case, ("decide", {"outcome": "impossible", "answer": "어렵습니다."}))
    assert set(refused.value.fields) == {"reasons"}
    told = move(
        case,
        ("decide", {"outcome": "impossible", "answer": "어렵습니다.", "reasons": "용도"}),
        ("notify", {}),
    )
    assert (told.stage, told.outcome) == ("notified", "impossible")


def test_nothing_else_is_told_to_be_possible(factory, move):
    move(factory, ("accept", {}))
    with pytest.raises(Refusal):
        move(factory, ("decide", POSSIBLE))


def test_the_petitioner_reads_what_it_binds_to_and_where_to_apply(review, move, client):
    """민원법 30③."""
    case = review()
    move(case, ("accept", {}), ("decide", POSSIBLE), ("notify", {}), at=NOW - 29 * DAY)
    page = client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)}).text
    for shown in ("사전심사: 가능", "같게 결정하도록 노력합니다", 'href="/services/factory-approval"'):
        assert shown in page


def test_what_was_told_to_be_possible_is_refused_only_with_a_reason_for_the_change(
    review, factory, move, client
):
    """민원법 30③ 단서: a fault of the petitioner, force majeure, another special ground."""
    move(review(), ("accept", {}), ("decide", POSSIBLE), ("notify", {}), at=NOW - 29 * DAY)
    move(factory, ("accept", {}))
    with pytest.raises(Refusal) as refused:
        move(factory, ("decide", REFUSED))
    assert set(refused.value.fields) == {"departure"}
    move(factory, ("decide", {**REFUSED, **WHY}), ("notify", {}))
    page = client.get(f"/cases/{factory.receipt_no}", params={"k": cases.link_token(factory)}).text
    assert WHY["departure"] in page


@pytest.mark.parametrize("outcome", ["impossible", "others"])
def test_no_other_review_binds(review, factory, move, outcome):
    """민원법 30③: what was told to be possible, to this person."""
    stranger = HANEUL.__class__("박서준", "부산광역시 금정구", "010-1111-2222")
    case = review(stranger if outcome == "others" else HANEUL)
    said = POSSIBLE if outcome == "others" else {**POSSIBLE, "outcome": "impossible", "reasons": "용도"}
    move(case, ("accept", {}), ("decide", said), ("notify", {}), at=NOW - 29 * DAY)
    assert move(factory, ("accept", {}), ("decide", REFUSED)).outcome == "refused"


def test_granting_it_needs_no_more_words(review, factory, move):
    move(review(), ("accept", {}), ("decide", POSSIBLE), ("notify", {}), at=NOW - 29 * DAY)
    granted = {"outcome": "granted", "answer": "승인합니다."}
    assert move(factory, ("accept", {}), ("decide", granted)).outcome == "granted"


def test_a_departments_system_is_held_to_it_too(review, factory, move, run):
    """민원법 30③."""
    move(review(), ("accept", {}), ("decide", POSSIBLE), ("notify", {}), at=NOW - 29 * DAY)
    move(factory, ("accept", {}))
    run(back_offices.add("economy-1", "economy", NOW))
    system = Actor("back_office", id="economy-1", departments=frozenset({"economy"}))
    with pytest.raises(Refusal):
        run(cases.move(factory.id, "decide", actor=system, now=NOW, data=REFUSED))
