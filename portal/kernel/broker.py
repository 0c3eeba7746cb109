"""Does the worker reach the broker? It writes that down in a small file, for the web process and the doctor.

The worker holds the connection; whoever else wants to know reads `var/broker.json`. It says what is wrong by kind and
name, never by address or user.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from portal.kernel.atomic import write_atomically
from portal.settings import settings

EVERY: Final = timedelta(seconds=30)
"""How often an unchanged state is written again."""


@dataclass(frozen=True)
class State:
    """How it was at `at`, and since when. `fault` is empty if the broker is reached."""

    fault: str
    since: datetime
    at: datetime


def note(now: datetime, fault: str) -> bool:
    """Write down how it is; True if it has changed."""
    known = state()
    changed = known is None or known.fault != fault
    if known is None or changed or now - known.at >= EVERY:
        since = now if known is None or changed else known.since
        said = {"fault": fault, "since": since.isoformat(), "at": now.isoformat()}
        write_atomically(_path(), json.dumps(said))
    return changed


def state() -> State | None:
    """The last that was written; None if no worker has looked yet."""
    try:
        said = json.loads(_path().read_text("utf-8"))
        return State(
            str(said["fault"]), datetime.fromisoformat(said["since"]), datetime.fromisoformat(said["at"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path() -> Path:
    return settings().var / "broker.json"
