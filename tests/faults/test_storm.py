"""Is nothing lost, doubled or out of order, whatever dies? Ten rounds on each engine; `make faults` writes the table.

`FAULTS_ROUNDS` (10), `FAULTS_FILINGS` (400: with four moves each, 2,000 filings and moves), `FAULTS_SEED` (drawn, and
printed with whatever fails), `FAULTS_REPORT` (a file for the table).
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults import records, report
from tests.faults.engines import ENGINES, PAIRS, QUEUES
from tests.faults.processes import AHEAD
from tests.faults.reckoning import Result, letters, reckon
from tests.faults.storm import Storm
from tests.faults.test_killed import post_office
from tests.faults.town import HOST

ROUNDS = int(os.environ.get("FAULTS_ROUNDS", "10"))
FILINGS = int(os.environ.get("FAULTS_FILINGS", "400"))
SEED = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(1_000_000))


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """What the rounds have found so far."""
    return []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("engine", "queue"), PAIRS)
@pytest.mark.parametrize("number", range(ROUNDS))
async def test_a_storm_leaves_everything_once_and_in_order(
    number: int,
    engine: str,
    queue: str,
    results: list[Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    seed = SEED + number
    sys.stdout.write(f"FAULTS_SEED={seed} FAULTS_ROUNDS=1 ({engine}, {queue})\n")
    var, folder = tmp_path / "var", tmp_path / "faults"
    folder.mkdir()
    with ENGINES[engine](var) as database, QUEUES[queue](var) as carrier:
        port = free_port()
        given = {
            "PORTAL_VAR": str(var),
            "PORTAL_PORT": str(port),
            "PORTAL_BASE_URL": f"http://{HOST}:{port}",
            "PORTAL_TRUSTED_PROXIES": HOST,
            "FAULTS": str(folder),
            "FAULTS_BEGAN": repr(time.time()),
            **database.settings,
            **carrier.settings,
        }
        for name in ("DEMO", "DATABASE_URL", "QUEUE_URL", "FILES_URL", "CLAMD"):
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        result = Result(engine, queue, seed, FILINGS)
        began = time.monotonic()
        async with post_office(monkeypatch) as post:
            made = records.ask("prepare")
            store = tmp_path / "office.sqlite3"
            address = carrier.address(f"http://{HOST}:{port}")
            monkeypatch.setenv("BACKOFFICE", f"{address} {records.CLIENT} {made['secret']} {store}")
            storm = Storm(database, carrier, port, folder, FILINGS, number, random.Random(seed), store)
            try:
                await storm.run()
            finally:
                storm.stop()
        books = records.ask("look")
        result.hits, result.seconds = storm.hits, time.monotonic() - began
        reckon(result, storm.receipts, made["mailed"], books, store)
        letters(result, books, post.came)
        if "0 faults" not in (said := ledger_verify()):
            result.note("chains", [said], "portal ledger verify")
        results.append(result)
        if where := os.environ.get("FAULTS_REPORT"):
            report.write(results, Path(where))
    assert (folder / AHEAD.name).exists()
    assert not result.complaints, "\n".join(result.complaints)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])


def ledger_verify() -> str:
    """What the command says."""
    command = [sys.executable, "-c", "from portal.cli import main; main()", "ledger", "verify"]
    done = subprocess.run(command, cwd=records.ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
