"""What does the worker do again and again? The shape of one of its jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

Run = Callable[[datetime], Awaitable[bool]]


@dataclass(frozen=True)
class Job:
    """One recurring job. `run(now)` does one batch and says whether more is waiting, to be done at once.

    A job may be killed anywhere and may run in two processes at a time: it claims rows by their state.
    """

    name: str
    every_seconds: float
    run: Run
