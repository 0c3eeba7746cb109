"""What stands in docs/faults.md? The rounds of the last run, written by the run itself."""

from __future__ import annotations

import platform
from collections import Counter as Tally
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.reckoning import Result

_HEAD = """# What survives the faults?

Written by `make faults`. In each round guests file over HTTP (one in twelve page by page, with a photo), the
example back office answers every case by four moves, and two workers send what is to be sent, while processes are
killed (`kill -9`) and started again at moments drawn from the seed, and while the round's other faults happen.
Everybody repeats what was not answered, under the same key, as a browser and a department's system do.

A round passes if every receipt's case exists once and nothing else does, every case had its whole life, every
message reached the back office once by its id and in its case's order, every letter came under one Message-ID,
`portal ledger verify` finds every chain whole, and no file is missing, damaged or nobody's.
"""
_FAULTS = """
`kill web`, `worker`, `office`, `database`, `broker`: SIGKILL, then a fresh start. `pause`: a worker is stopped
(SIGSTOP) until its claims and leases have ended and another has taken them, then goes on. `away`: on SQLite
somebody holds the writer's lock for longer than anybody waits (17 s), on PostgreSQL the server is stopped for 5 s.
`full`: SQLite's file may not grow for 3 s (`max_page_count`). `silent`: the broker is killed and comes back after a
minute. `back`, `forward`: the clocks of all the portal's
processes are stepped.
"""

_COLUMNS = (
    "| database | queue | rounds | filings | moves | kills | other faults | lost | doubled "
    "| out of order | chains broken | files | seconds |"
)


def write(results: Sequence[Result], path: Path) -> None:
    """Write the page anew."""
    path.write_text("\n".join([_HEAD, *_summary(results), _FAULTS, *_rounds(results), *_complaints(results)]))


def _summary(results: Sequence[Result]) -> list[str]:
    lines = [
        f"Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}.",
        "",
        _COLUMNS,
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for columns in sorted({(one.engine, one.queue) for one in results}):
        mine = [one for one in results if (one.engine, one.queue) == columns]
        kills = sum(sum(is_kill(hit) for hit in one.hits) for one in mine)
        faults = sum(len(one.hits) for one in mine) - kills
        sums = [sum(getattr(one, name) for one in mine) for name in ("filings", "moves")]
        wrong = [
            sum(getattr(one, name) for one in mine)
            for name in ("lost", "doubled", "out_of_order", "chains", "files")
        ]
        figures = [len(mine), *sums, kills, faults, *wrong, round(sum(one.seconds for one in mine))]
        lines.append(f"| {' | '.join([*columns, *(f'{figure:,}' for figure in figures)])} |")
    return lines


def _rounds(results: Sequence[Result]) -> list[str]:
    lines = [
        "",
        "| database | seed | filings | moves | photos | kills | other faults | wrong | seconds |",
        "|---|---:|---:|---:|---:|---|---|---:|---:|",
    ]
    for one in results:
        kills = Tally(hit for hit in one.hits if is_kill(hit))
        others = [hit for hit in one.hits if not is_kill(hit)]
        said = ", ".join(f"{name} {times}" for name, times in sorted(kills.items()))
        lines.append(
            f"| {one.engine} | {one.seed} | {one.filings:,} | {one.moves:,} | {one.photos} | {said} "
            f"| {', '.join(others)} | {len(one.complaints)} | {one.seconds:.0f} |"
        )
    return lines


def _complaints(results: Sequence[Result]) -> list[str]:
    said = [
        f"- {one.engine}, seed {one.seed}: {complaint}" for one in results for complaint in one.complaints
    ]
    return ["", *(said or ["Nothing was lost, doubled, out of order or broken."]), ""]


def is_kill(hit: str) -> bool:
    """Whether a fault was a kill: the others have names of their own."""
    return hit not in {"pause", "away", "full", "back", "forward"}
