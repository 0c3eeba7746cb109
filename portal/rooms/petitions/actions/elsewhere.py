"""What changes when a petition goes to somebody else? The department, its queue, the ledger of hops, the evidence."""

from __future__ import annotations

from portal.kernel import cases, catalogue, inbox, outbox, staff_notices
from portal.kernel.models import Case
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.actions.working import take_over
from portal.rooms.petitions.rules import MOST_HOPS, hops_of, hours_allowed, working_minutes


class NoSuchDepartment(Refusal):
    """The catalogue knows no such department."""

    def __init__(self) -> None:
        super().__init__(N_("부서를 다시 골라 주세요."), fields={"department": N_("목록에서 골라 주세요.")})


class NoEvidence(Refusal):
    """What was named is no petition of the same person that was answered before this one was filed."""

    def __init__(self, field: str) -> None:
        super().__init__(
            N_("반복 민원은 두 번 답변한 뒤에 종결할 수 있습니다(민원처리법 제23조)."),
            fields={field: N_("같은 신청인에게 이 민원보다 먼저 답변한 민원을 골라 주세요.")},
        )


async def hand_over(attempt: Attempt) -> None:
    """Another department has it now, with all its messages; the event says who had it for how long (민원령 13).

    Who let it lie too long has it told to their supervisor; after the last free hop the new department's is told that
    the next one is theirs.
    """
    case, target = attempt.case, str(attempt.data["department"])
    if catalogue.current().department(target) is None:
        raise NoSuchDepartment()
    hop, had = hops_of(case.clock) + 1, case.clock.get("arrived")
    used, allowed = working_minutes(attempt, str(had) if had else None), hours_allowed(attempt)
    attempt.meta |= {
        "from": case.department,
        "to": target,
        "hop": hop,
        "minutes": used,
        "hours_allowed": allowed,
    }
    if used > 60 * allowed:
        late = await staff_notices.supervisors_of(case.department)
        await staff_notices.tell(late, "hop_late", attempt.now, of=str(hop), case=case)
    case.department = target
    case.officer_id, case.officer_name, case.officer_phone = None, "", ""
    case.clock = {**case.clock, "hops": hop, "arrived": attempt.now.isoformat()}
    await inbox.leave(case, attempt.now)
    await outbox.hand_over(case, attempt.now)
    if hop >= MOST_HOPS:
        above = await staff_notices.supervisors_of(target)
        await staff_notices.tell(above, "hops", attempt.now, of=str(hop), case=case)


async def note_ground(attempt: Attempt) -> None:
    """The ground stands in the open; the words stay with petitioner and staff."""
    await take_over(attempt)
    attempt.meta["ground"] = str(attempt.data["ground"])


async def join_evidence(attempt: Attempt) -> None:
    """The two answered petitions are named with the days of their answers (민원법 23①, 민원령 26)."""
    await take_over(attempt)
    answered = {case.receipt_no: case for case in await cases.answered_before(attempt.case)}
    attempt.meta["answered"] = [_answer(answered, attempt, name) for name in ("first", "second")]


def _answer(answered: dict[str, Case], attempt: Attempt, name: str) -> list[str]:
    case = answered.get(str(attempt.data[name]))
    if case is None or case.closed_at is None:
        raise NoEvidence(name)
    return [case.receipt_no, case.closed_at.isoformat()]


EFFECTS = {
    "route": (hand_over,),
    "transfer": (take_over,),
    "decline": (note_ground,),
    "close_repeat": (join_evidence,),
}
