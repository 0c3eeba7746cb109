"""Until when may a refusal be objected to, by whom and how often? (민원법 35①)"""

from __future__ import annotations

from portal.kernel.deadlines import is_overdue, reckon_duty
from portal.kernel.moves import Attempt
from portal.kernel.words import N_
from portal.rooms.petitions.rules.words import Moot, NotYet, words_fit


def was_refused(attempt: Attempt) -> None:
    """The refusal of a statutory petition may be objected to (민원법 35①), once."""
    if attempt.case.outcome != "refused" or not attempt.service.statutory:
        raise Moot(N_("이의신청은 거부된 법정민원에 할 수 있습니다(민원처리법 제35조)."))
    if "since" in attempt.case.clock:
        raise Moot(
            N_("이의신청에 대한 결정입니다. 행정심판이나 행정소송을 낼 수 있습니다(민원처리법 제35조 제3항).")
        )


def sixty_days_are_not_over(attempt: Attempt) -> None:
    """Within 60 days of the notice (민원법 35①)."""
    told = attempt.case.closed_at
    if told is None:
        return
    last = reckon_duty("object_to_refusal", told, attempt.calendar.as_told(told))
    if is_overdue(attempt.now, last.due_at, last.rule):
        raise NotYet(N_("이의신청을 할 수 있는 60일이 지났습니다(민원처리법 제35조 제1항)."))


GUARDS = {"object": (was_refused, sixty_days_are_not_over, words_fit)}
