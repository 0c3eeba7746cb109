"""How do the tests get a RabbitMQ broker of their own? One a run, with its own node, folder, ports and port mapper.

`QUEUE=rabbitmq pytest tests/sync` runs the exchange's tests on it. Its users are `portal` and the departments' systems
of the tests; each may do only what docs/operating.md gives it. It stops with the run.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

WANTED = os.environ.get("QUEUE", "database") == "rabbitmq"
database_only = pytest.mark.skipif(WANTED, reason="about leases of the outbox table")
rabbit_only = pytest.mark.skipif(not WANTED, reason="about the broker: QUEUE=rabbitmq")
HOST: Final = "127.0.0.1"
PASSWORD: Final = "of-the-tests"
OFFICES: Final = {"cleaning-1": "cleaning", "construction-1": "construction"}
START_SECONDS: Final = 60.0


class Broker:
    """A broker in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self._distribution, self._mapper_port = _free_ports(3)
        self._mapper: subprocess.Popen[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        _configure(folder, self.port)

    def url(self, user: str = "portal", password: str = PASSWORD) -> str:
        return f"amqp://{user}:{password}@{HOST}:{self.port}/"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        environment = self._environment()
        if self._mapper is None:
            mapper = _program("epmd", sorted(Path("/usr/lib/erlang").glob("erts-*/bin/epmd")))
            command = [mapper, "-port", str(self._mapper_port), "-address", HOST]
            self._mapper = subprocess.Popen(command, env=environment, cwd="/")
        server = _program(
            "rabbitmq-server", sorted(Path("/usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))
        )
        with (self.folder / "out").open("wb") as out:
            self._process = subprocess.Popen(
                [server], env=environment, cwd="/", stdout=out, stderr=out, start_new_session=True
            )
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self._process.poll() is None:
            if b"Starting broker... completed" in (self.folder / "out").read_bytes():
                return
            time.sleep(0.1)
        raise RuntimeError(f"RabbitMQ did not start: {(self.folder / 'out').read_text('utf-8', 'replace')}")

    def stop(self) -> None:
        """Stop it as an operator would."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """As if the power had gone."""
        self._signal(signal.SIGKILL)

    def restart(self) -> None:
        self.kill()
        self.start()

    def freeze(self) -> None:
        """It holds its connections and answers nothing, until `thaw`."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        time.sleep(0.5)  # each of its threads stops when it is next looked at

    def thaw(self) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGCONT)

    def close(self) -> None:
        """End it and its port mapper; its data go, so it need not tidy up."""
        self.kill()
        if self._mapper is not None:
            self._mapper.kill()
            self._mapper.wait(30)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)  # its own session: the shell and the Erlang machine
        self._process.wait(60)
        self._process = None

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"tests-{self.port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": HOST,
        }


@contextmanager
def broker() -> Iterator[Broker]:
    """A new broker, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="portal-rabbitmq-"))
    made = Broker(folder)
    try:
        made.start()
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, port: int) -> None:
    """The listener, and users with rights as in docs/operating.md."""
    rights: list[dict[str, Any]] = [
        {"user": "portal", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}
    ]
    for client, department in OFFICES.items():
        right = {"configure": "^$", "write": r"^portal\.replies$", "read": rf"^portal\.cases\.{department}$"}
        rights.append({"user": client, "vhost": "/", **right})
    definitions = {
        "vhosts": [{"name": "/"}],
        "users": [
            {"name": right["user"], "password_hash": _hashed(PASSWORD), "tags": ""} for right in rights
        ],
        "permissions": rights,
    }
    (folder / "definitions.json").write_text(json.dumps(definitions), "utf-8")
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = {HOST}:{port}\nload_definitions = {folder / 'definitions.json'}\n"
        "disk_free_limit.absolute = 50MB\n",
        "utf-8",
    )


def _hashed(password: str) -> str:
    """A password as RabbitMQ keeps it: a salt, and SHA-256 over salt and password."""
    salt = b"test"
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _program(name: str, found: list[Path]) -> str:
    """Debian's newest, or the one on the path; Debian's own script of this name wants to be another user."""
    return str(found[-1]) if found else shutil.which(name) or name


def _free_ports(number: int) -> list[int]:
    listening = [socket.create_server((HOST, 0)) for _ in range(number)]
    try:
        return [one.getsockname()[1] for one in listening]
    finally:
        for one in listening:
            one.close()
