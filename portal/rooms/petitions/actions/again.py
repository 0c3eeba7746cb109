"""What does an objection change? The petition is open again, with ten days of its own (민원법 35②)."""

from __future__ import annotations

from portal.kernel import delegations
from portal.kernel.cases import clock
from portal.kernel.moves import Attempt
from portal.rooms.petitions.actions.working import reckon_due


async def open_again(attempt: Attempt) -> None:
    """The refusal's clock is kept, the objection's runs: 10 days, which the office may extend once (민원법 35②)."""
    case = attempt.case
    clock.begin_objection(case, attempt.now)
    case.outcome, case.closed_at = "", None
    reckon_due(attempt)


EFFECTS = {"object": (delegations.note_agent, open_again)}
