"""What must be told though nothing has moved? (민원령 23)"""

from __future__ import annotations

from portal.kernel.moves import MERGED, Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import WORKING

UNDER_WAY = (*WORKING, MERGED, "awaiting_supplement", "decided")
MOVES = {
    "tell_progress": Move(
        "tell_progress",
        N_("처리 상황 알림"),
        UNDER_WAY,
        None,
        frozenset({"staff", "system"}),
        texts=("progress",),
        notice="progress",
        outward=False,
    )
}
