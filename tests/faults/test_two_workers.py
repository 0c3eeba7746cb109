"""Do two workers share what is to be sent, neither waiting for the other's batch nor sending anything twice?"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from portal import house as composition
from portal.kernel import ledger
from portal.kernel.models import Notice
from portal.kernel.sending import due
from portal.settings import settings
from tests.cast import NOW, filed
from tests.faults.conftest import Faults
from tests.faults.town import HOST, Process

LETTERS = due.AT_ONCE * 2 + 2
PATIENCE = 80.0


class SlowPost:
    """A mail server that takes no letter before more are on their way than one worker sends at once."""

    def __init__(self) -> None:
        self.both = asyncio.Event()
        self.under_way, self.most = 0, 0
        self.ids: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if self.most > due.AT_ONCE:
            self.both.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.both.wait(), PATIENCE)
        self.under_way -= 1
        self.ids.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        return "250 OK"


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowPost]:
    """The mail server that the workers are told of."""
    handler = SlowPost()
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    server = Controller(handler, hostname=HOST, port=port)
    server.start()
    monkeypatch.setenv("SMTP_URL", f"smtp://{HOST}:{port}")
    settings.cache_clear()
    yield handler
    server.stop()


async def test_two_workers_send_at_the_same_time_and_each_letter_once(
    faults: Faults, post: SlowPost, tmp_path: Path
):
    async with composition.opened(NOW):
        for _ in range(LETTERS):
            await filed()
        workers = [Process("worker", tmp_path / f"worker-{number}.log") for number in range(2)]
        try:
            for worker in workers:
                worker.start()
            while await Notice.filter(channel="mail", state="pending").exists():
                assert all(worker.running and worker.running.poll() is None for worker in workers)
                await asyncio.sleep(0.2)
            assert [worker.end(signal.SIGTERM) for worker in workers] == [0, 0]
        finally:
            for worker in workers:
                worker.stop()
        assert post.most > due.AT_ONCE
        assert len(post.ids) == len(set(post.ids)) == LETTERS
        assert await Notice.filter(channel="mail", state="sent").count() == LETTERS
        assert (await ledger.verify()).faults == ()
