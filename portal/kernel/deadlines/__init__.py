"""Until when must the district answer, and how is that date counted?

The law's clock as pure functions: a rule, an acceptance, the holidays, pauses and extensions give a due instant
and its reckoning. It knows no database, no settings and no present time. Sources: 민원법 19, 민원령 6, 13-21,
행정절차법 시행령 11, 정보법 29, 민법 155-161, 기록령 26.
"""

from portal.kernel.deadlines.clocks import (
    accept_by,
    acceptance_reckoning,
    dispose_after,
    latest_promise,
    working_time_left,
)
from portal.kernel.deadlines.days import KST, Calendar, NaiveTime, UnknownYear, end_of, korean
from portal.kernel.deadlines.duties import DEFAULT_PERIODS, DUTIES, Duty, preliminary_review, reckon_duty
from portal.kernel.deadlines.extensions import (
    BadExtension,
    ExtensionTooLong,
    NoMoreExtensions,
    check_extensions,
    extensions_allowed,
    longest_extension,
)
from portal.kernel.deadlines.pauses import BadPause, Ground, Pause
from portal.kernel.deadlines.reckon import investigation_until, reckon
from portal.kernel.deadlines.reckoning import Code, Reckoning, Step, is_overdue, late_from
from portal.kernel.deadlines.rule import BadRule, Family, Rule

__all__ = [
    "DEFAULT_PERIODS",
    "DUTIES",
    "KST",
    "BadExtension",
    "BadPause",
    "BadRule",
    "Calendar",
    "Code",
    "Duty",
    "ExtensionTooLong",
    "Family",
    "Ground",
    "NaiveTime",
    "NoMoreExtensions",
    "Pause",
    "Reckoning",
    "Rule",
    "Step",
    "UnknownYear",
    "accept_by",
    "acceptance_reckoning",
    "check_extensions",
    "dispose_after",
    "end_of",
    "extensions_allowed",
    "investigation_until",
    "is_overdue",
    "korean",
    "late_from",
    "latest_promise",
    "longest_extension",
    "preliminary_review",
    "reckon",
    "reckon_duty",
    "working_time_left",
]
