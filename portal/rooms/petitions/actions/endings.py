"""What do the ends write that nobody asked for? How often a request came back, until when a paper waits (민원령 25)."""

from __future__ import annotations

from portal.kernel.moves import Attempt
from portal.rooms.petitions.actions.working import take_over
from portal.rooms.petitions.rules import fetch_by, undelivered


async def count_undelivered(attempt: Attempt) -> None:
    """One request more came back (민원령 25②)."""
    case = attempt.case
    case.clock = {**case.clock, "undelivered": undelivered(case.clock) + 1}


async def let_wait(attempt: Attempt) -> None:
    """What was granted waits until a day that the petitioner is told (민원령 25④)."""
    last = fetch_by(attempt).isoformat()
    attempt.case.clock = {**attempt.case.clock, "fetch_by": last}
    attempt.meta["fetch_by"] = last


async def note_handed_out(attempt: Attempt) -> None:
    """Somebody has it now, so that nothing is left to close."""
    attempt.case.clock = {**attempt.case.clock, "handed_out": attempt.now.isoformat()}


EFFECTS = {
    "note_undelivered": (count_undelivered,),
    "deem_withdrawn": (take_over,),
    "offer": (let_wait,),
    "hand_out": (note_handed_out,),
}
