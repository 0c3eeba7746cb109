"""When is this case due, and how was that counted?

`Case.clock` holds the facts: `rule` (the period the case was filed under), `pauses` (start, end or
null, ground) and `extensions` (days). The due instant is reckoned from them, never typed in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from portal.kernel.deadlines import Calendar, Ground, Pause, Reckoning, Rule, reckon
from portal.kernel.models import Case


def pauses_of(case: Case) -> list[Pause]:
    """The intervals in which the clock did not run (절차령 11); the last one may be open."""
    stored: Sequence[dict[str, Any]] = case.clock.get("pauses", [])  # type: ignore[assignment]
    return [
        Pause(
            datetime.fromisoformat(pause["start"]),
            datetime.fromisoformat(pause["end"]) if pause["end"] else None,
            Ground(pause["ground"]),
            extended=bool(pause.get("extended")),
        )
        for pause in stored
    ]


def reckoning_of(case: Case, calendar: Calendar) -> Reckoning | None:
    """The reckoning of an accepted case; None before acceptance, when no clock runs yet."""
    if case.accepted_at is None:
        return None
    extensions: Sequence[int] = case.clock.get("extensions", [])  # type: ignore[assignment]
    return reckon(
        Rule.parse(str(case.clock["rule"])), case.accepted_at, calendar, pauses_of(case), tuple(extensions)
    )


def due_of(case: Case, calendar: Calendar) -> datetime | None:
    """The due instant, None while the clock stands still or before acceptance."""
    reckoning = reckoning_of(case, calendar)
    return reckoning.due_at if reckoning else None


def start_pause(case: Case, now: datetime, ground: Ground) -> None:
    """Stop the clock from the day of `now` on, for one of the grounds of 절차령 11."""
    pauses: list[dict[str, Any]] = list(case.clock.get("pauses", []))  # type: ignore[call-overload]
    pauses.append({"start": now.isoformat(), "end": None, "ground": ground.value})
    case.clock = {**case.clock, "pauses": pauses}


def stands_for(case: Case) -> set[Ground]:
    """The grounds for which the clock stands still now."""
    return {pause.ground for pause in pauses_of(case) if pause.end is None}


def end_pauses(case: Case, now: datetime, grounds: Collection[Ground]) -> None:
    """End what stopped the clock for these grounds, from the day after `now` on; others go on."""
    pauses: list[dict[str, Any]] = [dict(pause) for pause in case.clock.get("pauses", [])]  # type: ignore[attr-defined]
    for pause in pauses:
        if Ground(pause["ground"]) in grounds:
            pause["end"] = pause["end"] or now.isoformat()
    case.clock = {**case.clock, "pauses": pauses}
