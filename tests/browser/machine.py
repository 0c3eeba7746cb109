"""How does a whole portal stand up for a browser?

Web, worker and mailbox run on free ports, with staff who can sign in.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pyotp

from tests.cast import NOW

ROOT = Path(__file__).resolve().parents[2]
STEP = timedelta(seconds=30)
PATIENCE = 40.0


@dataclass
class Machine:
    """A running portal. `address` has no slash at its end; `lag` is how far its clock is behind."""

    address: str
    var: Path
    lag: timedelta
    staff: dict[str, dict[str, str]]
    _used: dict[str, int] = field(default_factory=dict)

    def now(self) -> datetime:
        """The machine's present."""
        return datetime.now(UTC) - self.lag

    def password(self, login: str) -> str:
        return self.staff[login]["password"]

    def code(self, login: str) -> str:
        """A code of the clerk's device that was not used yet (each is good once, one step ahead is taken)."""
        clock = pyotp.TOTP(self.staff[login]["seed"])
        step = max(clock.timecode(self.now()), self._used.get(login, 0) + 1)
        deadline = time.monotonic() + 2 * STEP.seconds
        while step > clock.timecode(self.now()) + 1 and time.monotonic() < deadline:
            time.sleep(0.5)
        self._used[login] = step
        return clock.generate_otp(step)

    def letters(self, to: str) -> list[EmailMessage]:
        """What came to an address, in the order of arrival."""
        found = []
        for path in sorted((self.var / "mail" / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns):
            with suppress(FileNotFoundError):
                letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if to in str(letter["To"]):
                    found.append(letter)
        return found

    def letter(self, to: str, part: str) -> str:
        """The text of the newest letter to an address that says `part`; waits for the worker."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for letter in reversed(self.letters(to)):
                body = letter.get_body(("plain",))
                text = f"{letter['Subject']}\n{body.get_content() if body else ''}"
                if part in text:
                    return text
            time.sleep(0.2)
        subjects = [str(letter["Subject"]) for letter in self.letters(to)]
        raise AssertionError(f"no letter to {to} says {part!r}; there are {subjects}")

    def mailed_code(self, to: str) -> str:
        """The one-time code of the newest letter."""
        found = re.search(r"(?<!\d)\d{3} ?\d{3}(?!\d)", self.letter(to, "확인번호"))
        assert found
        return found[0].replace(" ", "")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(folder: Path) -> Iterator[Machine]:
    """Start everything in `folder` and stop it at the end; a process that complains is shown."""
    port, mail_port = free_port(), free_port()
    lag = datetime.now(UTC) - NOW
    var, address = folder / "var", f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {
        "PORTAL_VAR": str(var),
        "PORTAL_PORT": str(port),
        "PORTAL_BASE_URL": address,
        "PORTAL_DEMO_MAIL_PORT": str(mail_port),
        "PORTAL_DEMO_SMS_PORT": str(free_port()),
        "SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
        "PORTAL_TEST_LAG": str(lag.total_seconds()),
        "DEMO": "1",
    }
    command = [sys.executable, "-m", "tests.browser.at"]
    made = subprocess.run(
        [*command, "set-up"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    processes: list[subprocess.Popen[bytes]] = []
    log = (folder / "log.txt").open("w")
    try:
        for name in ("mail", "web", "worker"):
            process = subprocess.Popen([*command, name], env=environment, cwd=ROOT, stdout=log, stderr=log)
            processes.append(process)
        for waited in (mail_port, port):
            _wait_for(waited, processes, folder / "log.txt")
        yield Machine(address, var, lag, json.loads(made.stdout))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        log.close()


def _wait_for(port: int, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}:\n{log.read_text()[-3000:]}")
