"""What does a notice of progress leave behind? That it was told, so that the next one is 30 days away (민원령 23)."""

from __future__ import annotations

from portal.kernel.moves import Attempt


async def note_progress(attempt: Attempt) -> None:
    """The day is kept on the case; the event tells until when the answer is due."""
    case = attempt.case
    case.clock = {**case.clock, "told_progress": attempt.now.isoformat()}
    attempt.meta["due_at"] = case.due_at.isoformat() if case.due_at else ""


EFFECTS = {"tell_progress": (note_progress,)}
