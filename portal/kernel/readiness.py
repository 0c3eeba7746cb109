"""Can this process serve people now? Database, keys, disk, worker and queue, each by one cheap look.

No secret, path or address stands in what is said.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tortoise.exceptions import BaseORMException

from portal.database import revision
from portal.database.rows import ask, instant
from portal.kernel import broker, heartbeat, keys, modes
from portal.settings import settings

LAG: Final = timedelta(minutes=10)
"""How long a notice or a message may wait for the worker before the house is said not to be ready."""
MIB: Final = 1024 * 1024
# Both read the first row of an index.
_WAITING: Final = {
    "notices": "SELECT MIN(available_at) AS oldest FROM notice WHERE state = 'pending'",
    "messages": "SELECT MIN(received_at) AS oldest FROM inbox_message WHERE state = 'waiting' AND waits_until < ?",
}


@dataclass(frozen=True)
class Check:
    """One thing that must be so. `said` is a short fact for the operator, never a path, address or secret."""

    name: str
    good: bool
    said: str


async def look(now: datetime) -> list[Check]:
    """All checks at `now`; whatever fails is said, and nothing is raised."""
    checks = [await _database(), _keys(), _disk(), _worker(now), await _queue(now)]
    return [*checks, _broker(now)] if settings().on_rabbitmq else checks


async def _database() -> Check:
    try:
        there = await revision.applied()
    except (BaseORMException, OSError) as error:
        return Check("database", False, type(error).__name__)
    wanted = revision.newest()
    if there != wanted:
        return Check("database", False, f"at {there or 'no revision'}, this code wants {wanted}")
    return Check("database", True, there)


def _keys() -> Check:
    folder = settings().var / "keys"
    paths = sorted(folder.glob("*.key"))
    unreadable = [path.stem for path in paths if not os.access(path, os.R_OK)]
    try:
        known = set(keys.ring().masters)
    except (OSError, ValueError, RuntimeError) as error:
        return Check("keys", False, type(error).__name__)
    if unreadable or not known <= {path.stem for path in paths}:
        return Check("keys", False, "a master key is gone or can't be read")
    return Check("keys", True, f"{len(paths)}")


def _disk() -> Check:
    free = shutil.disk_usage(settings().var).free // MIB
    return Check("disk", free >= settings().disk_free_mb, f"{free} MiB free")


def _worker(now: datetime) -> Check:
    beat = heartbeat.last()
    if beat is None:
        return Check("worker", False, "not seen")
    seconds = int(max(0.0, (now - beat.at).total_seconds()))
    return Check("worker", beat.fresh(now), f"seen {seconds} s ago{', held' if beat.held else ''}")


async def _queue(now: datetime) -> Check:
    """How late the worker is. What a department's own system does not fetch is not the house's lag."""
    if not modes.current().takes_changes:
        return Check("queue", True, "held")
    try:
        lag = await longest_wait(now)
    except (BaseORMException, OSError) as error:
        return Check("queue", False, type(error).__name__)
    return Check("queue", lag <= LAG, f"{int(lag.total_seconds())} s behind")


def _broker(now: datetime) -> Check:
    """While the broker is away rows wait and people can still file; a long absence is a fault of the house."""
    state = broker.state()
    if state is None:
        return Check("broker", False, "not looked for yet")
    if not state.fault:
        return Check("broker", True, "reached")
    return Check("broker", now - state.since <= LAG, f"away for {int((now - state.since).total_seconds())} s")


async def longest_wait(now: datetime) -> timedelta:
    """How long the oldest notice or message that is due has waited for the worker."""
    due = []
    for sql in _WAITING.values():
        rows = await ask(sql, *([now] if "?" in sql else []))
        due += [instant(row["oldest"]) for row in rows if row["oldest"]]
    return max((now - oldest for oldest in due), default=timedelta(0))
