"""What does a move of a petition write besides its stage, and what may its petitioner do?

Effects run in the move's own transaction, whoever makes the move.
"""

from __future__ import annotations

from portal.kernel import delegations
from portal.rooms.petitions.actions import again, duties, elsewhere, endings, extending, working
from portal.rooms.petitions.actions.own import (
    answer_extension,
    ask_longer,
    delegate,
    demand,
    end_delegation,
    object_to,
    see_notices,
    send_supplement,
    take_up,
    withdraw,
)

EFFECTS = {
    "accept": (working.start_clock,),
    "review": (working.take_over,),
    "assign": (working.assign_officer,),
    "request_supplement": (working.stop_for_supplement,),
    "supplement": (delegations.note_agent, working.take_supplement),
    "pause": (working.stop_for_ground,),
    "resume": (working.run_on,),
    "decide": (working.keep_outcome,),
    "undo_decision": (working.forget_outcome,),
    "withdraw": (delegations.note_agent, working.forget_outcome),
    "notify": (working.bring_answer,),
    **extending.EFFECTS,
    **elsewhere.EFFECTS,
    **again.EFFECTS,
    **duties.EFFECTS,
    **endings.EFFECTS,
    **delegations.EFFECTS,
}

__all__ = [
    "EFFECTS",
    "answer_extension",
    "ask_longer",
    "delegate",
    "demand",
    "end_delegation",
    "object_to",
    "see_notices",
    "send_supplement",
    "take_up",
    "withdraw",
]
