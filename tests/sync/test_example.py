"""Does the example back office answer simple reports, lose nothing and survive restarts on both sides?"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from portal.kernel import cases
from portal.kernel.models import Case, OutboxMessage
from portal.kernel.moves import PETITIONER
from sync import contract
from sync.client import BackOffice
from sync.example import Delays, Store, office, run
from sync.example.store import Planned
from tests.cast import Cast
from tests.sync.conftest import Exchange

DELAYS = Delays(*(timedelta(minutes=n) for n in (1, 2, 3, 4)))


class Office:
    """The example office, driven by the test's clock; `restart` leaves it only its file."""

    def __init__(self, exchange: Exchange, path: Path) -> None:
        self.exchange = exchange
        self.path = path
        self.store = Store(path)
        self.said: list[str] = []

    async def work(self) -> None:
        now = self.exchange.clock.now
        while await office.take(self.exchange.cleaning, self.store, DELAYS, self.said.append, now):
            pass
        await office.answer(self.exchange.cleaning, self.store, self.said.append, now)

    async def work_for(self, minutes: int) -> None:
        for _ in range(minutes):
            self.exchange.clock.forward(timedelta(minutes=1))
            await self.work()

    def restart(self) -> None:
        self.store.close()
        self.store = Store(self.path)


@pytest.fixture
def example(exchange: Exchange, tmp_path: Path) -> Iterator[Office]:
    """An example office of the cleaning department with an empty file."""
    made = Office(exchange, tmp_path / "office" / "cleaning.sqlite3")
    yield made
    made.store.close()


async def stage(case: Case) -> str:
    return (await Case.get(id=case.id)).stage


async def test_a_simple_report_is_accepted_looked_at_and_answered(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work()
    assert await stage(case) == "submitted"
    for expected in ("accepted", "in_review", "decided", "notified"):
        await example.work_for(1)
        assert await stage(case) == expected
    await example.work()
    assert await OutboxMessage.exclude(state="acknowledged").count() == 0
    assert (await Case.get(id=case.id)).officer_name == "이동환"
    assert "김하늘" not in "".join(example.said)


async def test_what_it_acknowledged_stands_in_its_file_before(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work()
    with sqlite3.connect(example.path) as database:
        ((body,),) = database.execute("SELECT body FROM message").fetchall()
    database.close()
    assert contract.check(json.loads(body))["subject"] == case.receipt_no
    assert example.path.stat().st_mode & 0o077 == 0


async def test_a_lost_acknowledgement_makes_nothing_twice(exchange: Exchange, example: Office):
    case = await exchange.file()
    lease = await exchange.cleaning.lease()
    example.store.keep(
        lease.messages[0], office.plans_for(lease.messages[0], DELAYS, exchange.clock.now), exchange.clock.now
    )
    await OutboxMessage.all().update(state="pending", lease="")
    await example.work()
    assert (example.store.count("message"), example.store.count("plan")) == (1, 4)
    await example.work_for(4)
    assert await stage(case) == "notified"


async def test_it_goes_on_after_a_restart_in_the_middle_of_sending(
    exchange: Exchange, example: Office, monkeypatch: pytest.MonkeyPatch
):
    case = await exchange.file()
    await example.work()

    class Died(BaseException):
        pass

    async def die(self: Any, event: contract.Event) -> Any:
        await real(self, event)
        raise Died

    kind = type(exchange.cleaning)
    real = kind.send
    with monkeypatch.context() as patched:
        patched.setattr(kind, "send", die)
        with pytest.raises(Died):
            await example.work_for(1)
    assert await stage(case) == "accepted"
    example.restart()
    await example.work_for(3)
    assert await stage(case) == "notified"
    assert (await Case.get(id=case.id)).in_seq == 4


async def test_a_lost_file_does_not_start_counting_again(exchange: Exchange, example: Office, house: Cast):
    case = await exchange.file()
    await example.work()
    await example.work_for(2)
    assert (await Case.get(id=case.id)).in_seq == 2
    example.path.unlink()
    example.restart()
    await OutboxMessage.all().update(state="pending", attempts=0)
    await example.work()
    now, words = exchange.clock.now, {"outcome": "answered", "answer": "네."}
    example.store.put(
        Planned(case.receipt_no, "decide", now, words),
        lambda number: exchange.cleaning.event("x", "decide", case.receipt_no, number, now, words),
    )
    await example.work()
    assert await stage(case) == "decided"


async def test_a_withdrawn_case_is_left_alone(exchange: Exchange, example: Office):
    case = await exchange.file()
    await example.work()
    await cases.move(case.id, "withdraw", actor=PETITIONER, now=exchange.clock.now, data={})
    await example.work()
    await example.work_for(5)
    assert await stage(case) == "withdrawn"
    assert example.store.count("plan") == 0


async def test_a_case_that_people_work_on_is_left_to_them(exchange: Exchange, example: Office, house: Cast):
    case = await exchange.file()
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    await example.work()
    assert example.store.count("plan") == 0


def test_other_kinds_are_only_kept(exchange: Exchange):
    message = json.loads((contract.EXAMPLES / "kr.portal.case.file.json").read_text("utf-8"))
    assert len(office.plans_for(message, DELAYS, exchange.clock.now)) == 4
    message["data"]["case"]["kind"] = "permit"
    assert office.plans_for(message, DELAYS, exchange.clock.now) == []


async def test_it_waits_while_the_portal_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stop, calls = asyncio.Event(), [0]

    def away(_: httpx2.Request) -> httpx2.Response:
        calls[0] += 1
        if calls[0] == 3:
            stop.set()
        raise httpx2.ConnectError("nobody there")

    monkeypatch.setattr(office, "PAUSE_SECONDS", 0.001)
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(away), base_url="http://portal.example")
    store = Store(tmp_path / "o.sqlite3")
    said: list[str] = []
    async with BackOffice("", "cleaning-1", "s", http=http) as away_office:
        await asyncio.wait_for(run(away_office, store, said.append, stop), 10)
    store.close()
    assert calls[0] == 3
    assert len(said) == 1, "it says so once"
