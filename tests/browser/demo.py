"""How does the demo stand up for a browser as `make run` starts it, with real sign-in providers and the real time?"""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
PORTAL = (sys.executable, "-c", "from portal.cli import main; main()")


@dataclass(frozen=True)
class Demo:
    """A running demo. `address` has no slash at its end and a name, to which security keys are bound."""

    address: str
    var: Path
    providers: tuple[str, ...]
    environment: dict[str, str]

    def code(self, login: str) -> str:
        """The code that a demo account's authenticator shows now."""
        asked = f"print(codes.code_of({login!r}, datetime.now(UTC)))"
        script = f"from datetime import UTC, datetime\nfrom portal.rooms.demo.queries import codes\n{asked}"
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.strip()


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """Prepare a demo in `folder`, start it and stop it at the end; a process that complains is shown."""
    port, provider_port = _free_ports()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "OIDC__")) and name not in {"DATABASE_URL", "SMTP_URL", "CLAMD"}
    } | {
        "DEMO": "1",
        "PORTAL_VAR": str(folder / "var"),
        "PORTAL_PORT": str(port),
        "PORTAL_BASE_URL": f"http://localhost:{port}",
        "PORTAL_DEMO_PROVIDER_PORT": str(provider_port),
    }
    made = subprocess.run(
        [*PORTAL, "demo", "prepare"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    environment |= _told(folder / "var" / "demo" / "providers" / "portal.env")
    log = folder / "log.txt"
    with log.open("w") as out:
        commands = (["demo", "provider", "district"], ["demo", "provider", "staff"], ["web"])
        processes = [
            subprocess.Popen([*PORTAL, *words], env=environment, cwd=ROOT, stdout=out, stderr=out)
            for words in commands
        ]
        try:
            for waited in (provider_port, provider_port + 1, port):
                _wait_for(waited, processes, log)
            providers = (f"http://127.0.0.1:{provider_port}/", f"http://127.0.0.1:{provider_port + 1}/")
            yield Demo(f"http://localhost:{port}", folder / "var", providers, environment)
        finally:
            _stop(processes)


def _told(path: Path) -> dict[str, str]:
    """The settings that `.ci/demo` lets the shell read."""
    words = (shlex.split(line)[0].partition("=") for line in path.read_text().splitlines())
    return {name: value for name, _, value in words}


def _free_ports() -> tuple[int, int]:
    """A port for the portal, and the first of two neighbours for the providers."""
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            port, first = one.getsockname()[1], two.getsockname()[1]
            with suppress(OSError, OverflowError):
                three.bind(("127.0.0.1", first + 1))
                return port, first
    raise AssertionError("no two free ports beside each other")


def _wait_for(port: int, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}:\n{log.read_text()[-3000:]}")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
