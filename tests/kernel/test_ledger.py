"""The ledger: a changed, removed or inserted event is named."""

from __future__ import annotations

import pytest

from portal.kernel import cases, ledger, timeline
from portal.kernel.models import Case, Event
from tests.cast import NOW, filed


@pytest.fixture
async def told(house) -> Case:
    await filed()
    case = await filed()
    for name in ("accept", "review"):
        await cases.move(case.id, name, actor=house.minsu, now=NOW)
    data = {"outcome": "answered", "answer": "고쳤습니다."}
    await cases.move(case.id, "decide", actor=house.minsu, now=NOW, data=data)
    await cases.move(case.id, "notify", actor=house.minsu, now=NOW)
    return case


async def _faults() -> list[tuple[str, int, str]]:
    return [(fault.receipt_no, fault.seq, fault.what) for fault in (await ledger.verify()).faults]


async def test_an_untouched_ledger_has_no_fault(told):
    verdict = await ledger.verify()
    assert (verdict.cases, verdict.events, verdict.faults) == (2, 6, ())


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "withdraw"},
        {"meta": "{}"},
        {"actor_id": "x"},
        {"audience": "staff"},
        {"body_sha256": "0" * 64},
    ],
)
async def test_a_changed_event_is_named(told, change):
    event = await Event.get(case_id=told.id, seq=2 if "body_sha256" not in change else 4)
    assert {name: getattr(event, name) for name in change} != change
    await Event.filter(id=event.id).update(**change)
    assert await _faults() == [(told.receipt_no, event.seq, "changed")]


async def test_a_changed_ciphertext_is_named(told):
    event = await Event.get(case_id=told.id, seq=4)
    assert event.body_ct is not None
    changed = bytes(event.body_ct[:-1]) + bytes([event.body_ct[-1] ^ 1])
    await Event.filter(id=event.id).update(body_ct=changed)
    assert await _faults() == [(told.receipt_no, 4, "contents")]


@pytest.mark.parametrize("seq", [1, 3, 5])
async def test_a_removed_event_is_named(told, seq):
    await Event.filter(case_id=told.id, seq=seq).delete()
    assert await _faults() == [(told.receipt_no, seq, "missing")]


async def test_an_inserted_event_is_named(told):
    last = await Event.get(case_id=told.id, seq=5)
    await Event.create(
        case_id=told.id,
        seq=6,
        kind="note",
        at=NOW,
        audience="staff",
        actor_kind="staff",
        prev_hash=last.hash,
        hash="f" * 64,
    )
    assert await _faults() == [(told.receipt_no, 6, "changed")]


async def test_an_inserted_event_with_a_good_hash_of_its_own_is_named(told):
    last = await Event.get(case_id=told.id, seq=5)
    event = Event(
        case_id=told.id, seq=6, kind="note", at=NOW, audience="staff", actor_kind="staff", prev_hash=last.hash
    )
    event.hash = timeline.event_hash(event, str(told.id))
    await event.save()
    assert await _faults() == [(told.receipt_no, 6, "inserted")]


async def test_a_rewritten_event_whose_hash_was_made_anew_breaks_at_the_next(told):
    event = await Event.get(case_id=told.id, seq=2)
    event.actor_id = "somebody else"
    await Event.filter(id=event.id).update(
        actor_id=event.actor_id, hash=timeline.event_hash(event, str(told.id))
    )
    assert await _faults() == [(told.receipt_no, 3, "inserted")]
