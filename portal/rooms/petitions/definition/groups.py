"""By which moves do petitions become one, or one become several, and how do many who file one speak for themselves?

민원령 6⑥ (merging), 민원법 24①, 민원령 8 (representatives). What `system` does here follows from a person's move on
another petition, which names that person.
"""

from __future__ import annotations

from portal.kernel.moves import MERGED, ActorKind, Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import (
    ALSO_MERGED,
    OFFICE,
    STAFF,
    WITH_PETITIONER,
    WORKING,
)

_SYSTEM: frozenset[ActorKind] = frozenset({"system"})
_WHY = N_("까닭을 적어 주세요. 신청인에게 함께 알립니다.")

MOVES = {
    move.name: move
    for move in (
        Move(
            "merge",
            N_("같은 민원 합치기"),
            WORKING,
            None,
            STAFF,
            needs={"cases": N_("합칠 민원을 골라 주세요.")},
            notice="merge",
        ),
        Move("join", N_("다른 민원과 합침"), ALSO_MERGED, MERGED, _SYSTEM, audience="public", notice="join"),
        Move(
            "unmerge",
            N_("합친 민원에서 빼기"),
            (MERGED,),
            "in_review",
            STAFF | _SYSTEM,
            audience="public",
            texts=("reason",),
            notice="unmerge",
        ),
        Move(
            "split",
            N_("민원 나누기"),
            WORKING,
            None,
            STAFF,
            needs={"part": N_("따로 처리할 내용을 적어 주세요. 신청인이 읽습니다."), "reason": _WHY},
            texts=("part", "reason"),
            notice="split",
        ),
        Move(
            "ask_representatives",
            N_("대표자 선정 요청"),
            WORKING,
            None,
            OFFICE,
            texts=("reason",),
            notice="representatives_asked",
        ),
        Move(
            "name_representatives",
            N_("대표자 알림"),
            WORKING,
            None,
            WITH_PETITIONER,
            needs={
                "name_1": N_("대표자의 이름을 적어 주세요."),
                "phone_1": N_("대표자의 전화번호를 적어 주세요."),
            },
            texts=("name_1", "phone_1", "name_2", "phone_2", "name_3", "phone_3"),
            notice="representatives_named",
            front_desk=True,
        ),
    )
}
