"""Is nothing lost on a disk that is really full? A small tmpfs, filled up to the last byte and emptied again."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path

import pytest

from tests.faults import records
from tests.faults.test_storm import free_port, ledger_verify
from tests.faults.town import HOST, SERVICE, Process, Resident, await_web, new_key, once

SIZE_MB = 48
TRIES = 200
"""Filings after which a full disk must have been noticed: SQLite uses up what it has reserved first."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of a few megabytes; skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path) -> None:
    """Write until not a byte more fits."""
    with path.open("wb", buffering=0) as file:
        for piece in (1 << 20, 1 << 12, 1):
            with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
                _write_on(file, b"\0" * piece)


def _write_on(file: RawIOBase, piece: bytes) -> None:
    while True:
        file.write(piece)


def test_a_full_disk_loses_no_receipt_and_takes_more_once_there_is_room(
    disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    port, folder = free_port(), tmp_path / "faults"
    folder.mkdir()
    for name in ("DEMO", "DATABASE_URL", "QUEUE_URL", "FILES_URL", "CLAMD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_VAR", str(disk / "var"))
    monkeypatch.setenv("PORTAL_PORT", str(port))
    monkeypatch.setenv("PORTAL_TRUSTED_PROXIES", HOST)
    monkeypatch.setenv("FAULTS", str(folder))
    monkeypatch.setenv("FAULTS_BEGAN", repr(time.time()))
    made, web = records.ask("prepare"), Process("web", tmp_path / "web.log")
    try:
        web.start()
        await_web(web, port)
        resident = Resident(port)
        receipts = {resident.receipt(new_key())}
        fill(disk / "filler")
        refused = None
        for _ in range(TRIES):
            key = new_key()
            status, _, said = once(port, "POST", f"/services/{SERVICE}/file", *resident.filing(key))
            if status != 201:
                refused = (status, key)
                break
            receipts.add(resident.number_in(said))
        assert refused is not None
        assert refused[0] == 503
        # Killed while it is full: the log on disk holds what was promised.
        web.kill()
        (disk / "filler").unlink()
        web.start()
        await_web(web, port)
        receipts.add(resident.receipt(refused[1]))
    finally:
        web.stop()
    books = records.ask("look")
    assert sorted(books["cases"]) == sorted({*receipts, *made["mailed"]})
    assert not books["faults"]
    assert "0 faults" in ledger_verify()
