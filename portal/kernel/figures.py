"""How much of everything is there? The numbers that the operator's graphs and alarms are made of. No personal data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from tortoise.connection import get_connection

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
    outbox, ages = _outbox(await _rows(_OUTBOX), now)
    inbox = await _rows("SELECT state, COUNT(*) AS number FROM inbox_message GROUP BY state")
    notices = await _rows("SELECT channel, state, COUNT(*) AS number FROM notice GROUP BY channel, state")
    return Figures(
        cases=(await _rows('SELECT COUNT(*) AS number FROM "case"'))[0]["number"],
        sessions=await Session.filter(expires_at__gt=now).count(),
        database_bytes=database_bytes(),
        outbox=outbox,
        outbox_ages=ages,
        inbox=_counted(inbox, "state"),
        notices=_counted(notices, "channel", "state"),
    )


def database_bytes() -> int:
    """What the database takes on the disk, with its journal."""
    path = settings().database_path
    beside = [path, path.with_name(path.name + "-wal")]
    return sum(one.stat().st_size for one in beside if one.exists())


def instant(written: str) -> datetime:
    """An instant as the database writes it (aware, UTC)."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def _rows(sql: str) -> list[dict[str, Any]]:
    return list(await get_connection("default").execute_query_dict(sql))


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
