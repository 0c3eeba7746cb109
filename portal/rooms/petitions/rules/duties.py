"""When must a petitioner be told how far a petition is (민원령 23), and who has somebody beside them (민원법 33)?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.kernel.deadlines import Calendar, UnknownYear, is_overdue, reckon_duty
from portal.kernel.moves import Attempt
from portal.kernel.words import N_
from portal.rooms.petitions.rules.words import Moot, NotYet


def progress_is_due(
    kept: Mapping[str, Any], accepted_at: datetime | None, now: datetime, calendar: Calendar
) -> bool:
    """Whether 30 days have passed since it was accepted or its petitioner was told last; `kept` is `Case.clock`."""
    told = kept.get("told_progress")
    since = datetime.fromisoformat(str(told)) if told else accepted_at
    if since is None:
        return False
    try:
        duty = reckon_duty("progress_notice", since, calendar)
    except UnknownYear:
        return False
    return is_overdue(now, duty.due_at, duty.rule)


def thirty_days_have_passed(attempt: Attempt) -> None:
    """The portal tells every 30 days (민원령 23①), an officer whenever the petitioner asks (②)."""
    case = attempt.case
    if attempt.actor.kind == "system" and not progress_is_due(
        case.clock, case.accepted_at, attempt.now, attempt.calendar
    ):
        raise NotYet(N_("처리 상황은 30일마다 알립니다(민원처리법 시행령 제23조)."))


def needs_a_guardian(attempt: Attempt) -> None:
    """A guardian goes with a statutory petition in which several offices have a say (민원법 33)."""
    if not attempt.service.statutory:
        raise Moot(N_("민원후견인은 법정민원에 지정합니다(민원처리법 제33조)."))


GUARDS = {"tell_progress": (thirty_days_have_passed,), "name_guardian": (needs_a_guardian,)}
