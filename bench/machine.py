"""On what is measured? A house of its own with a few hundred cases, and the two servers, each a real process."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from tortoise import Tortoise

from bench import crowd, officer
from bench.app import BEGINS
from bench.load import HOST
from bench.visitors import SERVICE
from portal import house
from portal.database.migrate import migrate
from portal.kernel import catalogue, holidays, keys
from portal.kernel.cases import Filing, Petitioner, file, move
from portal.kernel.moves import PETITIONER, Actor
from portal.settings import ROOT, settings, tortoise_config

CASES = 400
FILED_WITHIN = timedelta(days=20)
START_SECONDS = 30.0


@dataclass(frozen=True)
class Machine:
    """The ports of the bare server and of the portal, and a folder on the disk that the portal writes to."""

    bare: int
    portal: int
    folder: Path
    public_case: str
    """The receipt number of one public case."""


@contextmanager
def grown(small: Machine, sizes: Iterable[int]) -> Iterator[dict[int, Machine]]:
    """Houses that hold so many cases each: copies of a house at rest, filled up, each with a server of its own."""
    with ExitStack() as open_ones:
        made: dict[int, Machine] = {}
        for size in sizes:
            folder = small.folder.with_name(f"{small.folder.name}-{size}")
            open_ones.callback(shutil.rmtree, folder, ignore_errors=True)
            shutil.copytree(small.folder, folder)
            crowd.grow(folder / "portal.sqlite3", size - CASES, BEGINS - FILED_WITHIN)
            made[size] = replace(small, portal=_free_port(), folder=folder)
            open_ones.enter_context(_server("portal", made[size].portal, folder))
        yield made


@contextmanager
def running(database: str = "") -> Iterator[Machine]:
    """A furnished house with its two servers; `database` is an empty PostgreSQL database's address, "" means a file."""
    with _house(database) as (folder, public_case):
        bare, portal = _free_port(), _free_port()
        with _server("bare", bare, folder), _server("portal", portal, folder):
            yield Machine(bare, portal, folder, public_case)


@contextmanager
def at_rest() -> Iterator[Machine]:
    """A furnished house without servers, to be copied by `grown`."""
    with _house() as (folder, public_case):
        yield Machine(0, 0, folder, public_case)


@contextmanager
def _house(database: str = "") -> Iterator[tuple[Path, str]]:
    """Make a house under the project's `var` (whose disk is the one that counts); its folder and a public case."""
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        os.environ |= {"PORTAL_VAR": str(folder), "PORTAL_TRUSTED_PROXIES": HOST}
        for name in ("DEMO", "DATABASE_URL", "PORTAL_DATABASE_URL", "PORTAL_DEMO"):
            os.environ.pop(name, None)
        if database:
            os.environ["DATABASE_URL"] = database
        settings.cache_clear()
        yield folder, asyncio.run(_furnish(folder))
    finally:
        shutil.rmtree(folder)


async def _furnish(folder: Path) -> str:
    keys.make_master_key(folder / "keys", "bench")
    config = tortoise_config()
    await migrate(config)
    await Tortoise.init(config=config)
    await holidays.load_holidays(holidays.PACKAGED, now=BEGINS)
    await Tortoise.close_connections()
    async with house.opened(BEGINS):
        await officer.hire(catalogue.service(SERVICE).department.code, BEGINS)
        return await _file_cases()


async def _file_cases() -> str:
    """Cases of every service, over the twenty days before the bench; two of three are accepted, some answered."""
    services = sorted(catalogue.current().services, key=lambda service: service.code)
    public = ""
    for number in range(CASES):
        service = services[number % len(services)]
        at = BEGINS - FILED_WITHIN + timedelta(hours=number)
        filed = await file(_filing(service, number), actor=PETITIONER, now=at)
        office = Actor("back_office", id="bench", departments=frozenset({service.department.code}))
        if number % 3:
            answer = ("possible" if service.preliminary_to else "answered") if number % 3 == 2 else ""
            await _work_on(filed.case.id, office, at + timedelta(hours=2), answer)
        if service.public:
            public = filed.case.receipt_no
    return public


def _filing(service: catalogue.Service, number: int) -> Filing:
    petitioner = Petitioner(f"민원인 {number}", f"부산광역시 금정구 중앙대로 {number}", "010-2345-6789")
    return Filing(service, {"description": "가로등이 꺼져 있습니다. " * 8}, petitioner, key=str(uuid4()))


async def _work_on(case_id: object, office: Actor, now: datetime, outcome: str) -> None:
    """Accept it, and bring it to this outcome if there is to be one."""
    steps: list[tuple[str, dict[str, str]]] = [("accept", {"officer_name": "박민수"})]
    if outcome:
        words = {"outcome": outcome, "answer": "고쳤습니다. 알려 주셔서 고맙습니다."}
        steps += [("review", {}), ("decide", words), ("notify", {})]
    for name, data in steps:
        await move(case_id, name, actor=office, now=now, data=data)  # type: ignore[arg-type]


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def _server(kind: str, port: int, folder: Path) -> Iterator[None]:
    """A server in a process of its own; it is told to stop at the end and waited for."""
    given = {**os.environ, "PORTAL_HOST": HOST, "PORTAL_PORT": str(port), "PORTAL_VAR": str(folder)}
    process = subprocess.Popen([sys.executable, "-m", "bench.app", kind], cwd=ROOT, env=given)
    try:
        _await_port(process, port)
        yield
    finally:
        process.terminate()
        process.wait(60)


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
