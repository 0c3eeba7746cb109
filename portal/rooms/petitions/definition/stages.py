"""In which stages can a petition be, who may move it, and how can it end?"""

from __future__ import annotations

from portal.kernel.moves import MERGED, ActorKind, Stage
from portal.kernel.words import N_

OFFICE: frozenset[ActorKind] = frozenset({"staff", "back_office"})
OFFICE_OR_LEAD: frozenset[ActorKind] = OFFICE | {"system"}
STAFF: frozenset[ActorKind] = frozenset({"staff"})
WITH_PETITIONER: frozenset[ActorKind] = frozenset({"petitioner", "agent", "staff"})

STAGES = {
    stage.code: stage
    for stage in (
        Stage("submitted", N_("접수 대기"), "new"),
        Stage("accepted", N_("접수됨"), "active"),
        Stage("in_review", N_("검토 중"), "active"),
        Stage("awaiting_supplement", N_("서류를 기다립니다"), "wait"),
        Stage(MERGED, N_("다른 민원과 함께 처리 중"), "active"),
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
ALSO_MERGED = (*WORKING, MERGED)
"""Where a move on the leading petition also reaches those that are merged with it, made by the system."""
OPEN = tuple(code for code, stage in STAGES.items() if stage.open)
OUTCOMES = {
    "granted": N_("허가·수리"),
    "refused": N_("불수용·거부"),
    "answered": N_("답변"),
    "possible": N_("사전심사: 가능"),
    "impossible": N_("사전심사: 불가능"),
}
IN_ADVANCE = ("possible", "impossible")
"""How a preliminary review can end (민원법 30③), and nothing else."""
