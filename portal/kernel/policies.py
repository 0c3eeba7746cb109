"""Is it allowed now? The stage, the version the person saw, and the words a move needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kernel import privacy
from portal.kernel.models import Case
from portal.kernel.moves import Move, Stage
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message


class MoveNotOpen(Refusal):
    """The case's stage does not allow this move."""

    kind = "conflict"

    def __init__(self, move: Move, stage: Stage) -> None:
        super().__init__(
            N_("지금은 ‘%(move)s’ 할 수 없습니다. 이 민원은 ‘%(stage)s’ 단계입니다."),
            move=Message(move.label),
            stage=Message(stage.label),
        )


class CaseChanged(Refusal):
    """Somebody else changed the case after the person had opened it: `since` is the last event seen."""

    kind = "conflict"

    def __init__(self, since: int) -> None:
        super().__init__(
            N_("그 사이에 다른 사람이 이 민원을 처리했습니다. 바뀐 내용을 확인하고 다시 해 주세요.")
        )
        self.since = since


def check_stage(case: Case, move: Move, stages: Mapping[str, Stage]) -> None:
    """Raises MoveNotOpen unless the move starts from the case's stage."""
    if case.stage not in move.sources:
        raise MoveNotOpen(move, stages[case.stage])


def check_seen(case: Case, seen: int | None) -> None:
    """Raises CaseChanged if the case has events after the one the person saw (None: not asked)."""
    if seen is not None and seen != case.seq:
        raise CaseChanged(seen)


def check_words(move: Move, data: Mapping[str, Any]) -> None:
    """Raises Refusal if words the move needs are missing, ResidentNumberFound if some hold a resident number."""
    missing = {name: text for name, text in move.needs.items() if not str(data.get(name) or "").strip()}
    if missing:
        raise Refusal(N_("빠진 내용이 있습니다."), fields=missing)
    privacy.check_no_resident_number(
        {name: str(data[name]) for name in data if isinstance(data[name], str) and data[name]}
    )
