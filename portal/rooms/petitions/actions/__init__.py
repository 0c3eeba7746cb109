"""What does a move of a petition write besides its stage, and what may its petitioner do?

Effects run in the move's own transaction, whoever makes the move.
"""

from __future__ import annotations

from portal.kernel import cases, delegations
from portal.rooms.petitions.actions import (
    again,
    duties,
    elsewhere,
    endings,
    extending,
    groups,
    preliminary,
    working,
)
from portal.rooms.petitions.actions.own import (
    answer_extension,
    ask_longer,
    delegate,
    demand,
    end_delegation,
    name_representatives,
    object_to,
    see_notices,
    send_supplement,
    take_up,
    withdraw,
)

ENDS = ("transfer", "decline", "close_repeat")
"""The moves to elsewhere after which those that were merged go on alone."""
EFFECTS = {
    "accept": (working.start_clock,),
    "review": (working.take_over,),
    "assign": (working.assign_officer,),
    "request_supplement": (groups.must_be_alone, working.stop_for_supplement),
    "supplement": (delegations.note_agent, working.take_supplement),
    "pause": (working.stop_for_ground, groups.same_for_all),
    "resume": (working.run_on, groups.same_for_all),
    "decide": (preliminary.heed_review, working.keep_outcome),
    "undo_decision": (working.forget_outcome,),
    "withdraw": (delegations.note_agent, working.forget_outcome, groups.leave, groups.release_all),
    "return": (groups.release_all,),
    "notify": (groups.bring_answer, groups.answer_all),
    **extending.EFFECTS,
    "extend": (*extending.EFFECTS["extend"], groups.same_for_all),
    "ask_extension": (groups.must_be_alone, *extending.EFFECTS["ask_extension"]),
    **elsewhere.EFFECTS,
    "route": (groups.must_be_alone, *elsewhere.EFFECTS["route"]),
    **{name: (*elsewhere.EFFECTS[name], groups.release_all) for name in ENDS},
    **groups.EFFECTS,
    **again.EFFECTS,
    **duties.EFFECTS,
    **endings.EFFECTS,
    **delegations.EFFECTS,
}
AHEAD = {"split": cases.set_apart}

__all__ = [
    "EFFECTS",
    "answer_extension",
    "ask_longer",
    "delegate",
    "demand",
    "end_delegation",
    "name_representatives",
    "object_to",
    "see_notices",
    "send_supplement",
    "take_up",
    "withdraw",
]
