"""What does more time change? The office's period with its due date, the petitioner's with its last day."""

from __future__ import annotations

from portal.kernel import delegations
from portal.kernel.cases import clock
from portal.kernel.moves import Attempt
from portal.rooms.petitions.actions.working import reckon_due, take_over
from portal.rooms.petitions.rules import asked_extension


async def extend(attempt: Attempt) -> None:
    """The days are added to the period and the due date is reckoned anew (민원령 21②: both are told)."""
    await take_over(attempt)
    _add(attempt, int(str(attempt.data["days"])))


async def keep_question(attempt: Attempt) -> None:
    """The case remembers for how many days consent was asked; nothing moves until it is given."""
    await take_over(attempt)
    days = int(str(attempt.data["days"]))
    attempt.case.clock = {**attempt.case.clock, "asked_extension": days}
    due = clock.due_if_extended(attempt.case, attempt.calendar, days)
    attempt.meta |= {"days": days, "due_if": due.isoformat() if due else ""}


async def extend_as_asked(attempt: Attempt) -> None:
    """The days that were asked for are added, and no others."""
    days = asked_extension(attempt.case.clock)
    await forget_question(attempt)
    _add(attempt, days)


async def forget_question(attempt: Attempt) -> None:
    """The question was answered."""
    attempt.case.clock = {**attempt.case.clock, "asked_extension": 0}


async def keep_wish(attempt: Attempt) -> None:
    """The case remembers by how many days the petitioner wants the period for papers longer, and how often."""
    case, days = attempt.case, int(str(attempt.data["days"]))
    asks = int(str(case.clock.get("longer_asks", 0))) + 1
    case.clock = {**case.clock, "asked_longer": days, "longer_asks": asks}
    attempt.meta["days"] = days


async def grant(attempt: Attempt) -> None:
    """The last day moves on by the days granted, counted from the day after it (민원령 24②④, 민법 157, 161)."""
    case, days = attempt.case, int(str(attempt.data["days"]))
    clock.give_longer(case, attempt.now, days, attempt.calendar)
    case.clock = {**case.clock, "asked_longer": 0}
    attempt.meta["days"] = days
    attempt.meta["supplement_by"] = case.supplement_by.isoformat() if case.supplement_by else ""


async def deny(attempt: Attempt) -> None:
    """The last day stays as it is."""
    case = attempt.case
    case.clock = {**case.clock, "asked_longer": 0}
    attempt.meta["supplement_by"] = case.supplement_by.isoformat() if case.supplement_by else ""


def _add(attempt: Attempt, days: int) -> None:
    clock.extend(attempt.case, days)
    attempt.meta |= {"days": days, "extension": len(clock.extensions_of(attempt.case))}
    reckon_due(attempt)


EFFECTS = {
    "extend": (extend,),
    "ask_extension": (keep_question,),
    "consent_extension": (delegations.note_agent, extend_as_asked),
    "refuse_extension": (delegations.note_agent, forget_question),
    "ask_longer": (delegations.note_agent, keep_wish),
    "grant_longer": (grant,),
    "refuse_longer": (deny,),
}
