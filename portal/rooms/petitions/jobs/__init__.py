"""What does the clock do for petitions? It tells petitioners, reminds the office, and prepares the monthly review."""

from typing import Final

from portal.kernel.jobs import Job
from portal.rooms.petitions.jobs.progress import tell_progress
from portal.rooms.petitions.jobs.reminding import remind, show_late
from portal.rooms.petitions.jobs.reviewing import review_month

JOBS: Final = (
    Job("tell petitioners of progress", 3600, tell_progress),
    Job("remind the office of dates", 300, remind),
    Job("show the auditor what is late", 900, show_late),
    Job("prepare the monthly review", 900, review_month),
)

__all__ = ["JOBS", "remind", "review_month", "show_late", "tell_progress"]
