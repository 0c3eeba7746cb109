"""In which stages can a petition be, who may move it, and how can it end?"""

from __future__ import annotations

from portal.kernel.moves import ActorKind, Stage
from portal.kernel.words import N_

OFFICE: frozenset[ActorKind] = frozenset({"staff", "back_office"})
STAFF: frozenset[ActorKind] = frozenset({"staff"})
WITH_PETITIONER: frozenset[ActorKind] = frozenset({"petitioner", "agent", "staff"})

STAGES = {
    stage.code: stage
    for stage in (
        Stage("submitted", N_("접수 대기"), "new"),
        Stage("accepted", N_("접수됨"), "active"),
        Stage("in_review", N_("검토 중"), "active"),
        Stage("awaiting_supplement", N_("서류를 기다립니다"), "wait"),
        # Nobody outside learns of a decision before its notice: it may still be undone.
        Stage("decided", N_("답변 준비 중"), "active"),
        Stage("notified", N_("답변 완료"), "done", open=False),
        Stage("withdrawn", N_("취하됨"), "closed", open=False),
        Stage("returned", N_("반려됨"), "closed", open=False),
        Stage("transferred", N_("다른 기관으로 이송됨"), "closed", open=False),
        Stage("declined", N_("처리하지 않음"), "closed", open=False),
        Stage("unclaimed", N_("찾아가지 않아 종결"), "closed", open=False),
        Stage("closed_repeat", N_("반복 민원 종결"), "closed", open=False),
    )
}

WORKING = ("accepted", "in_review")
OPEN = tuple(code for code, stage in STAGES.items() if stage.open)
OUTCOMES = {"granted": N_("허가·수리"), "refused": N_("불수용·거부"), "answered": N_("답변")}
