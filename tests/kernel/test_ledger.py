"""The ledger: a changed, removed or inserted event is named."""

from __future__ import annotations

import pytest

from portal.kernel import cases, files, keys, ledger, timeline
from portal.kernel.models import Attachment, Case, Event
from tests.cast import NOW, filed
from tests.kernel.papers import pdf


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


async def test_a_forged_filing_is_named_even_with_the_right_key(told):
    key = await cases.key_of(told)
    forged = keys.seal(key, b'{"description":"forged"}', f"{told.id}:answers".encode())
    await Case.filter(id=told.id).update(answers_ct=forged)
    assert await _faults() == [(told.receipt_no, 1, "contents")]


async def test_a_stage_that_no_event_led_to_is_named(told):
    await Case.filter(id=told.id).update(stage="in_review")
    assert await _faults() == [(told.receipt_no, 5, "stage")]


@pytest.fixture
async def answered(house) -> Case:
    """A case whose decision brought a file, which went to the petitioner with the notice."""
    case = await filed()
    await cases.move(case.id, "accept", actor=house.minsu, now=NOW)
    upload = files.Upload("답변서.pdf", pdf())
    async with files.brought(case, "answer", [upload], audience="staff", now=NOW) as ids:
        data = {"outcome": "answered", "answer": "고쳤습니다."}
        await cases.move(case.id, "decide", actor=house.minsu, now=NOW, data=data, files=ids)
    await cases.move(case.id, "notify", actor=house.minsu, now=NOW)
    return await Case.get(id=case.id)


async def test_files_that_came_with_a_decision_are_no_fault(answered):
    assert await _faults() == []


async def test_a_removed_file_is_named(answered):
    await Attachment.filter(case_id=answered.id).delete()
    assert await _faults() == [(answered.receipt_no, 3, "files")]


async def test_an_exchanged_file_is_named(answered):
    await Attachment.filter(case_id=answered.id).update(blob="0" * 64)
    assert await _faults() == [(answered.receipt_no, 3, "files")]


async def test_a_file_slipped_into_another_case_is_named_in_both(answered):
    other = await filed()
    await Attachment.filter(case_id=answered.id).update(case_id=other.id, event_seq=1)
    assert await _faults() == [(answered.receipt_no, 3, "files"), (other.receipt_no, 1, "files")]


async def test_lawful_destruction_is_no_fault(answered):
    await Attachment.filter(case_id=answered.id).delete()
    await Case.filter(id=answered.id).update(petitioner_ct=None, answers_ct=None)
    assert await _faults() == []
