"""How does a house move from its SQLite file to a PostgreSQL server, and how do we know that all of it arrived?

While it is closed, so that nothing is written that stays behind. The file is only read; what sends the house to the
server is the operator's DATABASE_URL, after this has verified what arrived.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from portal.database import rows
from portal.database.carrying import keeping
from portal.database.carrying.shape import NotCarried
from portal.database.migrate import MigrationRefused, check_schema
from portal.kernel import heartbeat, ledger, modes
from portal.kernel.people import log_chain
from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping import place, restore, snapshot
from portal.kernel.words import N_
from portal.settings import POSTGRES, settings, tortoise_config


class NotFromHere(Refusal):
    """The move goes from a SQLite file to a PostgreSQL server and nowhere else."""

    def __init__(self) -> None:
        super().__init__(N_("SQLite에서 postgresql:// 주소로만 옮길 수 있습니다."))


class StillOpen(Refusal):
    """Somebody may still write: it would stay behind."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "먼저 portal mode set maintenance로 닫아 주세요. "
                "닫았으면 worker가 하던 일을 마칠 때까지 기다렸다가 다시 해 주세요."
            )
        )


class NotMoved(Refusal):
    """Nothing was moved; the reasons name tables and revisions, no value."""

    kind = "conflict"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(N_("옮기지 못했습니다: %(problems)s"), problems="; ".join(problems))


@dataclass
class Moved:
    """What stands at the server now. `problems` empty: the house may open there."""

    tables: int
    rows: int
    cases: int = 0
    events: int = 0
    problems: list[str] = field(default_factory=list)


async def move(to: str, *, now: datetime) -> Moved:
    """Carry every row to an empty PostgreSQL database and verify it there.

    Raises NotFromHere, StillOpen, NotMoved and restore.DatabaseNotEmpty; then the server's database is as it was.
    """
    chosen = settings()
    if chosen.on_postgres or not to.startswith(POSTGRES):
        raise NotFromHere()
    if modes.current().takes_changes or not heartbeat.all_held(now):
        raise StillOpen()
    outdated = await check_schema(tortoise_config())
    if outdated:
        raise NotMoved(outdated)
    file = chosen.database_path
    await restore.check_empty(chosen.var, to)
    with place.standing(chosen.var, to), _nobody_writes(file) as heads:
        try:
            counts = await keeping.bring(file, tortoise_config())
        except (NotCarried, MigrationRefused) as refused:
            raise NotMoved(refused.problems) from refused
        moved = Moved(len(counts), sum(counts.values()))
        await _verify(moved, heads)
    return moved


async def _verify(moved: Moved, heads: str) -> None:
    async with place.opened():
        verdict, log = await ledger.verify(), await log_chain.verify()
        arrived = await rows.ask('SELECT id, seq, head_hash FROM "case" ORDER BY id')
    moved.cases, moved.events = verdict.cases, verdict.events
    moved.problems += [f"{fault.receipt_no}: {fault.seq} {fault.what}" for fault in verdict.faults]
    moved.problems += [f"log of looks: line {log.line} {log.fault}"] if log.fault else []
    digest = hashlib.sha256()
    for row in arrived:
        digest.update(f"{row['id']}:{row['seq']}:{row['head_hash']}\n".encode())
    if digest.hexdigest() != heads:
        moved.problems.append("the heads of the cases are others than in the file")


@contextmanager
def _nobody_writes(file: Path) -> Iterator[str]:
    """Hold the file's write lock, and say what the heads of its cases are."""
    with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        yield snapshot.heads(held)
        held.execute("ROLLBACK")
