"""When is a move of a petition refused? Pure rules; each denial names its ground and article."""

from __future__ import annotations

from portal.rooms.petitions.rules import (
    again,
    duties,
    elsewhere,
    endings,
    extending,
    groups,
    reminding,
    supplements,
    working,
)
from portal.rooms.petitions.rules.duties import progress_is_due
from portal.rooms.petitions.rules.elsewhere import MOST_HOPS, hops_of, hours_allowed, working_minutes
from portal.rooms.petitions.rules.endings import fetch_by, undelivered
from portal.rooms.petitions.rules.extending import asked_extension, asked_longer, longer_left
from portal.rooms.petitions.rules.groups import LEAST_MERGED, LEAST_SIGNERS, PLACES, waits_for_representatives
from portal.rooms.petitions.rules.reminding import AGAIN_AFTER, LAST, Dates, Reminder, is_late, reminders_of
from portal.rooms.petitions.rules.supplements import (
    LONGEST_REQUEST_DAYS,
    is_asked_again,
    is_lapsed,
    requests_of,
)
from portal.rooms.petitions.rules.words import LONGEST_WORDS, NotYet, words_fit

GUARDS = {
    "request_supplement": (
        elsewhere.clock_can_stand,
        extending.no_question_waits,
        supplements.second_request_waits_for_the_first,
        supplements.days_are_reasonable,
    ),
    "supplement": (supplements.supplement_says_something, words_fit),
    "withdraw": (words_fit,),
    "pause": (
        groups.only_with_its_lead,
        elsewhere.clock_can_stand,
        working.pause_has_a_ground,
    ),
    "resume": (groups.only_with_its_lead, working.clock_stands_still),
    "notify": (groups.only_with_its_lead,),
    "decide": (
        working.clock_runs,
        working.outcome_is_known,
        working.refusal_has_reasons_and_remedies,
    ),
    "return": (
        extending.no_question_waits,
        supplements.return_waits_for_both_requests,
    ),
    **extending.GUARDS,
    "extend": (groups.only_with_its_lead, *extending.GUARDS["extend"]),
    **elsewhere.GUARDS,
    "close_repeat": (*elsewhere.GUARDS["close_repeat"], groups.committee_has_sat),
    **groups.GUARDS,
    **again.GUARDS,
    **duties.GUARDS,
    **reminding.GUARDS,
    **endings.GUARDS,
}

__all__ = [
    "AGAIN_AFTER",
    "GUARDS",
    "LAST",
    "LEAST_MERGED",
    "LEAST_SIGNERS",
    "LONGEST_REQUEST_DAYS",
    "LONGEST_WORDS",
    "MOST_HOPS",
    "PLACES",
    "Dates",
    "NotYet",
    "Reminder",
    "asked_extension",
    "asked_longer",
    "fetch_by",
    "hops_of",
    "hours_allowed",
    "is_asked_again",
    "is_lapsed",
    "is_late",
    "longer_left",
    "progress_is_due",
    "reminders_of",
    "requests_of",
    "undelivered",
    "waits_for_representatives",
    "working_minutes",
]
