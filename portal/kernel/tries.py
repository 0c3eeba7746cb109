"""How often may one try before one has to wait? Rooms say it; `portal.web.limits` counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds, under a name of its own."""

    name: str
    times: int
    seconds: int
