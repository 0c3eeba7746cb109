"""Is a department's word taken once, in order, and only if the law and the table allow it?"""

from __future__ import annotations

import json

import pytest

from portal.kernel import cases
from portal.kernel.models import Case, InboxMessage, OutboxMessage
from portal.kernel.timeline import read
from sync import contract, inbound
from sync.client import Refused
from tests.cast import Cast
from tests.sync.conftest import Exchange, in_seq, kinds

ALL = {"public", "petitioner", "staff", "log"}


async def test_status_moves_the_case_through_the_same_function_as_the_desk(exchange: Exchange):
    case = await exchange.file()
    officer = {"officer_name": "이동환", "officer_phone": "051-000-4120"}
    steps = [
        ("accept", officer),
        ("review", {}),
        ("decide", {"outcome": "answered", "answer": "치웠습니다."}),
    ]
    for number, (move, data) in enumerate([*steps, ("notify", {})], 1):
        answer = await exchange.cleaning.send(await exchange.status(case, number, move, data))
        assert (answer.state, answer.reason, answer.rejection) == ("applied", "", None)
    case = await Case.get(id=case.id)
    assert (case.stage, case.officer_name, case.in_seq) == ("notified", "이동환", 4)
    events = await read(case, ALL, await cases.key_of(case))
    assert [(entry.actor_kind, entry.actor_id) for entry in events[1:]] == [("back_office", "cleaning-1")] * 4
    assert events[-1].body == {"answer": "치웠습니다."}


async def test_the_same_message_again_changes_nothing_and_gets_the_same_answer(exchange: Exchange):
    case = await exchange.file()
    message = await exchange.status(case, 1, "accept")
    first = await exchange.cleaning.send(message)
    respelled = json.dumps(dict(reversed(message.items())), indent=3).encode()
    answer = await exchange.cleaning._send("POST", "/sync/v1/status", content=respelled)
    assert answer.json()["state"] == first.state == "applied"
    assert await exchange.cleaning.outcome(message["id"]) == first
    assert await kinds(case) == ["file", "accept"]
    assert await InboxMessage.all().count() == 1


async def test_another_body_under_a_used_id_is_refused(exchange: Exchange):
    case = await exchange.file()
    message = await exchange.status(case, 1, "accept")
    await exchange.cleaning.send(message)
    with pytest.raises(Refused) as caught:
        await exchange.cleaning.send({**message, "data": {"officer_name": "다른 사람"}})
    assert (caught.value.status, caught.value.problem["code"]) == (409, "IdReused")
    assert (await Case.get(id=case.id)).officer_name == ""


async def test_two_offices_may_use_the_same_id(exchange: Exchange):
    mine, theirs = await exchange.file(), await exchange.file("construction")
    await exchange.cleaning.send(await exchange.status(mine, 1, "accept", message_id="1"))
    message = exchange.construction.event("1", "accept", theirs.receipt_no, 1, exchange.clock.now, {})
    assert (await exchange.construction.send(message)).state == "applied"


async def test_a_gap_waits_and_goes_on_once_it_is_filled(exchange: Exchange):
    case = await exchange.file()
    late = [await exchange.status(case, number, move) for number, move in ((3, "notify"), (2, "review"))]
    for message in late:
        assert (await exchange.cleaning.send(message)).state == "waiting"
    assert await kinds(case) == ["file"]
    assert (await exchange.cleaning.send(await exchange.status(case, 1, "accept"))).state == "applied"
    assert await kinds(case) == ["file", "accept", "review"]
    outcome = await exchange.cleaning.outcome(late[0]["id"])
    assert outcome.state == "rejected", "there is no decision to tell"
    assert await in_seq(case) == 3


REJECTED = [
    ("decide", {"outcome": "answered", "answer": "네"}, "MoveNotOpen", 409),
    ("return", {"reason": "안 왔습니다."}, "MoveNotOpen", 409),
    ("accept", {}, "MoveNotOpen", 409),
]


@pytest.mark.parametrize(
    ("move", "data", "code", "status"), REJECTED, ids=[row[2] + row[0] for row in REJECTED]
)
async def test_what_the_table_or_the_law_forbids_is_rejected_and_changes_nothing(
    exchange: Exchange, house: Cast, move: str, data: dict[str, str], code: str, status: int
):
    case = await exchange.file()
    if move == "accept":
        await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    told = await kinds(case)
    before = await Case.get(id=case.id).values()
    answer = await exchange.cleaning.send(await exchange.status(case, 1, move, data))
    assert answer.state == "rejected"
    assert answer.rejection is not None
    contract.check(answer.rejection)
    assert answer.rejection["subject"] == case.receipt_no
    problem = answer.rejection["data"]["problem"]
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["detail"]
    assert await Case.get(id=case.id).values() == {**before, "in_seq": 1}
    assert await kinds(case) == told
    assert await OutboxMessage.all().count() == len(told)
    following = await exchange.status(case, 2, "review" if move == "accept" else "accept")
    assert (await exchange.cleaning.send(following)).state == "applied"


async def test_a_refusal_without_reasons_is_rejected_with_the_fields_that_are_missing(exchange: Exchange):
    case = await exchange.file()
    await exchange.cleaning.send(await exchange.status(case, 1, "accept"))
    refusal = await exchange.status(case, 2, "decide", {"outcome": "refused", "answer": "안 됩니다."})
    answer = await exchange.cleaning.send(refusal)
    assert answer.rejection is not None
    assert set(answer.rejection["data"]["problem"]["errors"]) == {"reasons", "remedies"}
    assert (await exchange.cleaning.outcome(refusal["id"])).rejection == answer.rejection, "and it is kept"


async def test_somebody_elses_case_and_an_unknown_one_look_alike(exchange: Exchange):
    theirs = await exchange.file("construction")
    answers = []
    for number, no in enumerate((theirs.receipt_no, "2026-900000-0", "2026-900000-1")):
        event = exchange.cleaning.event(f"x{number}", "accept", no, 1, exchange.clock.now, {})
        answer = await exchange.cleaning.send(event)
        assert answer.rejection is not None
        assert "subject" not in answer.rejection
        answers.append(answer.rejection["data"]["problem"])
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["status"] == 404
    assert await kinds(theirs) == ["file"]


async def test_a_message_in_anothers_name_is_malformed(exchange: Exchange):
    case = await exchange.file()
    forged = {**await exchange.status(case, 1, "accept"), "source": "urn:backoffice:construction-1"}
    answer = await exchange.cleaning._send("POST", "/sync/v1/status", content=contract.write(forged))
    assert (answer.json()["state"], answer.json()["reason"]) == (
        "parked",
        "malformed: source: not the sender's",
    )
    assert await kinds(case) == ["file"]


async def test_the_portals_own_events_are_not_taken_back(exchange: Exchange):
    case = await exchange.file()
    echo = (await exchange.cleaning.lease()).messages[0]
    answer = await exchange.cleaning._send("POST", "/sync/v1/status", content=contract.write(echo))
    assert answer.json()["state"] == "parked"
    assert await kinds(case) == ["file"]


async def test_a_resident_number_stops_before_anything_is_stored(exchange: Exchange):
    case = await exchange.file()
    message = await exchange.status(case, 1, "accept", {"officer_name": "900101-1234568"})
    with pytest.raises(Refused) as caught:
        await exchange.cleaning.send(message)
    assert (caught.value.status, caught.value.problem["code"]) == (422, "resident_number")
    assert not await InboxMessage.exists()
    assert (await exchange.cleaning.send(await exchange.status(case, 1, "accept"))).state == "applied"


async def test_bodies_are_kept_sealed_and_only_until_they_are_settled(exchange: Exchange):
    case = await exchange.file()
    await exchange.cleaning.send(await exchange.status(case, 2, "review", {"officer_name": "이동환"}))
    row = await InboxMessage.get(case_id=case.id)
    assert row.body_sealed
    assert "이동환".encode() not in bytes(row.body_sealed)
    assert "이동환" not in json.dumps(await InboxMessage.first().values(), default=str, ensure_ascii=False)
    await exchange.cleaning.send(await exchange.status(case, 1, "accept"))
    assert {bytes(row.body_sealed) for row in await InboxMessage.all()} == {b""}


async def test_what_a_crash_left_waiting_is_settled_by_the_worker(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
):
    case = await exchange.file()

    async def died(*_: object) -> None:
        return

    with monkeypatch.context() as patched:
        patched.setattr(inbound, "settle", died)
        assert (await exchange.cleaning.send(await exchange.status(case, 1, "accept"))).state == "waiting"
    await inbound.settle_waiting(exchange.clock.now)
    assert await kinds(case) == ["file", "accept"]
