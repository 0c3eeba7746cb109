"""By which moves does a petition go the straight road: accepted, completed, decided, told, or taken back?"""

from __future__ import annotations

from portal.kernel.moves import Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import OFFICE, OPEN, STAFF, STAGES, WITH_PETITIONER, WORKING

MOVES = {
    move.name: move
    for move in (
        Move(
            "accept",
            N_("접수"),
            ("submitted",),
            "accepted",
            OFFICE,
            audience="public",
            notice="accepted",
            front_desk=True,
        ),
        Move("review", N_("검토 시작"), ("accepted",), "in_review", OFFICE, audience="public"),
        Move(
            "assign",
            N_("담당자 지정"),
            ("submitted", *WORKING, "awaiting_supplement"),
            None,
            STAFF,
            audience="staff",
            needs={"officer": N_("담당자를 골라 주세요.")},
            outward=False,
        ),
        Move(
            "request_supplement",
            N_("보완 요구"),
            (*WORKING, "awaiting_supplement"),
            "awaiting_supplement",
            OFFICE,
            needs={
                "request": N_("무엇을 더 내야 하는지 적어 주세요."),
                "days": N_("며칠 안에 내야 하는지 적어 주세요."),
            },
            texts=("request",),
            notice="supplement_requested",
        ),
        Move(
            "supplement",
            N_("보완"),
            ("awaiting_supplement",),
            "in_review",
            WITH_PETITIONER,
            texts=("supplement",),
            notice="supplement_received",
            front_desk=True,
        ),
        Move(
            "pause",
            N_("처리기간 멈춤"),
            WORKING,
            None,
            OFFICE,
            needs={"ground": N_("멈추는 까닭을 골라 주세요."), "reason": N_("멈추는 까닭을 적어 주세요.")},
            texts=("reason",),
            notice="paused",
        ),
        Move("resume", N_("처리기간 다시 시작"), WORKING, None, OFFICE, notice="resumed"),
        Move(
            "decide",
            N_("결정"),
            WORKING,
            "decided",
            OFFICE,
            audience="staff",
            needs={"outcome": N_("결과를 골라 주세요."), "answer": N_("답변을 적어 주세요.")},
            texts=("answer", "reasons", "remedies"),
            outward=False,
        ),
        Move(
            "undo_decision",
            N_("결정 고치기"),
            ("decided",),
            "in_review",
            STAFF,
            audience="staff",
            outward=False,
        ),
        Move(
            "notify", N_("결과 통지"), ("decided",), "notified", OFFICE, audience="public", notice="notified"
        ),
        Move(
            "withdraw",
            N_("취하"),
            OPEN,
            "withdrawn",
            WITH_PETITIONER,
            power="end",
            audience="public",
            texts=("reason",),
            notice="withdrawn",
            front_desk=True,
        ),
        Move(
            "return",
            N_("반려"),
            ("awaiting_supplement",),
            "returned",
            OFFICE,
            audience="public",
            needs={"reason": N_("반려하는 까닭을 적어 주세요.")},
            texts=("reason",),
            notice="returned",
        ),
        Move(
            "refuse_file",
            N_("파일을 받지 못함"),
            tuple(STAGES),
            None,
            frozenset({"system"}),
            texts=("file",),
            notice="file_refused",
            outward=False,
        ),
        Move(
            "note",
            N_("내부 메모"),
            tuple(STAGES),
            None,
            STAFF,
            audience="staff",
            needs={"note": N_("메모를 적어 주세요.")},
            texts=("note",),
            outward=False,
            front_desk=True,
        ),
    )
}
