"""When may a petition be sent to somebody else, declined, or closed as a repeat? (민원령 13, 민원법 16, 21, 23)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.kernel import grounds
from portal.kernel.deadlines import DUTIES, Rule, working_time_left
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.rules.words import Moot

MOST_HOPS: Final = 2
"""How often a petition is sent on by those who have it; after that their supervisor decides where it belongs."""


class SupervisorDecides(Refusal):
    """It was sent on too often: not theirs to do any more."""

    kind = "forbidden"


def hops_of(kept: Mapping[str, Any]) -> int:
    """How often it was sent on inside the house so far; `kept` is `Case.clock`."""
    return int(kept.get("hops", 0))


def working_minutes(attempt: Attempt, since: str | None) -> int:
    """The working time for which those who send it on had it: from `since` (ISO), or from its filing."""
    begun = attempt.case.submitted_at if since is None else type(attempt.now).fromisoformat(since)
    return int(working_time_left(begun, attempt.now, attempt.calendar).total_seconds() // 60)


def hours_allowed(attempt: Attempt) -> int:
    """One working hour from the front desk to a department (민원령 13①), three where it went wrong before (13②)."""
    front = attempt.actor.kind == "staff" and attempt.case.department not in attempt.actor.departments
    first = front and attempt.case.stage == "submitted" and hops_of(attempt.case.clock) == 0
    return DUTIES["route" if first else "misrouted"].rule.n


def goes_to_another_department(attempt: Attempt) -> None:
    """A petition is sent to a department that does not have it."""
    if str(attempt.data["department"]) == attempt.case.department:
        raise Refusal(
            N_("다른 부서를 골라 주세요."), fields={"department": N_("이 민원은 이미 이 부서에 있습니다.")}
        )


def third_hop_is_the_supervisors(attempt: Attempt) -> None:
    """After two hops only a supervisor sends it on, so that nobody plays ball with it (민원령 13②)."""
    many = hops_of(attempt.case.clock) >= MOST_HOPS
    if many and attempt.case.department not in attempt.actor.supervises:
        raise SupervisorDecides(N_("두 번 옮긴 민원입니다. 다음 부서는 지금 부서의 팀장이 정합니다."))


def objection_stays(attempt: Attempt) -> None:
    """An objection is decided by the agency that refused (민원법 35①)."""
    if "since" in attempt.case.clock:
        raise Moot(N_("이의신청은 거부한 기관이 처리합니다(민원처리법 제35조)."))


def is_not_statutory(attempt: Attempt) -> None:
    """A statutory petition is granted or refused, never left (민원법 21, 23)."""
    if attempt.service.statutory:
        raise Moot(N_("법정민원은 처리하지 않고 끝낼 수 없습니다(민원처리법 제21조, 제23조)."))


def ground_is_known(attempt: Attempt) -> None:
    """Only what the law lists may be left unhandled, with the reason (민원법 21)."""
    if attempt.data["ground"] not in grounds.DECLINE:
        raise Refusal(N_("어느 경우인지 다시 골라 주세요."), fields={"ground": N_("목록에서 골라 주세요.")})


def two_answers_are_named(attempt: Attempt) -> None:
    """After two answers to the same question, and not before (민원법 23①)."""
    if attempt.data["first"] == attempt.data["second"]:
        raise Refusal(
            N_("답변한 민원이 두 건 있어야 합니다."), fields={"second": N_("서로 다른 두 건을 골라 주세요.")}
        )


def clock_can_stand(attempt: Attempt) -> None:
    """The ten days for an objection know no pause (민원법 35②)."""
    if not Rule.parse(str(attempt.case.clock["rule"])).pausable:
        raise Moot(N_("이의신청을 처리하는 기간은 멈추지 않습니다(민원처리법 제35조 제2항)."))


GUARDS = {
    "route": (third_hop_is_the_supervisors, goes_to_another_department),
    "transfer": (objection_stays,),
    "decline": (is_not_statutory, ground_is_known),
    "close_repeat": (is_not_statutory, two_answers_are_named),
}
