"""How are the figures told? A table on the screen and docs/performance.md: ratios, what each is, where its bar is."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from bench.measures import CONNECTIONS, FILINGS, RAW_COMMITS, ROUNDS, SECONDS, Measured, processor
from bench.tables import Row, Table, ratios

PACKAGES: Final = ("uvicorn", "uvloop", "httptools", "starlette", "jinja2", "tortoise-orm")


@dataclass(frozen=True)
class Line:
    """One ratio: what is measured, against what, and the least it should be (None: only named)."""

    name: str
    basis: str
    said: str
    bar: float | None = None


LINES: Final = (
    Line("plain", "bare", "plain text behind the portal's middleware and router : bare uvicorn"),
    Line("/status", "plain", "public list, from the store : plain text", 0.5),
    Line("/services", "plain", "services, from the store : plain text", 0.5),
    Line("/status/<no>", "plain", "one public case, from the store : plain text", 0.5),
    Line("/status 304", "plain", "public list, not modified (304) : plain text", 0.8),
    Line("/services 304", "plain", "services, not modified (304) : plain text", 0.8),
    Line("/status/<no> 304", "plain", "one public case, not modified (304) : plain text", 0.8),
    Line(
        "private",
        "private without queries",
        "a case for its petitioner : the same page without queries",
        0.25,
    ),
    Line("private without queries", "plain", "a case's page without queries : plain text"),
    Line("filing, 1 at a time", "raw commits", "filing over HTTP, 1 client : raw durable commits", 0.1),
    Line("filing, 16 at a time", "raw commits", "filing over HTTP, 16 clients : raw durable commits", 0.1),
)

_WORDS: Final = """\
# How fast is the portal?

Written by `make bench` (`python -m bench`). A ratio compares two things that were measured one right after the
other in the same run, so that it says something on any machine; the paces beside it hold for this one only.
The median of {rounds} rounds is given, with the least and the greatest ratio of a round in brackets.

Machine: {machine}.

{ratios}

## What each thing is

| measured | a second | what it is |
|---|---:|---|
{paces}

## How it is measured

- The portal is the application of `portal web` under the same uvicorn, one worker, in a process of its own, with
  a database of its own on the disk of the project's `var/`, which holds some hundred cases of every service.
- The load comes from another process: plain sockets with keep-alive, {connections} connections, {seconds:g} seconds
  each, after a warm-up. Every answer's status is checked. On a machine with two cores the server has one of them.
- `bare` is uvicorn with an application that answers plain text. `plain` is a route with the same text in the
  portal, behind all of its middleware; it stands first among the routes.
- Public pages come out of the store, packed (gzip), to a browser without a session; 304 is the answer to the
  ETag of the same page. They leave behind clock and headers, before compression, session, guard and router, which
  the plain text passes through: so they can be faster than it.
- The private page is `/cases/<no>` of a browser that may open the case: session, grant, case, timeline, files,
  key. *Without queries* draws the same template with the context that those queries had found, behind the same
  middleware; so the ratio is what database and decryption leave of it.
- Filing is `POST /services/<code>/file` with the client's key, by residents with an address and a form token of
  their own (the token is fetched before). The rate limit is counted, the answers are checked and sealed; the
  answer (201) comes after the transaction is on disk: synchronous=FULL.
- A raw commit is four statements (key looked up, filing, line and message inserted) with the `sqlite3` module
  in one connection that does nothing else, durable in the same way on the same disk. SQLite has one writer: more
  connections would not make more of them.
"""

_SAID: Final = {
    "bare": "bare uvicorn, plain text",
    "plain": "plain text in the portal",
    "private": "`/cases/<no>` with a grant",
    "private without queries": "the same page from the same context",
    "raw commits": f"four-statement durable commits, {RAW_COMMITS} a round",
}


def rows(found: Measured) -> list[Row]:
    """The ratios of one machine with SQLite."""
    return [Row(line.said, found.ratios(line.name, line.basis), line.bar) for line in LINES]


def write(found: Measured, tables: Sequence[Table], path: Path) -> None:
    """Write docs/performance.md: what was found on one machine, and the tables of the other parts."""
    parts = [f"{name} {version(name)}" for name in PACKAGES]
    machine = f"{processor()}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
    path.write_text(
        _WORDS.format(
            rounds=ROUNDS,
            machine=machine + ", ".join(parts),
            ratios=ratios(rows(found)),
            paces="\n".join(_pace(name, found) for name in found.paces),
            connections=CONNECTIONS,
            seconds=SECONDS,
        )
        + "".join(f"\n{table.text()}" for table in tables),
        "utf-8",
    )


def _pace(name: str, found: Measured) -> str:
    size = found.page_bytes.get(name)
    said = _SAID.get(name, f"`{name}`")
    if name.startswith("filing"):
        clients = int(name.split()[1])
        said = f"filing over HTTP, {clients} at a time, {FILINGS[clients]} a round"
    return f"| {name} | {median(found.paces[name]):,.0f} | {said}{f', {size:,} bytes' if size else ''} |"
