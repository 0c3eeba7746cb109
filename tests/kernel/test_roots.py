"""The daily root: once a day, signed, chained, mailed; and what it shows that the chains alone can't (Done-when 3)."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta

import pytest

from portal.kernel import cases, ledger, merkle, notices, sending, timeline
from portal.kernel.canonical import canonical
from portal.kernel.models import Case, Event, LedgerRoot, Notice, OutboxMessage
from portal.kernel.record import inclusion, published, roots, signing
from portal.kernel.record.published import compare
from portal.settings import settings
from tests.cast import NOW, filed
from tests.losing import lose

DAY = timedelta(days=1)


@pytest.fixture
async def key(house):
    return await signing.make(NOW - DAY)


@pytest.fixture
async def told(house, key):
    """Three cases, of which the second moved on between the first day's root and the second's."""
    three = [await filed(now=NOW) for _ in range(3)]
    await cases.move(three[1].id, "accept", actor=house.minsu, now=NOW)
    await roots.make_daily(NOW + DAY)
    await cases.move(three[1].id, "review", actor=house.minsu, now=NOW + DAY)
    await roots.make_daily(NOW + 2 * DAY)
    return three


async def _differences() -> list[tuple[str, str, str, int]]:
    found = await compare(KEPT, KNOWN)
    return [(each.what, each.day, each.receipt_no, each.seq) for each in found]


KEPT: list[roots.SignedRoot] = []
KNOWN: dict[str, signing.PublicKey] = {}


@pytest.fixture
async def kept(told):
    """What an outsider has downloaded before anything happened: the roots and the keys."""
    document = json.dumps({"roots": [root.document() for root in await roots.history()]})
    KEPT[:] = published.read(document)
    KNOWN.clear()
    KNOWN.update(await signing.public_keys())
    return told


async def test_a_root_says_what_it_is_of(told):
    first, second = await roots.history()
    assert (first.day, second.day) == (date(2026, 3, 10), date(2026, 3, 11))
    assert first.said["previous"] == roots.GENESIS
    assert second.said["previous"] == first.digest
    assert first.said["cases"] == second.said["cases"] == 3
    heads = [[case.receipt_no, case.seq, case.head_hash] for case in await Case.all().order_by("receipt_no")]
    leaves = [merkle.leaf(canonical(head).encode()) for head in heads]
    assert second.said["root"] == merkle.root(leaves)
    known = await signing.public_keys()
    assert all(known[str(each.said["kid"])].signed(each.said, each.signature) for each in (first, second))


async def test_it_is_made_once_a_day_also_by_two_workers_and_after_a_restart(told):
    await asyncio.gather(*(roots.make_daily(NOW + 3 * DAY + timedelta(minutes=each)) for each in range(4)))
    assert await LedgerRoot.all().count() == 3


async def test_a_second_worker_that_came_too_late_leaves_nothing_behind(house, key, monkeypatch):
    monkeypatch.setenv("PORTAL_AUDITOR_MAIL", "audit@example.org")
    settings.cache_clear()
    made_already = LedgerRoot.exists

    async def not_yet(*args: object, **how: object) -> bool:
        monkeypatch.setattr(LedgerRoot, "exists", made_already)
        return False

    await roots.make_daily(NOW)
    monkeypatch.setattr(LedgerRoot, "exists", not_yet)
    assert await roots.make_daily(NOW) is False
    assert await LedgerRoot.all().count() == await Notice.filter(topic="ledger_root").count() == 1


async def test_after_days_without_a_worker_the_chain_goes_on(told):
    await roots.make_daily(NOW + 9 * DAY)
    history = await roots.history()
    assert history[-1].day == date(2026, 3, 18)
    assert history[-1].said["previous"] == history[-2].digest


async def test_midnight_is_that_of_korea(house, key):
    await roots.make_daily(NOW.replace(hour=14, minute=59))
    await roots.make_daily(NOW.replace(hour=15, minute=0))
    assert [root.day for root in await roots.history()] == [date(2026, 3, 9), date(2026, 3, 10)]


async def test_without_a_signing_key_there_is_no_root(house):
    assert await roots.make_daily(NOW) is False
    assert await roots.history() == []


async def test_the_auditor_gets_the_signed_root_by_mail(house, key, monkeypatch):
    sent = []

    async def post(delivery: notices.Delivery) -> None:
        sent.append(delivery)

    monkeypatch.setenv("PORTAL_AUDITOR_MAIL", "audit@example.org, second@example.org")
    settings.cache_clear()
    notices.plug("mail", post)
    await filed()
    for minutes in (0, 5):
        await roots.make_daily(NOW + DAY + timedelta(minutes=minutes))
    await Notice.exclude(topic="ledger_root").delete()
    await sending.send_due(NOW + 2 * DAY)
    assert sorted(each.address for each in sent) == ["audit@example.org", "second@example.org"]
    assert "2026-03-10" in sent[0].letter.subject
    assert published.read(sent[0].letter.text) == await roots.history()


async def test_a_case_is_proved_to_be_in_the_newest_root(told):
    known = await signing.public_keys()
    for case in told:
        proof = json.loads(json.dumps(await inclusion.proof_of(case)))
        assert proof["leaf"][0] == case.receipt_no
        assert inclusion.proves(proof, known)
        assert not inclusion.proves({**proof, "leaf": [case.receipt_no, 1, "0" * 64]}, known)
        assert not inclusion.proves({**proof, "place": proof["place"] + 1}, known)
        assert not inclusion.proves(proof, {})
    assert not inclusion.proves({}, known)


async def test_a_case_of_today_is_in_no_root_yet(told):
    assert await inclusion.proof_of(await filed()) is None
    await roots.make_daily(NOW + 3 * DAY)
    assert await inclusion.proof_of((await Case.all().order_by("-receipt_no"))[0]) is not None


# --- against what was published


async def test_an_untouched_record_is_what_was_published(kept, house):
    assert await _differences() == []
    await cases.move(kept[0].id, "accept", actor=house.minsu, now=NOW + 3 * DAY)
    await filed(now=NOW + 3 * DAY)
    assert await _differences() == []


async def test_a_changed_byte_in_an_old_event(kept):
    """Done when 3, first: the chain itself shows it, and so do the roots."""
    event = await Event.get(case_id=kept[1].id, seq=2)
    await Event.filter(id=event.id).update(meta=event.meta.replace("2", "3", 1))
    assert [(one.receipt_no, one.seq, one.what) for one in (await ledger.verify()).faults] == [
        (kept[1].receipt_no, 2, "changed")
    ]
    assert await _differences() == [("changed", "2026-03-10", kept[1].receipt_no, 2)]


async def _remove_last(case: Case) -> None:
    await OutboxMessage.filter(case_id=case.id, event_seq=3).delete()
    await Event.filter(case_id=case.id, seq=3).delete()
    head = await Event.get(case_id=case.id, seq=2)
    await Case.filter(id=case.id).update(seq=2, head_hash=head.hash, stage="accepted")


async def test_a_removed_last_event_with_a_mended_head(kept):
    """Done when 3, second: the chain is whole again, only the roots know."""
    await _remove_last(kept[1])
    assert (await ledger.verify()).faults == ()
    assert await _differences() == [("missing", "2026-03-11", kept[1].receipt_no, 3)]


async def test_a_removed_last_event_whose_trace_was_removed_from_the_days_list_too(kept):
    await _remove_last(kept[1])
    await LedgerRoot.filter(day=date(2026, 3, 11)).update(changed=roots._packed({}))
    assert await _differences() == [("root", "2026-03-11", "", 0)]


async def _rebuild(case: Case) -> None:
    """Write another story and hash the whole chain anew, as who owns the database can."""
    previous = timeline.GENESIS
    for row in await Event.filter(case_id=case.id).order_by("seq"):
        row.actor_id, row.prev_hash = "somebody else", previous
        previous = timeline.event_hash(row, str(case.id))
        await Event.filter(id=row.id).update(actor_id=row.actor_id, prev_hash=row.prev_hash, hash=previous)
    await Case.filter(id=case.id).update(head_hash=previous)


async def test_a_chain_that_was_rebuilt_without_the_key(kept):
    """Done when 3, third: nothing inside the database is wrong, and still it is found."""
    await _rebuild(kept[1])
    assert (await ledger.verify()).faults == ()
    number = kept[1].receipt_no
    assert await _differences() == [
        ("changed", "2026-03-10", number, 2),
        ("changed", "2026-03-11", number, 3),
    ]


async def test_a_chain_that_was_rebuilt_with_all_roots_signed_by_another_key(kept, key):
    await _rebuild(kept[1])
    await LedgerRoot.all().delete()
    for path in signing.folder().iterdir():
        path.unlink()
    await signing.rotate(NOW)
    for days in (1, 2):
        await roots.make_daily(NOW + days * DAY)
    forged = await roots.history()
    assert {what for what, *_ in await _differences()} == {"other", "root"}
    # And the forged history itself is by no key that was ever published.
    assert {each.what for each in await compare(forged, KNOWN)} == {"unknown_key"}


async def test_a_rewritten_statement_of_a_day(kept):
    row = await LedgerRoot.get(day=date(2026, 3, 10))
    await LedgerRoot.filter(id=row.id).update(statement=row.statement.replace('"cases":3', '"cases":4'))
    assert await _differences() == [("other", "2026-03-10", "", 0)]


@pytest.mark.parametrize("change", [{"changed": b"x"}, {"statement": "{"}])
async def test_a_day_that_nobody_can_read_any_more(kept, change):
    await LedgerRoot.filter(day=date(2026, 3, 11)).update(**change)
    assert ("unreadable", "2026-03-11", "", 0) in await _differences()


async def test_a_removed_day(kept):
    await LedgerRoot.filter(day=date(2026, 3, 11)).delete()
    assert ("gone", "2026-03-11", "", 0) in await _differences()


async def test_a_removed_case(kept):
    await lose(kept[0].id)
    assert (await ledger.verify()).faults == ()
    assert await _differences() == [("case_missing", "2026-03-10", kept[0].receipt_no, 0)]


async def test_a_case_slipped_in_under_an_earlier_time(kept):
    late = await filed(now=NOW)
    assert await _differences() == [("inserted", "2026-03-11", late.receipt_no, 1)]


async def test_an_event_slipped_in_under_an_earlier_time(kept, house):
    await cases.move(kept[0].id, "accept", actor=house.minsu, now=NOW)
    assert (await ledger.verify()).faults == ()
    assert await _differences() == [("inserted", "2026-03-11", kept[0].receipt_no, 2)]


async def test_a_published_file_that_was_tampered_with(kept):
    first = KEPT[0]
    KEPT[0] = roots.SignedRoot({**first.said, "cases": 2}, first.signature)
    found = {(what, day) for what, day, *_ in await _differences()}
    assert {("signature", "2026-03-10"), ("chain", "2026-03-11")} <= found


async def test_single_days_that_somebody_kept_are_enough(kept):
    KEPT[:] = KEPT[1:]
    assert await _differences() == []
    await _rebuild(kept[1])
    assert {what for what, *_ in await _differences()} == {"changed"}


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"roots":[]}', '{"roots":[{}]}', '{"root":{},"signature":""}']
)
def test_a_file_without_roots_is_refused(text):
    with pytest.raises(published.NotRoots):
        published.read(text)
