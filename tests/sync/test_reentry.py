"""Does a case that was filed after the last backup come back from its receipt and the department's copy?"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.kernel import cases, destroyed, files, keys, ledger, receipts, reentry
from portal.kernel.cases import Filing
from portal.kernel.models import (
    Attachment,
    Case,
    Counter,
    Draft,
    Event,
    Notice,
    OutboxMessage,
)
from portal.kernel.moves import PETITIONER, SYSTEM
from portal.kernel.record import signed_receipts, signing
from portal.kernel.reentry import CaseStands, NotReentered
from sync import copies
from tests.cast import HANEUL, NOW, filed, service_of
from tests.losing import lose
from tests.safekeeping import town
from tests.sync.conftest import Exchange, kinds
from tests.sync.test_example import Office

LATER = timedelta(days=2)


@pytest.fixture
async def key(house) -> None:
    await signing.make(NOW - timedelta(days=1))


@pytest.fixture
def example(exchange: Exchange, key: None, tmp_path: Path):
    made = Office(exchange, tmp_path / "office.sqlite3")
    yield made
    made.store.close()


async def receipts_of(case: Case) -> dict[str, str]:
    case = await Case.get(id=case.id)
    found = await signed_receipts.of_case(case, await signing.signer())
    return {str(one.said["what"]): one.text() for one in found}


async def again(example: Office, case: Case, receipt: str, **more: Any) -> Case:
    copy = copies.read(example.store.copy_of(case.receipt_no))
    known = await signing.public_keys()
    now = example.exchange.clock.now
    return await reentry.enter_again(receipt, copy, known=known, actor=SYSTEM, now=now)


async def test_a_fresh_filing_comes_back_under_its_number_with_its_times_and_its_link(
    exchange: Exchange, example: Office
):
    case = await exchange.file(key="the page's own key")
    await example.work()
    text = (await receipts_of(case))["filed"]
    link, pin = cases.link_token(case), cases.pin_of(case)
    await lose(case.id)
    exchange.clock.forward(LATER)
    back = await again(example, case, text)

    back = await Case.get(receipt_no=case.receipt_no)
    assert (back.submitted_at, back.accept_by) == (case.submitted_at, case.accept_by)
    assert (back.id, back.stage, back.due_at) == (case.id, "submitted", None)
    assert (cases.link_token(back), cases.pin_of(back)) == (link, pin)
    opened = await cases.key_of(back)
    assert cases.petitioner_of(back, opened) == HANEUL
    assert cases.answers_of(back, opened) == {"description": "가로등이 꺼져 있습니다."}
    assert await kinds(back) == ["file", "reentered"]
    said = json.loads((await Event.get(case_id=back.id, seq=2)).meta)
    assert (said["receipt"], said["messages"], said["was"]["seq"]) == ("filed", 1, 1)
    assert (await ledger.verify()).faults == ()
    found = await cases.find_filed("the page's own key")  # sent again by the browser: not twice
    assert found is not None
    assert found.id == case.id
    assert await Notice.filter(case_id=back.id, topic="reentered", channel="mail").exists()


async def test_the_old_receipt_says_that_it_was_entered_again_and_new_ones_stand(
    exchange: Exchange, example: Office, house
):
    case = await exchange.file()
    await example.work()
    old = await receipts_of(case)
    await lose(case.id)
    await again(example, case, old["filed"])
    known = await signing.public_keys()
    checked = signed_receipts.check(old["filed"], known)
    assert await signed_receipts.standing(checked) == "reentered"
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    new = await receipts_of(case)
    assert new["filed"] == old["filed"]
    assert await signed_receipts.standing(signed_receipts.check(new["accepted"], known)) == "stands"


async def test_an_accepted_case_keeps_the_promised_date(exchange: Exchange, example: Office, house):
    case = await exchange.file()
    exchange.clock.forward(timedelta(hours=1))
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    await example.work()
    case, text = await Case.get(id=case.id), (await receipts_of(case))["accepted"]
    await lose(case.id)
    exchange.clock.forward(LATER)
    back = await again(example, case, text)
    assert (back.stage, back.accepted_at, back.due_at) == ("accepted", case.accepted_at, case.due_at)
    assert await kinds(back) == ["file", "accept", "reentered"]
    checked = signed_receipts.check(text, await signing.public_keys())
    assert await signed_receipts.standing(checked) == "reentered"
    assert (await receipts_of(back))["accepted"] != text
    assert json.loads((await receipts_of(back))["accepted"])["receipt"]["due_at"] == checked.said["due_at"]


async def test_the_department_sends_again_what_was_lost_and_the_order_goes_on(
    exchange: Exchange, example: Office
):
    case = await exchange.file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    await example.work_for(2)  # it accepted, which it was told back, and reviewed, which it was not yet
    await lose(case.id)
    back = await again(example, case, text)
    assert (back.out_seq, back.in_seq, back.stage) == (3, 1, "accepted")
    await example.work()
    await example.work()
    back = await Case.get(id=case.id)
    assert (back.in_seq, back.stage) == (2, "in_review")
    await example.work_for(3)
    assert (await Case.get(id=case.id)).stage == "notified"
    await example.work()
    rows = await OutboxMessage.filter(case_id=case.id).order_by("sequence").values_list("sequence", "state")
    assert [row[0] for row in rows] == list(range(3, 3 + len(rows)))
    assert {row[1] for row in rows} == {"acknowledged"}
    assert (await ledger.verify()).faults == ()


async def test_an_answered_case_comes_back_with_its_answer(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work_for(5)
    await example.work()
    case = await Case.get(id=case.id)
    assert case.stage == "notified"
    text = (await receipts_of(case))["accepted"]
    await lose(case.id)
    back = await again(example, case, text)
    assert (back.stage, back.outcome, back.closed_at) == ("notified", "answered", case.closed_at)
    assert back.in_seq == 4
    assert (await ledger.verify()).faults == ()
    await example.work()
    assert (await Case.get(id=case.id)).in_seq == 4  # nothing was sent twice


async def test_its_files_come_back_too(exchange: Exchange, example: Office, house):
    case = await _with_file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    row = await Attachment.get(case_id=case.id)
    bytes_before = await files.store().get(await cases.key_of(case), row.blob)
    await lose(case.id)
    back = await again(example, case, text)
    after = await Attachment.get(case_id=back.id)
    assert (after.id, after.state, after.event_seq) == (row.id, "stored", 2)
    assert await files.store().get(await cases.key_of(back), after.blob) == bytes_before
    listed = await files.for_case(back, {"petitioner"})
    assert [file.name for file in listed] == ["사진.jpg"]
    assert (await ledger.verify()).faults == ()


async def test_what_came_without_its_files_is_whole_all_the_same(exchange: Exchange, example: Office):
    case = await _with_file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    await lose(case.id)
    document = json.loads(example.store.copy_of(case.receipt_no)) | {"files": {}}
    copy = copies.read(json.dumps(document))
    await reentry.enter_again(text, copy, known=await signing.public_keys(), actor=SYSTEM, now=NOW)
    assert (await ledger.verify()).faults == ()


async def _with_file() -> Case:
    service = service_of("cleaning", "living_report")
    row, key = keys.new_data_key(NOW)
    await row.save(force_create=True)
    draft = Draft(session_id="s", service_code=service.code, service_version=service.version, key_id=row.id)
    draft.idempotency_key, draft.saved_at, draft.expires_at = "k" * 20, NOW, NOW + LATER
    await draft.save(force_create=True)
    await town.attach(draft, key, b"picture" * 99)
    filing = Filing(service, {"description": "쓰레기"}, HANEUL, draft.idempotency_key, draft_id=draft.id)
    return (await cases.file(filing, actor=PETITIONER, now=NOW)).case


async def test_numbers_given_afterwards_never_clash(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    await lose(case.id)
    await Counter.filter(name="receipt:2026").update(value=0)
    await again(example, case, text)
    number = int(case.receipt_no.split("-")[1])
    assert (await filed()).receipt_no == receipts.make(2026, number + 1)


async def test_a_case_that_stands_is_not_entered_twice(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    with pytest.raises(CaseStands):
        await again(example, case, text)
    await lose(case.id)
    await again(example, case, text)
    with pytest.raises(CaseStands):
        await again(example, case, text)


async def test_what_its_petitioner_filed_again_is_not_entered_twice(exchange: Exchange, example: Office):
    case = await exchange.file(key="the page's own key")
    await example.work()
    text = (await receipts_of(case))["filed"]
    await lose(case.id)
    other = await exchange.file(key="the page's own key")
    with pytest.raises(CaseStands) as caught:
        await again(example, case, text)
    assert other.receipt_no in str(caught.value.message.params.values())


def _changed(document: dict[str, Any], what: str) -> None:
    data = document["messages"][0]["data"]
    if what == "words":
        data["answers"]["description"] = "다른 말"
    elif what == "name":
        data["petitioner"]["name"] = "박서준"
    else:
        data["counterfoil"] = data["counterfoil"][:-8] + "AAAAAAA="


@pytest.mark.parametrize("what", ["words", "name", "counterfoil"])
async def test_a_changed_copy_is_refused(exchange: Exchange, example: Office, what: str):
    case = await exchange.file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    document = json.loads(example.store.copy_of(case.receipt_no))
    _changed(document, what)
    await lose(case.id)
    with pytest.raises(NotReentered):
        await reentry.enter_again(
            text,
            copies.read(json.dumps(document)),
            known=await signing.public_keys(),
            actor=SYSTEM,
            now=NOW,
        )
    assert not await Case.exists()


async def test_a_changed_receipt_and_another_cases_are_refused(exchange: Exchange, example: Office):
    case, other = await exchange.file(), await exchange.file()
    await example.work()
    texts = [(await receipts_of(one))["filed"] for one in (case, other)]
    await lose(case.id)
    for text in (texts[0].replace("2026-03", "2026-02"), texts[1], "{}"):
        with pytest.raises(NotReentered):
            await again(example, case, text)


async def test_a_lawfully_destroyed_case_does_not_come_back(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work()
    text = (await receipts_of(case))["filed"]
    await lose(case.id)
    destroyed.note([case.key_id], NOW)
    with pytest.raises(NotReentered) as caught:
        await again(example, case, text)
    assert caught.value.code == "destroyed"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type": "portal-copy/1"}', '{"type": "portal-copy/1", "messages": []}']
)
def test_what_is_no_copy_is_named_so(text: str):
    with pytest.raises(copies.NotACopy):
        copies.read(text)
