"""When may a petition be decided, and when does its clock stand still? Each denial names its ground and article."""

from __future__ import annotations

from portal.kernel.deadlines import Ground
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.definition import OUTCOMES
from portal.rooms.petitions.definition.stages import IN_ADVANCE
from portal.rooms.petitions.rules.words import NotYet


def outcome_is_known(attempt: Attempt) -> None:
    """Only statutory petitions are granted or refused; others are answered (or refused with reasons).

    A preliminary review says what is possible (민원법 30③).
    """
    outcome = str(attempt.data["outcome"])
    in_advance = bool(attempt.service.preliminary_to)
    unfit = outcome == "granted" and not attempt.service.statutory
    if outcome not in OUTCOMES or unfit or (outcome in IN_ADVANCE) != in_advance:
        raise Refusal(
            N_("결과를 다시 골라 주세요."), fields={"outcome": N_("이 민원에 맞는 결과를 골라 주세요.")}
        )


def refusal_has_reasons_and_remedies(attempt: Attempt) -> None:
    """A refusal names its reasons and the remedies (민원법 27③); what is told in advance, its reasons (30③)."""
    if attempt.data["outcome"] == "impossible" and not str(attempt.data.get("reasons") or "").strip():
        text = N_("불가능한 까닭을 적어 주세요(민원처리법 제30조 제3항).")
        raise Refusal(text, fields={"reasons": text})
    if attempt.data["outcome"] != "refused":
        return
    needed = {
        "reasons": N_("거부하는 까닭을 적어 주세요(민원처리법 제27조 제3항)."),
        "remedies": N_("이의신청·행정심판 등 구제 방법을 적어 주세요(민원처리법 제27조 제3항)."),
    }
    missing = {name: text for name, text in needed.items() if not str(attempt.data.get(name) or "").strip()}
    if missing:
        raise Refusal(N_("거부에는 까닭과 구제 방법이 있어야 합니다."), fields=missing)


def pause_has_a_ground(attempt: Attempt) -> None:
    """The clock stops for the grounds of 절차령 11 only; for a supplement there is its own move."""
    grounds = {ground.value for ground in Ground} - {Ground.SUPPLEMENT.value}
    if attempt.data["ground"] not in grounds:
        raise Refusal(N_("멈추는 까닭을 다시 골라 주세요."), fields={"ground": N_("목록에서 골라 주세요.")})
    if attempt.case.due_at is None:
        raise NotYet(N_("처리기간이 이미 멈춰 있습니다."))


def clock_stands_still(attempt: Attempt) -> None:
    """Only a clock that stands still can be started again."""
    if attempt.case.due_at is not None:
        raise NotYet(N_("처리기간이 이미 가고 있습니다."))


def clock_runs(attempt: Attempt) -> None:
    """A decision ends every pause first, so that its date can be reckoned."""
    if attempt.case.due_at is None:
        raise NotYet(N_("처리기간이 멈춰 있습니다. 먼저 다시 시작해 주세요."))
