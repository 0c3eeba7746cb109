"""By which moves does a petition go to somebody else, or end without an answer to its question?

민원령 13 (inside the house), 민원법 16 (to another agency), 21 (what is not handled), 23 (repeated petitions).
"""

from __future__ import annotations

from portal.kernel.moves import Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import OFFICE, STAFF, WORKING

_WHY = N_("까닭을 적어 주세요. 신청인에게 함께 알립니다.")

MOVES = {
    move.name: move
    for move in (
        Move(
            "route",
            N_("다른 부서로 보냄"),
            ("submitted", *WORKING),
            None,
            STAFF,
            audience="public",
            needs={"department": N_("어느 부서로 보낼지 골라 주세요."), "reason": _WHY},
            texts=("reason",),
            notice="routed",
            front_desk=True,
        ),
        Move(
            "transfer",
            N_("다른 기관으로 이송"),
            ("submitted", *WORKING),
            "transferred",
            OFFICE,
            audience="public",
            needs={
                "agency": N_("어느 기관으로 보내는지 적어 주세요."),
                "contact": N_("그 기관의 연락처를 적어 주세요."),
                "reason": _WHY,
            },
            texts=("agency", "contact", "reason"),
            notice="transferred",
            front_desk=True,
        ),
        Move(
            "decline",
            N_("처리하지 않음"),
            WORKING,
            "declined",
            OFFICE,
            audience="public",
            needs={"ground": N_("어느 경우인지 골라 주세요."), "reason": _WHY},
            texts=("reason",),
            notice="declined",
        ),
        Move(
            "close_repeat",
            N_("반복 민원 종결"),
            WORKING,
            "closed_repeat",
            STAFF,
            audience="public",
            needs={
                "first": N_("먼저 답변한 민원을 골라 주세요."),
                "second": N_("두 번째로 답변한 민원을 골라 주세요."),
                "reason": _WHY,
            },
            texts=("reason", "committee"),
            notice="closed_repeat",
        ),
    )
}
