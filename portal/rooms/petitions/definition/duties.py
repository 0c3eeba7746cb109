"""What must be told though nothing has moved? How far it is (민원령 23), that it is late (18, 28②), who helps (37)."""

from __future__ import annotations

from portal.kernel.moves import MERGED, Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import OPEN, STAFF, WITH_PETITIONER, WORKING

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
    ),
    "urge": Move(
        "urge",
        N_("독촉장"),
        OPEN,
        None,
        STAFF,
        needs={"urging": N_("무엇을 언제까지 하라고 독촉하는지 적어 주세요.")},
        texts=("urging",),
        notice="urged",
        inspector=True,
    ),
    "demand": Move(
        "demand",
        N_("시정 요구"),
        OPEN,
        None,
        WITH_PETITIONER,
        texts=("demand",),
        notice="demanded",
        front_desk=True,
    ),
    "name_guardian": Move(
        "name_guardian",
        N_("민원후견인 지정"),
        ("submitted", *UNDER_WAY),
        None,
        STAFF,
        needs={"guardian": N_("누가 신청인을 도울지 골라 주세요.")},
        notice="guardian_named",
        outward=False,
    ),
}
