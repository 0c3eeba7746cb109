"""When is this case due, and how was that counted?

`Case.clock` holds the facts: `rule` (the period the case was filed under), `pauses` (start, end or
null, ground), `extensions` (days) and `papers` (since, days, longer: when papers were asked for, and more time
given). All dates are reckoned from them, never typed in, so that a new holiday moves them (`redating`).
Of petitions that are handled together (민원령 6⑥) each keeps the others' facts under `with`: the earliest date governs
them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from portal.kernel.canonical import canonical
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

Facts = Mapping[str, Any]
Change = Callable[[list[Any], list[int]], tuple[list[Any], list[int]]]


def pauses_of(case: Case) -> list[Pause]:
    """The intervals in which the clock did not run (절차령 11); the last one may be open."""
    stored: Sequence[dict[str, Any]] = case.clock.get("pauses", [])  # type: ignore[assignment]
    return _pauses(stored)


def _pauses(stored: Iterable[Mapping[str, Any]]) -> list[Pause]:
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
    _change(case, lambda pauses, extensions: (pauses, [*extensions, days]))


def reckoning_of(case: Case, calendar: Calendar) -> Reckoning | None:
    """The reckoning of an accepted case; None before acceptance, when no clock runs yet."""
    return _reckoned(case, calendar)


def due_of(case: Case, calendar: Calendar) -> datetime | None:
    """The due instant, None while the clock stands still or before acceptance."""
    reckoning = reckoning_of(case, calendar)
    return reckoning.due_at if reckoning else None


def due_if_extended(case: Case, calendar: Calendar, days: int) -> datetime | None:
    """When the case would be due if it were extended by so many days more. Raises UnknownYear."""
    reckoning = _reckoned(case, calendar, days)
    return reckoning.due_at if reckoning else None


def _reckoned(case: Case, calendar: Calendar, *more: int) -> Reckoning | None:
    if case.accepted_at is None:
        return None
    if is_objection(case):
        since, article = datetime.fromisoformat(str(case.clock["since"])), DUTIES["decide_objection"].article
        extensions = (*extensions_of(case), *more)
        return reckon(rule_of(case), since, calendar, (), extensions, article=article)
    own = _counted(facts_of(case), calendar, more)
    others = [_counted(facts, calendar, more) for facts in together_of(case)] if own.due_at else []
    return min([own, *others], key=lambda each: each.due_at or datetime.max.replace(tzinfo=UTC))


def _counted(facts: Facts, calendar: Calendar, more: Sequence[int]) -> Reckoning:
    accepted = datetime.fromisoformat(facts["accepted_at"])
    rule, extensions = Rule.parse(facts["rule"]), (*facts["extensions"], *more)
    return reckon(rule, accepted, calendar, _pauses(facts["pauses"]), extensions)


def facts_of(case: Case) -> Facts:
    """From what an accepted case's own due date is counted, as plain JSON."""
    return {
        "accepted_at": case.accepted_at.isoformat() if case.accepted_at else "",
        "rule": str(case.clock["rule"]),
        "pauses": list(case.clock.get("pauses", [])),  # type: ignore[call-overload]
        "extensions": list(extensions_of(case)),
    }


def together_of(case: Case) -> list[Facts]:
    """The facts of the petitions that this one is handled together with; of equal ones only the earliest."""
    found: list[Facts] = case.clock.get("with", [])  # type: ignore[assignment]
    return found


def facts_together(cases: Iterable[Case]) -> list[Facts]:
    """What these cases have to keep when they are handled together: of those that are counted alike, the earliest."""
    found: dict[str, Facts] = {}
    for facts in sorted(
        (each for case in cases for each in (facts_of(case), *together_of(case))),
        key=lambda facts: str(facts["accepted_at"]),
    ):
        found.setdefault(canonical({**facts, "accepted_at": ""}), facts)
    return list(found.values())


def run_together(case: Case, facts: Sequence[Facts]) -> None:
    """From now on the earliest of these dates governs this case too."""
    case.clock = {**case.clock, "with": list(facts)}


def run_alone(case: Case) -> None:
    """From now on the case has its own date again; what stopped the clock meanwhile stopped its own as well."""
    case.clock = {name: value for name, value in case.clock.items() if name != "with"}


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

    def stop(pauses: list[Any], extensions: list[int]) -> tuple[list[Any], list[int]]:
        return [*pauses, {"start": now.isoformat(), "end": None, "ground": ground.value}], extensions

    _change(case, stop)


def stands_for(case: Case) -> set[Ground]:
    """The grounds for which the clock stands still now."""
    return {pause.ground for pause in pauses_of(case) if pause.end is None}


def end_pauses(case: Case, now: datetime, grounds: Collection[Ground]) -> None:
    """End what stopped the clock for these grounds, from the day after `now` on; others go on."""

    def run(pauses: list[Any], extensions: list[int]) -> tuple[list[Any], list[int]]:
        ended = [
            {**pause, "end": pause["end"] or now.isoformat()} if Ground(pause["ground"]) in grounds else pause
            for pause in pauses
        ]
        return ended, extensions

    _change(case, run)


def _change(case: Case, change: Change) -> None:
    """What stops or extends a clock does so for all that are counted together with it."""
    pauses, extensions = change(facts_of(case)["pauses"], list(extensions_of(case)))
    others = []
    for facts in together_of(case):
        changed = change(list(facts["pauses"]), list(facts["extensions"]))
        others.append({**facts, "pauses": changed[0], "extensions": changed[1]})
    more = {"with": others} if others else {}
    case.clock = {**case.clock, "pauses": pauses, "extensions": extensions, **more}
