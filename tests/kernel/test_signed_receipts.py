"""Signed receipts: the same however often they are made, checked by anybody, and any change is noticed."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from portal.cli import main
from portal.kernel import cases, timeline
from portal.kernel.canonical import canonical
from portal.kernel.models import Case, Event
from portal.kernel.record import signed_receipts, signing
from portal.kernel.record.signed_receipts import SignedReceipt, check
from tests.cast import NOW, filed


@pytest.fixture
async def key(house) -> signing.PublicKey:
    return await signing.make(NOW - timedelta(days=1))


@pytest.fixture
async def case(house, key) -> Case:
    found = await filed()
    await cases.move(found.id, "accept", actor=house.minsu, now=NOW + timedelta(hours=2))
    return await Case.get(id=found.id)


async def _receipts(case: Case) -> list[SignedReceipt]:
    return await signed_receipts.of_case(case, await signing.signer())


async def test_one_at_filing_and_one_at_acceptance_with_the_promised_date(case):
    at_filing, at_acceptance = [one.said for one in await _receipts(case)]
    assert at_filing["what"] == "filed"
    assert at_filing["receipt_no"] == case.receipt_no
    assert at_filing["submitted_at"] == signing.stamp(case.submitted_at)
    assert at_filing["contents"] == timeline.contents_hash(case)
    assert at_acceptance["what"] == "accepted"
    assert at_acceptance["accepted_at"] == signing.stamp(NOW + timedelta(hours=2))
    assert at_acceptance["due_at"] == signing.stamp(case.due_at)
    assert at_acceptance["head_hash"] == case.head_hash


async def test_later_moves_do_not_change_what_was_signed(case, house):
    before = [one.text() for one in await _receipts(case)]
    await cases.move(case.id, "review", actor=house.minsu, now=NOW + timedelta(days=1))
    assert [one.text() for one in await _receipts(await Case.get(id=case.id))] == before


async def test_lawful_destruction_leaves_the_receipt_as_it_was(case):
    before = [one.text() for one in await _receipts(case)]
    await Case.filter(id=case.id).update(petitioner_ct=None, answers_ct=None)
    after = await _receipts(await Case.get(id=case.id))
    assert [one.text() for one in after] == before
    checked = check(after[0].text(), await signing.public_keys())
    assert await signed_receipts.standing(checked) == "stands"


async def test_a_receipt_names_nobody(case):
    for one in await _receipts(case):
        for word in ("김하늘", "중앙대로", "2345", "haneul", "가로등"):
            assert word not in one.text()


@pytest.mark.parametrize("form", ["text", "code", "address", "broken lines"])
async def test_it_is_genuine_in_every_form_that_people_have_it_in(case, form):
    one = (await _receipts(case))[1]
    lines = [one.text()[place : place + 60] for place in range(0, len(one.text()), 60)]
    said = {
        "text": one.text(),
        "code": one.code(),
        "address": f"https://portal.example/ledger/check?r={one.code()}",
        "broken lines": " \r\n".join(lines),
    }[form]
    found = check(said, await signing.public_keys())
    assert found.result == "genuine"
    assert found.moment("due_at") == case.due_at
    assert await signed_receipts.standing(found) == "stands"


@pytest.mark.parametrize(
    "change",
    [
        {"receipt_no": "2026-000009-9"},
        {"submitted_at": "2026-03-09T01:00:00+00:00"},
        {"due_at": "2026-03-11T09:00:00+00:00"},
        {"contents": "0" * 64},
        {"head_hash": "0" * 64},
        {"seq": 1},
    ],
)
async def test_any_change_is_noticed(case, change):
    one = (await _receipts(case))[1]
    changed = SignedReceipt({**one.said, **change}, one.signature)
    assert check(changed.text(), await signing.public_keys()).result == "changed"


async def test_another_houses_key_is_unknown(case):
    one = (await _receipts(case))[0]
    assert check(one.text(), {}).result == "unknown_key"


@pytest.mark.parametrize(
    "typed",
    ["", "{", "[]", "null", "{}", "abc", "é", "x" * 10_000, '{"receipt":{},"signature":""}', "http://[::1"],
)
def test_what_is_no_receipt_can_not_be_read(typed):
    assert check(typed, {}).result == "unreadable"


@pytest.mark.parametrize("change", [{"seq": True}, {"submitted_at": "2026-03-10T01:00:00"}, {"more": "x"}])
async def test_a_receipt_with_senseless_values_can_not_be_read(case, change):
    one = (await _receipts(case))[0]
    text = canonical({"receipt": {**one.said, **change}, "signature": one.signature})
    assert check(text, await signing.public_keys()).result == "unreadable"


async def test_after_a_rotation_old_receipts_stay_genuine_and_new_ones_come_from_the_new_key(case, key):
    before = await _receipts(case)
    new = await signing.rotate(NOW + timedelta(days=2))
    known = await signing.public_keys()
    after = await _receipts(case)
    assert [check(one.text(), known).result for one in (*before, *after)] == ["genuine"] * 4
    assert {one.said["kid"] for one in after} == {new.kid}


async def test_a_stolen_old_key_makes_no_receipts_of_later_cases(case):
    thief = await signing.signer()
    await signing.rotate(NOW + timedelta(days=2))
    later = {**(await _receipts(case))[0].said, "submitted_at": "2026-05-01T00:00:00+00:00", "kid": thief.kid}
    forged = SignedReceipt(later, thief.sign(later))
    assert check(forged.text(), await signing.public_keys()).result == "changed"


async def test_a_record_that_says_something_else_shows_and_a_lost_case_too(case):
    checked = check((await _receipts(case))[1].text(), await signing.public_keys())
    await Event.filter(case_id=case.id, seq=2).update(actor_id="somebody else")
    assert await signed_receipts.standing(checked) == "differs"
    await Event.filter(case_id=case.id, seq=2).delete()
    assert await signed_receipts.standing(checked) == "gone"


def _asked(*words: str, typed: str = "") -> tuple[int, str]:
    found = CliRunner().invoke(main, ["receipt", "verify", *words], input=typed)
    return found.exit_code, found.stdout


async def test_the_command_checks_with_downloaded_keys_alone(case, key, tmp_path):
    one = (await _receipts(case))[0]
    known = tmp_path / "portal-keys.json"
    known.write_text(json.dumps(signing.key_set([key])), "utf-8")
    paper = tmp_path / "receipt.json"
    changed = SignedReceipt({**one.said, "contents": "0" * 64}, one.signature)
    run = asyncio.to_thread
    paper.write_text(one.text(), "utf-8")
    code, said = await run(_asked, str(paper), "--keys", str(known))
    assert (code, said.splitlines()[0]) == (0, "genuine")
    assert case.receipt_no in said
    code, said = await run(_asked, "-", "--keys", str(known), typed=changed.text())
    assert (code, said.partition(":")[0]) == (1, "CHANGED")
