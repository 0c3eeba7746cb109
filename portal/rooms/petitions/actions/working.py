"""What does a move on the straight road write besides its stage: the clock, the officer, the answer?"""

from __future__ import annotations

from uuid import UUID

from portal.kernel import timeline
from portal.kernel.cases import clock
from portal.kernel.cases.contents import key_of
from portal.kernel.deadlines import Ground
from portal.kernel.models import Attachment, Person
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.rules import requests_of


class NoSuchOfficer(Refusal):
    """The chosen officer is not an active member of staff of the case's department."""

    def __init__(self, field: str) -> None:
        super().__init__(N_("담당자를 다시 골라 주세요."), fields={field: N_("이 부서의 담당자가 아닙니다.")})


async def start_clock(attempt: Attempt) -> None:
    """Acceptance starts the clock and fixes the due date (민원법 19).

    A paper form that the counter took in hand was accepted then, not when it was typed in later.
    """
    case = attempt.case
    at_hand = case.channel == "paper" and attempt.data.get("at_hand") == "yes"
    case.accepted_at = case.submitted_at if at_hand else attempt.now
    if at_hand:
        attempt.meta["accepted_at"] = case.accepted_at.isoformat()
    await take_over(attempt)
    reckon_due(attempt)


async def take_over(attempt: Attempt) -> None:
    """Whoever works on a case that nobody has becomes its officer (민원령 31: notices name one)."""
    case, actor = attempt.case, attempt.actor
    if actor.kind == "staff" and case.department in actor.departments and case.officer_id is None:
        case.officer_id = UUID(actor.id)
    if actor.kind == "back_office" and attempt.data.get("officer_name"):
        case.officer_name = str(attempt.data["officer_name"])[:64]
        case.officer_phone = str(attempt.data.get("officer_phone") or "")[:32]


async def assign_officer(attempt: Attempt) -> None:
    """Give the case to a member of staff of its department."""
    officer = await officer_named(attempt, "officer")
    attempt.case.officer_id = officer.id
    attempt.case.officer_name = attempt.case.officer_phone = ""
    attempt.meta["officer"] = str(officer.id)


async def officer_named(attempt: Attempt, field: str) -> Person:
    """The member of staff of the case's department whom the move names. Raises NoSuchOfficer."""
    officer = await Person.filter(
        id=_uuid(attempt.data[field]),
        active=True,
        grants__department=attempt.case.department,
        grants__revoked_at=None,
    ).first()
    if officer is None:
        raise NoSuchOfficer(field)
    return officer


async def stop_for_supplement(attempt: Attempt) -> None:
    """The clock stops from the day of the request (절차령 11 1호); the period counts by 민법 (민원령 24④)."""
    case, days = attempt.case, int(str(attempt.data["days"]))
    if Ground.SUPPLEMENT not in clock.stands_for(case):
        clock.start_pause(case, attempt.now, Ground.SUPPLEMENT)
    again = case.stage == "awaiting_supplement"
    asked = {"requests": requests_of(attempt) + (not again), "again": again, "longer_asks": 0}
    case.clock = {**case.clock, **asked}
    if not again:
        case.clock.pop("undelivered", None)
    case.due_at = None
    clock.begin_papers(case, attempt.now, days, attempt.calendar)
    attempt.meta["supplement_by"] = case.supplement_by.isoformat() if case.supplement_by else ""


async def take_supplement(attempt: Attempt) -> None:
    """The supplement's pause ends on the day it arrives; another ground for standing still goes on."""
    clock.end_pauses(attempt.case, attempt.now, {Ground.SUPPLEMENT})
    attempt.case.supplement_by = None
    attempt.case.clock = {**attempt.case.clock, "asked_longer": 0}
    reckon_due(attempt)


async def run_on(attempt: Attempt) -> None:
    """The clock runs again from the day after its ground ended."""
    clock.end_pauses(attempt.case, attempt.now, set(Ground))
    reckon_due(attempt)


async def stop_for_ground(attempt: Attempt) -> None:
    """Stop the clock for a ground of 절차령 11 other than a supplement."""
    clock.start_pause(attempt.case, attempt.now, Ground(attempt.data["ground"]))
    attempt.case.due_at = None
    attempt.meta["ground"] = str(attempt.data["ground"])


async def keep_outcome(attempt: Attempt) -> None:
    """The outcome stands on the case; the words stay with staff until the result notice."""
    attempt.case.outcome = str(attempt.data["outcome"])
    attempt.meta["outcome"] = attempt.case.outcome
    attempt.case.clock = {**attempt.case.clock, "asked_extension": 0}
    await take_over(attempt)


async def forget_outcome(attempt: Attempt) -> None:
    """A decision that was undone, or that nobody was told before the petition was withdrawn, leaves no outcome.

    Whoever takes an objection back is left with the refusal.
    """
    stands = attempt.move.name == "withdraw" and clock.is_objection(attempt.case)
    attempt.case.outcome = "refused" if stands else ""


async def bring_answer(attempt: Attempt) -> None:
    """The result notice carries the decision's words and files to the petitioner (민원법 27)."""
    case = attempt.case
    entries = await timeline.read(case, ("staff",), await key_of(case))
    decision = [entry for entry in entries if entry.kind == "decide"][-1]
    attempt.body.update(decision.body or {})
    attempt.meta["outcome"] = case.outcome
    await Attachment.filter(case_id=case.id, event_seq=decision.seq, audience="staff").update(
        audience="petitioner", event_seq=case.seq + 1
    )


def reckon_due(attempt: Attempt) -> None:
    """Reckon the due date anew; the event tells it, or that there is none now."""
    attempt.case.due_at = clock.due_of(attempt.case, attempt.calendar)
    attempt.meta["due_at"] = attempt.case.due_at.isoformat() if attempt.case.due_at else ""


def _uuid(typed: object) -> UUID | None:
    try:
        return UUID(str(typed))
    except ValueError:
        return None
