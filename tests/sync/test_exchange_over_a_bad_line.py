"""Does every message arrive once and in order over a line that loses, doubles and reorders?

A state machine plays the department's system and the network: answers get lost after the portal has acted,
leases run out, workers run at odd moments, statuses come twice and in any order. In the end, with a good
line, everything must have arrived.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal import house
from portal.kernel import back_offices, inbox, ledger, outbox
from portal.kernel.models import Case, Event, InboxMessage, OutboxMessage
from portal.settings import Settings
from sync import contract, inbound
from sync.client import BackOffice, Lease
from sync.transports import database
from tests.cast import NOW, filed, service_of
from tests.postgres import sqlite_only
from tests.sync.conftest import make_http
from tests.sync.over_queue import Clock

STEPS: list[tuple[str, dict[str, Any]]] = [
    ("accept", {}),
    ("notify", {}),  # too early: always rejected
    ("review", {}),
    ("decide", {"outcome": "answered", "answer": "치웠습니다."}),
    ("notify", {}),
]
MOVED = ["file", "accept", "review", "decide", "notify"]
OUTWARD = ["file", "accept", "review", "notify"]


class BadLine(RuleBasedStateMachine):
    """One department's system and everything that can go wrong between it and the portal."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = Clock()
        self.cases: list[Case] = []
        self.kept: dict[str, list[tuple[str, int]]] = defaultdict(
            list
        )  # receipt → what the department stored
        self.leases: list[Lease] = []
        self.unsent: list[contract.Event] = []
        self.sent: list[contract.Event] = []

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def open(self) -> None:
        path = self.template.with_name("machine.sqlite3")
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.template, path)
        self.opened = house.opened(NOW, database=path)
        self.run(self.opened.__aenter__())
        self.http = make_http(self.clock)
        self.office, self.stranger = self.run(self._offices())

    async def _offices(self) -> tuple[BackOffice, BackOffice]:
        names = ("cleaning", "construction")
        secrets = {name: await back_offices.add(f"{name}-1", name, NOW) for name in names}
        offices = [BackOffice("", f"{name}-1", secrets[name], http=self.http) for name in names]
        return offices[0], offices[1]

    @precondition(lambda self: len(self.cases) < 3)
    @rule()
    def file_a_petition(self) -> None:
        case = self.run(filed(service_of("cleaning", "living_report"), now=self.clock.now))
        self.cases.append(case)
        for number, (move, data) in enumerate(STEPS, 1):
            message_id = f"{len(self.cases)}-{number}"
            self.unsent.append(
                self.office.event(message_id, move, case.receipt_no, number, self.clock.now, data)
            )

    @rule(most=st.integers(1, 5), answer_lost=st.booleans())
    def lease(self, most: int, answer_lost: bool) -> None:
        lease = self.run(self.office.lease(most))
        if not answer_lost and lease.messages:
            self.leases.append(lease)
            self._store(lease)

    def _store(self, lease: Lease) -> None:
        for message in lease.messages:
            entry = (message["id"], contract.sequence_of(message))
            if entry not in self.kept[message["subject"]]:
                self.kept[message["subject"]].append(entry)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), again=st.booleans())
    def acknowledge(self, data: st.DataObject, again: bool) -> None:
        lease = data.draw(st.sampled_from(self.leases))
        for _ in range(1 + again):
            self.run(self.office.acknowledge(lease.token, [message["id"] for message in lease.messages]))

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        lease = data.draw(st.sampled_from(self.leases))
        self.run(
            self.office.give_back(lease.token, [message["id"] for message in lease.messages], "internal")
        )

    @rule()
    def another_department_looks(self) -> None:
        assert self.run(self.stranger.lease(100)).messages == ()

    @rule(seconds=st.sampled_from([1, 60, 300, 3600]))
    def time_passes_and_the_worker_runs(self, seconds: int) -> None:
        self.clock.forward(timedelta(seconds=seconds))
        self.run(self._work())

    async def _work(self) -> None:
        await database.expire_leases(self.clock.now)
        await inbound.settle_waiting(self.clock.now)

    @precondition(lambda self: self.unsent)
    @rule(data=st.data())
    def send_any_status(self, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(self.unsent))
        self.unsent.remove(message)
        self.sent.append(message)
        self.run(self.office.send(message))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_a_status_again(self, data: st.DataObject) -> None:
        self.run(self.office.send(data.draw(st.sampled_from(self.sent))))

    @invariant()
    def what_is_stored_came_in_order(self) -> None:
        for entries in self.kept.values():
            numbers = [sequence for _, sequence in entries]
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def what_is_acknowledged_was_stored_and_moves_never_skip(self) -> None:
        if self.cases:
            self.run(self._check())

    async def _check(self) -> None:
        stored = {message_id for entries in self.kept.values() for message_id, _ in entries}
        done = await OutboxMessage.filter(state="acknowledged").values_list("id", flat=True)
        assert {str(one) for one in done} <= stored
        for case in self.cases:
            kinds = await Event.filter(case_id=case.id).order_by("seq").values_list("kind", flat=True)
            assert [*map(str, kinds)] == MOVED[: len(kinds)]

    def teardown(self) -> None:
        try:
            self.run(self._deliver_the_rest())
        finally:
            self.run(self.http.aclose())
            self.run(self.opened.__aexit__(None, None, None))
            self.loop.close()

    async def _deliver_the_rest(self) -> None:
        """The line is good again, and the desk resends what was parked."""
        for message in self.unsent:
            await self.office.send(message)
        for _ in range(40):
            self.clock.forward(timedelta(hours=2))
            await self._work()
            for parked in await outbox.parked(["cleaning"]):
                await outbox.resend(parked.id, ["cleaning"], self.clock.now)
            lease = await self.office.lease(100)
            self._store(lease)
            if lease.messages:
                await self.office.acknowledge(lease.token, [message["id"] for message in lease.messages])
        assert await OutboxMessage.exclude(state="acknowledged").count() == 0
        for case in self.cases:
            assert len(self.kept[case.receipt_no]) == len(OUTWARD)
            assert (await Case.get(id=case.id)).stage == "notified"
        assert await inbox.parked(["cleaning"]) == []
        states = await InboxMessage.all().order_by("case_id", "sequence").values_list("state", flat=True)
        assert [*map(str, states)] == ["applied", "rejected", "applied", "applied", "applied"] * len(
            self.cases
        )
        assert (await ledger.verify()).faults == ()


@sqlite_only
def test_each_message_arrives_once_and_in_order(var: Settings):
    BadLine.template = var.database_path
    run_state_machine_as_test(
        BadLine,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
