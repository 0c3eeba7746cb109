"""What is measured, and in which order? Five rounds; in each, everything once, one right after the other."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench import commits, visitors
from bench.load import Pace, for_seconds, request
from bench.machine import Machine
from bench.visitors import ask

ROUNDS: Final = 5
SECONDS: Final = 1.5
WARM_UP_SECONDS: Final = 0.4
CONNECTIONS: Final = 32
FILINGS: Final = {1: 100, 16: 200}
"""How many filings a round, by the number of clients at a time."""
RAW_COMMITS: Final = 600


@dataclass(frozen=True)
class Measure:
    """One thing that is measured under a name; `take` does it once and says how fast it was."""

    name: str
    take: Callable[[], Pace]
    prepare: Callable[[], None] = lambda: None


@dataclass
class Measured:
    """The paces of all measures, a list of rounds each (answers or commits a second)."""

    paces: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    page_bytes: dict[str, int] = field(default_factory=dict)

    def ratios(self, name: str, basis: str) -> list[float]:
        """The ratio of two measures in each round."""
        return [one / other for one, other in zip(self.paces[name], self.paces[basis], strict=True)]


def run(machine: Machine, say: Callable[[str], None]) -> Measured:
    """Measure everything, with a warm-up of each before the first round."""
    found = Measured()
    measures = [*_pages(machine, found), *_private(machine, found), *_filings(machine)]
    for number in range(ROUNDS):
        say(f"round {number + 1} of {ROUNDS}")
        for measure in measures:
            measure.prepare()
            found.paces[measure.name].append(measure.take().per_second)
    return found


def _pages(machine: Machine, found: Measured) -> Iterator[Measure]:
    """The bare server, the plain text behind the middleware, and public pages with their 304."""
    yield get("bare", machine.bare, "/")
    yield get("plain", machine.portal, "/bench/plain")
    for path in ("/status", "/services", f"/status/{machine.public_case}"):
        name = "/status/<no>" if path.endswith(machine.public_case) else path
        found.page_bytes[name] = len(ask(machine.portal, "GET", path, {"Accept-Encoding": "gzip"}).body)
        yield get(name, machine.portal, path)
        yield _unchanged(f"{name} 304", machine.portal, path)


def _private(machine: Machine, found: Measured) -> Iterator[Measure]:
    """A case's page for its petitioner, and the same page drawn from what its queries had found."""
    path, cookies = visitors.opened_case(machine.portal)
    found.page_bytes["private"] = len(ask(machine.portal, "GET", path, cookies).body)
    yield get("private", machine.portal, path, cookies)
    # The page before this one was the private one: its context is what is drawn again.
    yield get("private without queries", machine.portal, "/bench/private", cookies)


def _filings(machine: Machine) -> Iterator[Measure]:
    yield Measure("raw commits", lambda: commits.raw(machine.folder, RAW_COMMITS))
    for clients, number in FILINGS.items():
        waiting: list[bytes] = []

        def prepare(waiting: list[bytes] = waiting, number: int = number) -> None:
            waiting[:] = visitors.filings(machine.portal, number)

        def take(waiting: list[bytes] = waiting, clients: int = clients) -> Pace:
            return visitors.file_each(machine.portal, waiting, clients)

        yield Measure(f"filing, {clients} at a time", take, prepare)


def get(name: str, port: int, path: str, headers: dict[str, str] | None = None) -> Measure:
    """The same page again and again, by 32 connections."""
    sent = request("GET", path, headers)
    return Measure(name, lambda: _for(port, sent, 200, SECONDS), lambda: _warm_up(port, sent, 200))


def _unchanged(name: str, port: int, path: str) -> Measure:
    """The 304 of a page; filings of the round before have changed its ETag."""
    sent: list[bytes] = [b""]

    def prepare() -> None:
        told = ask(port, "GET", path, {"Accept-Encoding": "gzip"})
        sent[0] = request("GET", path, {"If-None-Match": told.headers["etag"]})
        _warm_up(port, sent[0], 304)

    return Measure(name, lambda: _for(port, sent[0], 304, SECONDS), prepare)


def _for(port: int, sent: bytes, status: int, seconds: float) -> Pace:
    return for_seconds(port, sent, status=status, connections=CONNECTIONS, seconds=seconds)


def _warm_up(port: int, sent: bytes, status: int) -> None:
    _for(port, sent, status, WARM_UP_SECONDS)


def processor() -> str:
    """The machine's processor as it names itself, and how many of its cores we may use."""
    cores = len(os.sched_getaffinity(0))
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return f"{cores} cores, {line.partition(':')[2].strip()}"
    return f"{cores} cores"
