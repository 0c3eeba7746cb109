"""Is the worker alive, and what has it done? It writes that down in a small file every few seconds.

Each worker has a file of its own (`var/workers/<process>.json`), so that two of them do not overwrite each
other. No database: what watches the house must also see a worker that can't reach it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from portal.kernel.atomic import write_atomically
from portal.settings import settings

EVERY_SECONDS: Final = 10.0
FRESH: Final = timedelta(seconds=60)
"""A worker that was not seen for longer has stopped, or hangs."""
_FORGOTTEN: Final = timedelta(days=1)


@dataclass
class Tally:
    """What became of one job's batches since the worker began."""

    run: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Beat:
    """The last sign of life. `held`: it does nothing, since the house takes no changes now."""

    at: datetime
    held: bool = False
    jobs: Mapping[str, Tally] = field(default_factory=dict)

    def fresh(self, now: datetime) -> bool:
        """Whether the worker that wrote it may be taken to be alive."""
        return now - self.at <= FRESH


def beat(now: datetime, *, held: bool, jobs: Mapping[str, Tally]) -> None:
    """Write down that this process is alive."""
    said = {
        "at": now.isoformat(),
        "held": held,
        "jobs": {name: [tally.run, tally.failed] for name, tally in jobs.items()},
    }
    write_atomically(_own(), json.dumps(said, ensure_ascii=False))
    for path in _all():
        found = _read(path)
        if found is None or now - found.at > _FORGOTTEN:
            path.unlink(missing_ok=True)


def stop() -> None:
    """This worker ends as it should."""
    _own().unlink(missing_ok=True)


def last() -> Beat | None:
    """The newest beat of any worker, with what all of them did; None if there is none."""
    beats = [found for path in _all() if (found := _read(path)) is not None]
    if not beats:
        return None
    newest = max(beats, key=lambda found: found.at)
    jobs: dict[str, Tally] = {}
    for found in beats:
        for name, tally in found.jobs.items():
            together = jobs.setdefault(name, Tally())
            together.run += tally.run
            together.failed += tally.failed
    return Beat(newest.at, newest.held, jobs)


def all_held(now: datetime) -> bool:
    """True if no worker that is alive still does anything."""
    return all(found.held for path in _all() if (found := _read(path)) is not None and found.fresh(now))


def _folder() -> Path:
    return settings().var / "workers"


def _own() -> Path:
    return _folder() / f"{os.getpid()}.json"


def _all() -> list[Path]:
    return sorted(path for path in _folder().glob("*.json") if not path.name.startswith("."))


def _read(path: Path) -> Beat | None:
    try:
        said = json.loads(path.read_text("utf-8"))
        jobs = {str(name): Tally(int(run), int(failed)) for name, (run, failed) in said["jobs"].items()}
        return Beat(datetime.fromisoformat(said["at"]), bool(said["held"]), jobs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
