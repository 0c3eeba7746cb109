"""Does every receipt stand for one case, told once to everybody, when web and worker are killed at any moment?

Six residents file three hundred petitions over HTTP, each under a key that they repeat until they have a receipt;
the counter files some by itself; a department's system leases and acknowledges; and all the while the web and the
worker are killed (SIGKILL) and started again.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter as Tally
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from email import message_from_bytes

import pytest

from mail.inbound import Delivery, Server
from portal.kernel import back_offices, ledger, receipts
from portal.kernel.models import Case, Counter, DataKey, Event, Notice, OutboxMessage
from sync.client import BackOffice
from tests.cast import NOW, Cast, filed
from tests.faults.conftest import Faults
from tests.faults.town import HOST, Office, Process, Resident, await_web, new_key

FILINGS, RESIDENTS, AT_THE_COUNTER = 300, 6, 30
KILLS = 6


class Letters:
    """A mail server that keeps how often each letter came, by its Message-ID, and to whom."""

    def __init__(self) -> None:
        self.came: Tally[str] = Tally()

    async def take(self, delivery: Delivery) -> None:
        self.came[str(message_from_bytes(delivery.data)["Message-ID"])] += 1


@asynccontextmanager
async def post_office(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Letters]:
    letters = Letters()
    async with Server(HOST, 0, letters.take) as server:
        monkeypatch.setenv("SMTP_URL", f"smtp://{HOST}:{server.port}")
        yield letters


async def file_all(resident: Resident, keys: Iterable[str], done: dict[str, str]) -> None:
    for key in keys:
        done[key] = await asyncio.to_thread(resident.receipt, key)


async def file_at_the_counter(done: dict[str, str]) -> None:
    """Filings of this process beside the web's, by petitioners with a proved e-mail, whom the worker writes to."""
    while len(done) < AT_THE_COUNTER:
        key = new_key()
        done[key] = (await filed(key=key)).receipt_no
        await asyncio.sleep(0.05)


async def kill_again_and_again(
    process: Process, dice: random.Random, done: dict[str, str], port: int
) -> None:
    """A kill after each so many receipts, at some moment of the next ones."""
    for mark in sorted(dice.sample(range(5, FILINGS - 20), KILLS)):
        while len(done) < mark:
            await asyncio.sleep(0.005)
        await asyncio.sleep(dice.uniform(0, 0.05))
        process.kill()
        process.start()
        if process.role == "web":
            await asyncio.to_thread(await_web, process, port)


async def work_until(office: Office, finished: asyncio.Event) -> None:
    while not finished.is_set():
        if not await office.work():
            await asyncio.sleep(0.05)


async def everything_is_out(office: Office, faults: Faults) -> None:
    """Wait until no message and no notice is waiting, while the clock runs: leases and claims of the killed end."""
    messages, mails = OutboxMessage.exclude(state="acknowledged"), Notice.filter(state="pending")
    async with asyncio.timeout(60):
        for turn in itertools.count(1):
            if not await messages.count() and not await mails.count():
                return
            faults.set_forward(turn * 150)
            await office.work()
            await asyncio.sleep(0.5)


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]
)
async def test_each_receipt_is_one_case_told_once_though_web_and_worker_are_killed(
    faults: Faults, house: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
):
    secret = await back_offices.add("roads", "construction", NOW)
    web, counter, finished = dict[str, str](), dict[str, str](), asyncio.Event()
    dice = random.Random(seed)
    async with (
        post_office(monkeypatch) as letters,
        BackOffice(f"http://{HOST}:{faults.port}", "roads", secret) as client,
    ):
        faults.start_web()
        faults.worker.start()
        office = Office(client)
        keys = [new_key() for _ in range(FILINGS)]
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(work_until(office, finished))
            residents = [
                group.create_task(file_all(Resident(faults.port), keys[number::RESIDENTS], web))
                for number in range(RESIDENTS)
            ]
            others = [
                group.create_task(file_at_the_counter(counter)),
                group.create_task(kill_again_and_again(faults.web, dice, web, faults.port)),
                group.create_task(kill_again_and_again(faults.worker, dice, web, faults.port)),
            ]
            await asyncio.gather(*residents, *others)
            finished.set()
            await listening
        await everything_is_out(office, faults)
        again = Resident(faults.port)
        for key in dice.sample(keys, 10):
            assert await asyncio.to_thread(again.receipt, key) == web[key]
    await check_cases(web | counter)
    await check_messages(office)
    await check_notices(letters, web, counter)


async def check_cases(done: dict[str, str]) -> None:
    """One case a key, under its receipt number, without a gap; nothing else; the chains whole."""
    cases = await Case.all()
    assert len(done) == FILINGS + AT_THE_COUNTER
    assert sorted(case.receipt_no for case in cases) == sorted(done.values())
    assert sorted(done.values()) == [receipts.make(2026, number + 1) for number in range(len(done))]
    assert (await Counter.get(name="receipt:2026")).value == len(done)
    assert await DataKey.all().count() == await Event.all().count() == len(done)
    verdict = await ledger.verify()
    assert (verdict.cases, verdict.events, verdict.faults) == (len(done), len(done), ())


async def check_messages(office: Office) -> None:
    """One message a case on the queue; the office got each, and always the same; all are acknowledged."""
    rows = await OutboxMessage.all().select_related("case")
    assert sorted(row.case.receipt_no for row in rows) == sorted(case.receipt_no for case in await Case.all())
    assert {str(row.id): {(row.case.receipt_no, "kr.portal.case.file")} for row in rows} == office.about
    assert {row.state for row in rows} == {"acknowledged"}


async def check_notices(letters: Letters, web: dict[str, str], counter: dict[str, str]) -> None:
    """One notice in the portal a case, one by mail for the proved; each letter came, under one Message-ID."""
    rows = await Notice.all().select_related("case")
    told = Tally((row.case.receipt_no, row.channel) for row in rows if row.case)
    wanted = [(number, "portal") for number in (web | counter).values()]
    wanted += [(number, "mail") for number in counter.values()]
    assert told == Tally(wanted)
    assert {row.state for row in rows} == {"sent"}
    assert len(letters.came) == len(counter)
