"""How does a department's system work with the portal? Lease, keep, acknowledge; plan, send, note the answer.

Simple reports (생활불편 신고) are accepted, looked at and answered after a while; everything else is only
kept, for people.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sync import contract
from sync.client import BackOffice, PortalAway, Refused
from sync.example.store import Planned, Store
from sync.queue_client import connect

OFFICER: Final = {"officer_name": "이동환", "officer_phone": "051-000-4120"}
ANSWER: Final = "알려 주신 곳을 확인하고 정리했습니다. 알려 주셔서 고맙습니다."
ENDED: Final = frozenset(
    {
        "notify",
        "withdraw",
        "return",
        "transfer",
        "decline",
        "close_repeat",
        "join",
        "deem_withdrawn",
        "close_unclaimed",
    }
)
PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Delays:
    """How long after the message each step is taken."""

    accept: timedelta = timedelta(seconds=20)
    review: timedelta = timedelta(seconds=60)
    decide: timedelta = timedelta(minutes=3)
    notify: timedelta = timedelta(minutes=3, seconds=20)


def plans_for(message: contract.Event, delays: Delays, now: datetime) -> list[Planned]:
    """The steps to take for a message: all four for a fresh report that nobody works on, else none."""
    data = message["data"]
    if data["event"]["kind"] not in {"file", "route"} or data["case"]["kind"] != "living_report":
        return []
    if data["case"]["stage"] != "submitted":
        return []
    steps: list[tuple[str, timedelta, dict[str, Any]]] = [
        ("accept", delays.accept, OFFICER),
        ("review", delays.review, {}),
        ("decide", delays.decide, {"outcome": "answered", "answer": ANSWER, **OFFICER}),
        ("notify", delays.notify, {}),
    ]
    return [Planned(message["subject"], move, now + delay, words) for move, delay, words in steps]


async def take(office: BackOffice, store: Store, delays: Delays, say: Say, now: datetime) -> bool:
    """Take what the portal has for us; True if there was something."""
    lease = await office.lease()
    if lease.broken:
        await office.give_back(lease.token, lease.broken, "invalid")
    for message in lease.messages:
        kind = message["data"]["event"]["kind"]
        await _keep_files(office, store, message, say)
        if store.keep(message, plans_for(message, delays, now), now):
            say(f"받음  {message['subject']}  {kind}")
        if kind in ENDED:
            store.drop_plans(message["subject"])
        if kind == "reentered":
            store.send_again(message["subject"], message["data"]["case"]["status_sequence"])
    if lease.messages:
        await office.acknowledge(lease.token, [message["id"] for message in lease.messages])
    for day in lease.asks:
        await office.tell_held(day, store.ids_of(date.fromisoformat(day)))
    return bool(lease.messages or lease.broken)


async def _keep_files(office: BackOffice, store: Store, message: contract.Event, say: Say) -> None:
    """The files of a message that can be had now; what waits for a scanner people fetch when they need it."""
    for file in message["data"].get("attachments", []):
        if file["state"] != "stored" or store.has_file(file["id"]):
            continue
        try:
            store.keep_file(file["id"], message["subject"], await office.fetch(file["href"]))
        except Refused as refusal:
            say(f"파일 없음  {message['subject']}  {refusal.status}")


async def answer(office: BackOffice, store: Store, say: Say, now: datetime) -> None:
    """Send what is due, and again whatever the portal has not settled yet."""
    for plan in store.due(now):
        store.put(
            plan,
            lambda sequence, plan=plan: office.event(  # type: ignore[misc]
                str(uuid4()), plan.move, plan.receipt_no, sequence, now, plan.data
            ),
        )
    for status in store.unsettled():
        move = status["type"].removeprefix(contract.STATUS)
        try:
            outcome = await office.send(status)
        except Refused as refusal:
            store.settle(status, f"refused {refusal.status}")
            say(f"거절  {status['subject']}  {move}  {refusal.status}")
            continue
        store.settle(status, outcome.state)
        if outcome.state == "waiting":
            continue
        say(f"보냄  {status['subject']}  {move}  {outcome.state}")
        if move == "decide" and outcome.state == "rejected":
            store.drop_plans(status["subject"])  # people have taken it over


async def run(
    office: BackOffice, store: Store, say: Say, stop: asyncio.Event, delays: Delays | None = None
) -> None:
    """Work until `stop` is set. While the portal is away it waits, longer each time, and loses nothing."""
    pause, chosen = PAUSE_SECONDS, delays or Delays()
    while not stop.is_set():
        now = datetime.now(UTC)
        try:
            more = await take(office, store, chosen, say, now)
            await answer(office, store, say, now)
        except PortalAway as error:
            if pause == PAUSE_SECONDS:
                say(f"포털에 연결할 수 없어 기다립니다 ({error})")
            more, pause = False, min(pause * 2, LONGEST_PAUSE_SECONDS)
        else:
            pause = PAUSE_SECONDS
        if not more:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


async def serve(base_url: str, client: str, secret: str, path: Path, say: Say) -> None:
    """Work with the portal at `base_url`, or by the broker of an `amqp://` address, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    store = Store(path)
    try:
        async with connect(base_url, client, secret) as office:
            await run(office, store, say, stop)
    finally:
        store.close()
