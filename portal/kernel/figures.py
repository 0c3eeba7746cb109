"""How much of everything is there? The numbers that the operator's graphs and alarms are made of. No personal data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portal.database.rows import ask, instant, size
from portal.kernel.models import Session
from portal.settings import settings

_OUTBOX: Final = (
    "SELECT state, COUNT(*) AS number, MIN(available_at) AS oldest"
    " FROM outbox_message GROUP BY department, state"
)
_PARKED: Final = "parked"

Labelled = dict[tuple[str, ...], float]


@dataclass(frozen=True)
class Figures:
    """Counts by label. Ages are in seconds since the oldest row of a state was, or is, to be handed over."""

    cases: int
    sessions: int
    database_bytes: int
    outbox: Labelled
    outbox_ages: Labelled
    inbox: Labelled
    notices: Labelled

    @property
    def parked(self) -> int:
        """What can't go on by itself: messages out and in, and notices."""
        states = [*self.outbox.items(), *self.inbox.items(), *self.notices.items()]
        return int(sum(number for key, number in states if key[-1] == _PARKED))


async def taken(now: datetime) -> Figures:
    """The figures at `now`, by five queries that read indexes."""
    outbox, ages = _outbox(await ask(_OUTBOX), now)
    inbox = await ask("SELECT state, COUNT(*) AS number FROM inbox_message GROUP BY state")
    notices = await ask("SELECT channel, state, COUNT(*) AS number FROM notice GROUP BY channel, state")
    return Figures(
        cases=(await ask('SELECT COUNT(*) AS number FROM "case"'))[0]["number"],
        sessions=await Session.filter(expires_at__gt=now).count(),
        database_bytes=await database_bytes(),
        outbox=outbox,
        outbox_ages=ages,
        inbox=_counted(inbox, "state"),
        notices=_counted(notices, "channel", "state"),
    )


async def database_bytes() -> int:
    """What the database takes on the disk, with SQLite's journal."""
    at_server = await size()
    if at_server is not None:
        return at_server
    path = settings().database_path
    beside = [path, path.with_name(path.name + "-wal")]
    return sum(one.stat().st_size for one in beside if one.exists())


def _counted(rows: Iterable[dict[str, Any]], *labels: str) -> Labelled:
    return {tuple(str(row[label]) for label in labels): float(row["number"]) for row in rows}


def _outbox(rows: Iterable[dict[str, Any]], now: datetime) -> tuple[Labelled, Labelled]:
    numbers: Labelled = defaultdict(float)
    ages: Labelled = defaultdict(float)
    for row in rows:
        key = (str(row["state"]),)
        numbers[key] += row["number"]
        ages[key] = max(ages[key], (now - instant(row["oldest"])).total_seconds(), 0.0)
    return dict(numbers), dict(ages)
