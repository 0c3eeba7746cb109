"""When is this case due, and how was that counted?

`Case.clock` holds the facts: `rule` (the period the case was filed under), `pauses` (start, end or
null, ground), `extensions` (days) and `papers` (since, days, longer: when papers were asked for, and more time
given). All dates are reckoned from them, never typed in, so that a new holiday moves them (`redating`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.kernel.deadlines import (
    DUTIES,
    Calendar,
    Family,
    Ground,
    Pause,
    Reckoning,
    Rule,
    accept_by,
    end_of,
    korean,
    reckon,
)
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


def rule_of(case: Case) -> Rule:
    """The period that is counted: the service's, or that of an objection."""
    return Rule.parse(str(case.clock["rule"]))


def extensions_of(case: Case) -> tuple[int, ...]:
    """By how many days the period was made longer, the first time and the second (민원령 21)."""
    days: Sequence[int] = case.clock.get("extensions", [])  # type: ignore[assignment]
    return tuple(days)


def extend(case: Case, days: int) -> None:
    """Make the period longer by so many days; `deadlines.check_extensions` says whether it may be."""
    case.clock = {**case.clock, "extensions": [*extensions_of(case), days]}


def reckoning_of(case: Case, calendar: Calendar) -> Reckoning | None:
    """The reckoning of an accepted case; None before acceptance, when no clock runs yet."""
    return _reckoned(case, calendar, extensions_of(case))


def due_of(case: Case, calendar: Calendar) -> datetime | None:
    """The due instant, None while the clock stands still or before acceptance."""
    reckoning = reckoning_of(case, calendar)
    return reckoning.due_at if reckoning else None


def due_if_extended(case: Case, calendar: Calendar, days: int) -> datetime | None:
    """When the case would be due if it were extended by so many days more. Raises UnknownYear."""
    reckoning = _reckoned(case, calendar, (*extensions_of(case), days))
    return reckoning.due_at if reckoning else None


def _reckoned(case: Case, calendar: Calendar, extensions: Sequence[int]) -> Reckoning | None:
    if case.accepted_at is None:
        return None
    if is_objection(case):
        since, article = datetime.fromisoformat(str(case.clock["since"])), DUTIES["decide_objection"].article
        return reckon(rule_of(case), since, calendar, (), extensions, article=article)
    return reckon(rule_of(case), case.accepted_at, calendar, pauses_of(case), extensions)


def begin_papers(case: Case, now: datetime, days: int, calendar: Calendar) -> None:
    """Papers are waited for from `now` on, so many days by 민법 (민원령 24④); how they count is kept as facts."""
    case.clock = {**case.clock, "papers": {"since": now.isoformat(), "days": days, "longer": []}}
    case.supplement_by = papers_until(case, calendar)


def give_longer(case: Case, now: datetime, days: int, calendar: Calendar) -> None:
    """The papers may come so many days later, counted from the day after the last one (민원령 24②④)."""
    papers: Mapping[str, Any] | None = case.clock.get("papers")  # type: ignore[assignment]
    if papers is None:
        # Asked for before the facts were kept: the day that stands is where they begin.
        since = max(case.supplement_by or now, now)
        papers = {"since": since.isoformat(), "days": days, "longer": []}
    else:
        papers = {**papers, "longer": [*papers["longer"], [now.isoformat(), days]]}
    case.clock = {**case.clock, "papers": papers}
    case.supplement_by = papers_until(case, calendar)


def papers_until(case: Case, calendar: Calendar) -> datetime | None:
    """Until when the papers may come. Of a case without the facts, the day that stands, moved off a holiday."""
    papers: Mapping[str, Any] | None = case.clock.get("papers")  # type: ignore[assignment]
    if papers is None:
        return _off_holidays(case.supplement_by, calendar)
    until = _civil(datetime.fromisoformat(papers["since"]), papers["days"], calendar)
    for at, days in papers["longer"]:
        asked = datetime.fromisoformat(at)
        until = _civil(max(until, asked), days, calendar.as_told(asked))
    return until


def _civil(since: datetime, days: int, calendar: Calendar) -> datetime:
    until = reckon(Rule(Family.CIVIL, days), since, calendar.as_told(since)).due_at
    if until is None:  # pragma: no cover - without pauses a clock always ends
        raise AssertionError("a period without pauses has no end")
    return until


def _off_holidays(until: datetime | None, calendar: Calendar) -> datetime | None:
    if until is None or calendar.is_working_day(korean(until).date()):
        return until
    return end_of(calendar.next_working_day(korean(until).date()))


def reckoned_dates(case: Case, calendar: Calendar) -> dict[str, datetime | None]:
    """The dates that an open case must show by its facts: what is kept in columns is this and nothing else.

    `accept_by` until it is accepted, `due_at` after; `supplement_by` while papers are waited for. Raises UnknownYear.
    """
    dates: dict[str, datetime | None] = (
        {"accept_by": accept_by(case.submitted_at, calendar)}
        if case.accepted_at is None
        else {"due_at": due_of(case, calendar)}
    )
    return dates if case.supplement_by is None else {**dates, "supplement_by": papers_until(case, calendar)}


def is_objection(case: Case) -> bool:
    """Whether the clock is that of an objection to a refusal (민원법 35②)."""
    return "since" in case.clock


def begin_objection(case: Case, now: datetime) -> None:
    """Count ten days from `now` on; the clock of the petition itself is kept under `before`."""
    before = {name: case.clock[name] for name in ("rule", "pauses", "extensions") if name in case.clock}
    rule = str(DUTIES["decide_objection"].rule)
    case.clock = {
        **case.clock,
        "before": before,
        "rule": rule,
        "since": now.isoformat(),
        "pauses": [],
        "extensions": [],
    }


def filed_rule_of(case: Case) -> Rule:
    """The period of the petition itself, also while an objection is decided."""
    before: Mapping[str, Any] = case.clock.get("before", case.clock)  # type: ignore[assignment]
    return Rule.parse(str(before["rule"]))


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
