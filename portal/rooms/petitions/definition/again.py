"""By which move is a refused petition looked at again? (민원법 35)"""

from __future__ import annotations

from portal.kernel.moves import Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import WITH_PETITIONER

MOVES = {
    "object": Move(
        "object",
        N_("이의신청"),
        ("notified",),
        "in_review",
        WITH_PETITIONER,
        needs={"objection": N_("이의신청의 취지와 이유를 적어 주세요.")},
        texts=("objection",),
        notice="objected",
        front_desk=True,
    )
}
