"""What is the petitioner asked: papers, or more time for the office? And may they ask for more time themselves?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.deadlines import Rule, is_overdue
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.rooms.petitions.queries import Opened
from portal.rooms.petitions.rules import (
    asked_extension,
    asked_longer,
    is_asked_again,
    is_lapsed,
    longer_left,
)
from portal.web import casework, dates
from portal.web.i18n import Words


@dataclass(frozen=True)
class Asked:
    """A supplement that is asked for. `until` is a day in words; `lapsed` means that day has passed.

    `wish` says that more time was asked for; `may_ask` that it may be.
    """

    request: str
    until: str
    lapsed: bool
    second: bool
    wish: str = ""
    may_ask: bool = False


@dataclass(frozen=True)
class Question:
    """The office asks to extend once more (민원령 21①): why, until when it is due now, and until when then."""

    reason: str
    due: str
    until: str


def asked(opened: Opened, words: Words, now: datetime) -> Asked | None:
    """What is asked for while the petition waits for it."""
    case = opened.case
    event = opened.last("request_supplement")
    if case.stage != "awaiting_supplement" or event is None or case.supplement_by is None:
        return None
    days = asked_longer(case.clock)
    return Asked(
        request=str((event.body or {}).get("request", "")),
        until=dates.day(case.supplement_by, words.lang),
        lapsed=is_lapsed(case.supplement_by, now),
        second=is_asked_again(case.clock),
        wish=words(
            N_(
                "%(days)s일을 더 달라고 하셨습니다. 담당자가 대답하면 알려 드립니다. 그때까지는 위 날짜에 맞춰 주세요."
            ),
            days=days,
        )
        if days
        else "",
        may_ask=may_ask_longer(case, now),
    )


def may_ask_longer(case: Case, now: datetime) -> bool:
    """Whether more time for the papers may be asked for now (민원령 24②): in time, twice, one question at a time."""
    waits = case.stage == "awaiting_supplement" and not is_lapsed(case.supplement_by, now)
    return waits and not asked_longer(case.clock) and longer_left(case.clock) > 0


def extension(opened: Opened, words: Words, now: datetime) -> Question | None:
    """The question that waits for the petitioner's yes or no; it ends with the period."""
    case, rule = opened.case, str(opened.case.clock["rule"])
    event = opened.last("ask_extension")
    open_now = case.stage in {"accepted", "in_review"} and bool(asked_extension(case.clock))
    if not open_now or event is None or case.due_at is None:
        return None
    if is_overdue(now, case.due_at, Rule.parse(rule)):
        return None
    until = opened.clocks.if_extended
    return Question(
        reason=str((event.body or {}).get("reason", "")),
        due=casework.moment(case.due_at, rule, words),
        until=casework.moment(until, rule, words) if until else "",
    )
