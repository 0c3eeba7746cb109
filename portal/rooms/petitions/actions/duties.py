"""What do the clock's duties leave behind? Who was told, and when, so that the next time is far enough away."""

from __future__ import annotations

from portal.kernel import delegations, staff_notices
from portal.kernel.moves import Attempt
from portal.rooms.petitions.actions.working import officer_named
from portal.rooms.petitions.rules import LAST


async def note_progress(attempt: Attempt) -> None:
    """The day is kept on the case; the event tells until when the answer is due (민원령 23)."""
    case = attempt.case
    case.clock = {**case.clock, "told_progress": attempt.now.isoformat()}
    attempt.meta["due_at"] = case.due_at.isoformat() if case.due_at else ""


async def note_missed(attempt: Attempt) -> None:
    """The event names the date that was missed; the case keeps when it was said (민원령 18, 28②)."""
    case = attempt.case
    missed = case.accept_by if case.accepted_at is None else case.due_at
    attempt.meta["missed"] = missed.isoformat() if missed else ""
    case.clock = {**case.clock, LAST[attempt.move.name]: attempt.now.isoformat()}


async def tell_office(attempt: Attempt) -> None:
    """Officer and supervisor hear of the inspector's reminder; of a demand the inspector, too."""
    case, now = attempt.case, attempt.now
    told = [*await staff_notices.officer_or_above(case), *await staff_notices.supervisors_of(case.department)]
    topic = "urged"
    if attempt.move.name == "demand":
        told += await staff_notices.auditors()
        topic = "demanded"
    await staff_notices.tell(told, topic, now, of=staff_notices.occurrence(now), case=case)


async def name_guardian(attempt: Attempt) -> None:
    """The petitioner reads who goes along with the petition and where to call (민원법 33, 민원령 37)."""
    person = await officer_named(attempt, "guardian")
    attempt.meta["guardian"] = str(person.id)
    attempt.body["guardian"] = f"{person.name} {person.phone}".strip()
    of = staff_notices.occurrence(attempt.now)
    await staff_notices.tell([person], "guardian", attempt.now, of=of, case=attempt.case)


EFFECTS = {
    "name_guardian": (name_guardian,),
    "tell_progress": (note_progress,),
    "urge": (note_missed, tell_office),
    "demand": (delegations.note_agent, note_missed, tell_office),
}
