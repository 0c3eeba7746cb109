"""One petition becomes several: each has its own number and chain, the first dates, and an answer."""

from __future__ import annotations

import pytest

from portal.kernel import cases, ledger, timeline
from portal.kernel.models import Case, Event, OutboxMessage
from tests.cast import NOW, filed
from tests.rooms.petitions.conftest import ANSWER, HOUR
from tests.rooms.petitions.test_merging import DAY, neighbour


@pytest.fixture
def move(run, cast):
    """Make a move on any case as the clerk, or whoever is named."""

    def make(case, name, *, at=NOW, actor=None, **data):
        return run(cases.move(case.id, name, actor=actor or cast.minsu, now=at, data=data))

    return make


@pytest.fixture
def fresh(run):
    """Cases as they stand in the database."""
    return lambda *found: [run(Case.get(id=case.id)) for case in found]


def test_a_part_is_split_off_with_its_own_number_and_chain_and_the_first_dates(
    run, cast, move, fresh, client
):
    case = run(filed())
    move(case, "accept")
    move(
        case,
        "split",
        at=NOW + DAY,
        part="쓰레기 수거",
        department="cleaning",
        reason="청소행정과의 일입니다.",
    )
    part = run(Case.get(origin_id=case.id))
    before = fresh(case)[0]
    assert part.receipt_no != case.receipt_no
    assert (part.department, part.stage) == ("cleaning", "accepted")
    assert (part.submitted_at, part.accepted_at, part.due_at) == (NOW, NOW, before.due_at)
    first = run(Event.get(case_id=part.id, seq=1))
    assert (first.kind, first.prev_hash) == ("split_off", timeline.GENESIS)
    key = run(cases.key_of(part))
    assert cases.petitioner_of(part, key).name == "김하늘"
    assert run(OutboxMessage.exists(case_id=part.id, department="cleaning"))
    assert run(ledger.verify()).faults == ()
    client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)})
    page = client.get(f"/cases/{case.receipt_no}").text
    assert part.receipt_no in page
    page = client.get(f"/cases/{part.receipt_no}").text
    for shown in ("쓰레기 수거", case.receipt_no, "청소행정과"):
        assert shown in page


def test_who_opened_the_whole_opens_its_parts_by_the_same_proofs_and_a_stranger_none(run, move, client):
    case = run(filed())
    move(case, "accept")
    move(case, "split", part="일부", reason="까닭")
    part = run(Case.get(origin_id=case.id))
    for proof in (
        {"pin": cases.pin_of(case), "phone": "010-2345-6789"},
        {"token": cases.link_token(case)},
        {"granted": frozenset({str(case.id)})},
    ):
        assert run(cases.petitioner_case(part.receipt_no, **proof)).id == part.id
    other = run(filed(petitioner=neighbour(1)))
    for proof in ({"token": cases.link_token(other)}, {"granted": frozenset({str(other.id)})}, {}):
        with pytest.raises(cases.CaseNotFound):
            run(cases.petitioner_case(part.receipt_no, **proof))
    assert client.get(f"/cases/{part.receipt_no}").status_code == 404


def test_a_split_petition_can_be_split_again_and_each_is_answered(run, move, fresh):
    case = run(filed())
    move(case, "accept")
    move(case, "split", part="첫째", reason="까닭")
    move(case, "split", at=NOW + HOUR, part="둘째", reason="까닭")
    parts = run(Case.filter(origin_id=case.id).order_by("receipt_no").values_list("id", flat=True))
    assert len(parts) == 2
    move(run(Case.get(id=parts[0])), "split", part="첫째의 반", reason="까닭")
    assert run(Case.filter(origin_id=case.id).count()) == 3, "all know the petition they were"
    move(case, "decide", **ANSWER)
    move(case, "notify")
    assert {one.stage for one in run(Case.filter(origin_id=case.id).all())} == {"accepted"}
