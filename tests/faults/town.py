"""Who works with the portal in these tests? Residents who try until they have a receipt, an office, its processes."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from sync.client import BackOffice, PortalAway, Refused

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
SERVICE = "streetlight-road"
FORM = {
    "problem": "streetlight",
    "details": "가로등이 사흘째 꺼져 있습니다.",
    "place-words": "금정구청 앞",
    "petitioner_name": "김하늘",
    "petitioner_address-road": "부산광역시 금정구 중앙대로 1777",
    "petitioner_phone": "010-2345-6789",
    "consent": "yes",
}
PATIENCE = 60.0
STARTS_IN = 300.0
"""A busy machine takes its time over a fresh process; one that has ended is told at once."""


class Process:
    """A process of the portal that is killed, told to stop and started again."""

    def __init__(self, role: str, log: Path) -> None:
        self.role, self.log = role, log
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {"PYTHONWARNINGS": "error"}
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "tests.faults.processes", self.role]
            self.running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def end(self, with_signal: signal.Signals) -> int:
        """Send the signal and wait; the return code."""
        assert self.running is not None
        self.running.send_signal(with_signal)
        return self.running.wait(PATIENCE)

    def kill(self) -> None:
        assert self.end(signal.SIGKILL) == -signal.SIGKILL

    def stop(self) -> None:
        """At the end of a test, whatever became of it."""
        if self.running is not None and self.running.poll() is None:
            self.kill()


class Away(Exception):
    """The portal could not be reached, died before it answered, or said "later"."""


def ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own: status, headers, body. Raises Away."""
    found = once(port, method, path, headers, body)
    if found[0] >= 500:
        raise Away(str(found[0]))
    return found


def once(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    """The same, and 5xx is an answer as well. Raises Away only if there was none."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Away from error
    finally:
        connection.close()


def await_web(web: Process, port: int) -> None:
    """Wait until the web process answers."""
    ends = time.monotonic() + STARTS_IN
    while time.monotonic() < ends and web.running is not None and web.running.poll() is None:
        with contextlib.suppress(Away):
            ask(port, "GET", "/token", {})
            return
        time.sleep(0.05)
    raise AssertionError("the web process did not start\n" + web.log.read_text("utf-8")[-3000:])


def await_silence(port: int) -> None:
    """Wait until the web process takes no new connections."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            ask(port, "GET", "/token", {})
        except Away:
            return
    raise AssertionError("the web process still listens")


@dataclass
class Resident:
    """Files under keys of its own and tries each until it has a receipt."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def receipt(self, key: str) -> str:
        """The receipt number of the filing under this key, however often it has to be sent."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with contextlib.suppress(Away):
                return self.send(key)
            time.sleep(0.05)
        raise AssertionError("no receipt")

    def send(self, key: str, **changed: str) -> str:
        """Send it once. Raises Away; anything but a receipt fails the test."""
        if not self.headers:
            _, said, body = ask(self.port, "GET", "/token", {})
            cookie = said["set-cookie"].partition(";")[0]
            self.headers = {"Cookie": cookie, "X-CSRF-Token": json.loads(body)["csrf"]}
        status, _, answer = ask(self.port, "POST", f"/services/{SERVICE}/file", *self.filing(key, **changed))
        assert status == 201, answer.decode()
        return self.number_in(answer)

    def filing(self, key: str, **changed: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of a filing, from an address of its own: three hundred from one would be too many."""
        address = "10." + ".".join(str(byte) for byte in UUID(key).bytes[:3])
        headers = {**self.headers, "Content-Type": "application/json", "Accept": "application/json"}
        headers["X-Forwarded-For"] = address
        return headers, json.dumps({**FORM, **changed, "key": key}).encode()

    @staticmethod
    def number_in(answer: bytes) -> str:
        """The receipt number in the answer to a filing."""
        return str(json.loads(answer)["receipt_no"])


def new_key() -> str:
    """What a browser makes: a UUID."""
    return str(uuid4())


@dataclass
class Office:
    """A department's system: how often it got each message, and what each said."""

    client: BackOffice
    got: Counter[str] = field(default_factory=Counter)
    about: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    async def work(self) -> bool:
        """Lease some messages, keep them, acknowledge; True if there were any. The portal may be away."""
        try:
            lease = await self.client.lease(50)
            for message in lease.messages:
                self.got[message["id"]] += 1
                said = (message["subject"], message["type"])
                self.about.setdefault(message["id"], set()).add(said)
            assert not lease.broken
            if lease.messages:
                self.acknowledged |= set(
                    await self.client.acknowledge(lease.token, [one["id"] for one in lease.messages])
                )
        except PortalAway:
            return False
        except Refused as refused:
            raise AssertionError(f"{refused.status} {refused.problem}") from refused
        return bool(lease.messages)
