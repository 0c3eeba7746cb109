"""What becomes of messages that can't be applied: shown with their reason, retried, passed over or closed?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, inbox, outbox
from sync import contract, inbound
from tests.cast import Cast
from tests.sync.conftest import Exchange, in_seq, kinds


async def test_a_gap_that_stays_is_parked_and_shown_to_its_department_only(exchange: Exchange, house: Cast):
    case = await exchange.file()
    await exchange.cleaning.send(await exchange.status(case, 2, "review"))
    await inbound.settle_waiting(exchange.clock.now + inbox.GAP_WAIT - timedelta(seconds=1))
    assert await inbox.parked(house.minsu.departments) == []
    await inbound.settle_waiting(exchange.clock.now + inbox.GAP_WAIT)
    assert await inbox.parked(house.stranger.departments) == []
    (parked,) = await inbox.parked(house.minsu.departments)
    assert inbox.reason_code(parked) == inbox.GAP
    assert parked.case is not None
    assert parked.case.receipt_no == case.receipt_no
    # It holds back nothing of another case.
    other = await exchange.file()
    assert (await exchange.cleaning.send(await exchange.status(other, 1, "accept"))).state == "applied"
    # And once the missing one comes, it goes on by itself.
    await exchange.cleaning.send(await exchange.status(case, 1, "accept"))
    assert await kinds(case) == ["file", "accept", "review"]
    assert await inbox.parked(house.minsu.departments) == []


async def test_the_desk_may_go_on_without_the_missing_ones(exchange: Exchange, house: Cast):
    case = await exchange.file()
    await exchange.cleaning.send(await exchange.status(case, 3, "accept"))
    exchange.clock.forward(inbox.GAP_WAIT)
    await inbound.settle_waiting(exchange.clock.now)
    (parked,) = await inbox.parked(["cleaning"])
    with pytest.raises(outbox.NothingParked):
        await inbox.retry(parked.id, ["construction"], exchange.clock.now, past_gap=True)
    await inbox.retry(parked.id, ["cleaning"], exchange.clock.now)
    await inbound.settle_waiting(exchange.clock.now)
    assert await kinds(case) == ["file"], "a retry alone fills no gap"
    exchange.clock.forward(inbox.GAP_WAIT)
    await inbound.settle_waiting(exchange.clock.now)
    await inbox.retry(parked.id, ["cleaning"], exchange.clock.now, past_gap=True)
    await inbound.settle_waiting(exchange.clock.now)
    assert await kinds(case) == ["file", "accept"]
    assert await in_seq(case) == 3
    late = await exchange.cleaning.send(await exchange.status(case, 2, "review"))
    assert (late.state, late.reason) == ("rejected", "SequenceUsed")


async def test_a_dismissed_message_is_answered_with_a_rejection(exchange: Exchange):
    case = await exchange.file()
    message = await exchange.status(case, 2, "review")
    await exchange.cleaning.send(message)
    exchange.clock.forward(inbox.GAP_WAIT)
    await inbound.settle_waiting(exchange.clock.now)
    (parked,) = await inbox.parked(["cleaning"])
    await inbox.dismiss(parked.id, ["cleaning"], exchange.clock.now)
    assert await inbox.parked(["cleaning"]) == []
    outcome = await exchange.cleaning.send(message)
    assert (outcome.state, outcome.reason) == ("rejected", "Dismissed")


MALFORMED = [
    (b"{", "not JSON in UTF-8"),
    ("{}".encode("utf-16"), "not JSON in UTF-8"),
    (b'{"type": "kr.portal.status.accept"}', ": required"),
]


@pytest.mark.parametrize(("raw", "fault"), MALFORMED, ids=["cut", "utf16", "empty"])
async def test_a_malformed_message_is_parked_with_its_reason(exchange: Exchange, raw: bytes, fault: str):
    for _ in range(2):
        answer = await exchange.cleaning._send("POST", "/sync/v1/status", content=raw)
        assert answer.status_code == 422
        assert answer.json()["state"] == "parked"
    (parked,) = await inbox.parked(["cleaning"])
    assert inbox.reason_code(parked) == inbox.MALFORMED
    assert parked.reason == f"malformed: {fault}"
    with pytest.raises(inbox.CannotRetry):
        await inbox.retry(parked.id, ["cleaning"], exchange.clock.now)


async def test_a_malformed_message_leaves_its_place_to_a_repaired_one(exchange: Exchange):
    case = await exchange.file()
    broken = {**await exchange.status(case, 1, "accept"), "time": "soon"}
    answer = await exchange.cleaning._send("POST", "/sync/v1/status", content=contract.write(broken))
    assert answer.json()["state"] == "parked"
    assert (await exchange.cleaning.send(await exchange.status(case, 1, "accept"))).state == "applied"


async def test_an_unforeseen_error_parks_the_message_and_changes_nothing(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
):
    case = await exchange.file()

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("010-2345-6789")

    with monkeypatch.context() as patched:
        patched.setattr(cases, "move", broken)
        answer = await exchange.cleaning.send(await exchange.status(case, 1, "accept"))
    assert (answer.state, answer.reason) == ("parked", "internal: ZeroDivisionError")
    assert await in_seq(case) == 0
    (parked,) = await inbox.parked(["cleaning"])
    await inbox.retry(parked.id, ["cleaning"], exchange.clock.now)
    await inbound.settle_waiting(exchange.clock.now)
    assert await kinds(case) == ["file", "accept"]
