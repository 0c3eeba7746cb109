"""How long does a session last without use and at most? Staff's shorter (안전성 확보조치 기준 6조)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from portal.kernel.models import Session


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without use (`idle`) and at most (`age`)."""

    idle: timedelta
    age: timedelta


LIMITS: Final[dict[str, Limits]] = {
    "guest": Limits(timedelta(days=7), timedelta(days=30)),
    "resident": Limits(timedelta(hours=2), timedelta(hours=12)),
    "staff": Limits(timedelta(minutes=30), timedelta(hours=10)),
}
# `seen_at` is written at most this often, so that reading pages costs no commits.
TOUCH: Final = timedelta(minutes=1)


def timed_out(row: Session, now: datetime) -> bool:
    """Whether the session's time is over, by age or for want of use."""
    return now >= row.expires_at or now >= row.seen_at + LIMITS[row.kind].idle
