"""What do the fault tests stand on? A house whose web and worker are processes of their own."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.settings import Settings, settings
from tests.faults.processes import AHEAD
from tests.faults.town import HOST, Process, await_web


@dataclass
class Faults:
    """The processes, the web's port, and the folder whose files hurt it."""

    web: Process
    worker: Process
    port: int
    folder: Path

    def set_forward(self, seconds: int) -> None:
        """Set the clocks of all processes to so many seconds after their own time."""
        fresh = self.folder / "fresh"
        fresh.write_text(str(seconds))
        fresh.rename(self.folder / AHEAD.name)

    def start_web(self) -> None:
        self.web.start()
        await_web(self.web, self.port)


@pytest.fixture
def faults(var: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """Nothing runs yet; whatever runs at the end of the test is killed."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path / "faults"
    folder.mkdir()
    given = {"PORTAL_PORT": str(port), "FAULTS": str(folder), "FAULTS_BEGAN": repr(time.time())}
    given["PORTAL_TRUSTED_PROXIES"] = HOST
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert os.environ["PORTAL_VAR"] == str(var.var)
    settings.cache_clear()
    made = Faults(
        Process("web", tmp_path / "web.log"), Process("worker", tmp_path / "worker.log"), port, folder
    )
    yield made
    made.web.stop()
    made.worker.stop()
