"""Which periods does the law itself set, for each kind of petition and for each duty around it?

Data: 민원령 14-17, 19, 34 for the kinds; 민원법, 민원령, 민원규칙 and 정보법 for the duties. A statutory petition
has its own period in the handbook (민원법 17, 36), so it is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from portal.kernel.deadlines.days import Calendar
from portal.kernel.deadlines.reckon import reckon
from portal.kernel.deadlines.reckoning import Reckoning
from portal.kernel.deadlines.rule import DAY_FAMILIES, Family, Rule
from portal.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Duty:
    """A period that the law sets: its rule, its article (Korean source text), how sure we are (A … ?)."""

    rule: Rule
    article: str
    sure: Literal["A", "B", "C", "?"] = "A"


def _duty(rule: str, article: str, sure: Literal["A", "B", "C", "?"] = "A") -> Duty:
    return Duty(Rule.parse(rule), article, sure)


DEFAULT_PERIODS: Final = {
    "inquiry_law": _duty("N6:14", N_("민원 처리에 관한 법률 시행령 제14조제1호")),
    "inquiry_general": _duty("N6:7", N_("민원 처리에 관한 법률 시행령 제14조제2호")),
    "suggestion": _duty("N6:14", N_("민원 처리에 관한 법률 시행령 제15조")),
    "misc": _duty("WH:3", N_("민원 처리에 관한 법률 시행령 제16조제1항, 제19조")),
    "living_report": _duty("WH:3", N_("민원 처리에 관한 법률 시행령 제16조제1항, 제19조")),
    "grievance": _duty("N6:7", N_("민원 처리에 관한 법률 시행령 제17조")),
}

DUTIES: Final = {
    "accept": _duty("WH:8", N_("민원 처리에 관한 법률 시행령 제6조제7항")),
    "route": _duty("WH:1", N_("민원 처리에 관한 법률 시행령 제13조제1항")),
    "route_far": _duty("WH:3", N_("민원 처리에 관한 법률 시행령 제13조제1항")),
    "misrouted": _duty("WH:3", N_("민원 처리에 관한 법률 시행령 제13조제2항")),
    "transfer": _duty("WH:8", N_("민원 처리에 관한 법률 시행령 제13조제3항")),
    "request_supplement": _duty("WH:8", N_("민원 처리에 관한 법률 시행규칙 제9조제1항")),
    "second_supplement": _duty("CIV:10", N_("민원 처리에 관한 법률 시행령 제24조제3항·제4항")),
    "progress_notice": _duty("PASS:30", N_("민원 처리에 관한 법률 시행령 제23조")),
    "object_to_refusal": _duty("CIV:60", N_("민원 처리에 관한 법률 제35조제1항")),
    "decide_objection": _duty("CIV:10", N_("민원 처리에 관한 법률 제35조제2항"), "?"),
    "unclaimed_permit": _duty("PASS:15", N_("민원 처리에 관한 법률 시행령 제25조제4항")),
    "disclosure_decision": _duty("FOI:10", N_("공공기관의 정보공개에 관한 법률 제11조제1항")),
    "disclosure_silence": _duty("FOI20:20", N_("공공기관의 정보공개에 관한 법률 제18조제1항")),
    "third_party_wish": _duty("CIV:3", N_("공공기관의 정보공개에 관한 법률 제21조제1항")),
    "third_party_objection": _duty("CIV:7", N_("공공기관의 정보공개에 관한 법률 제21조제2항")),
    "third_party_gap": _duty("PASS:30", N_("공공기관의 정보공개에 관한 법률 제21조제3항"), "?"),
    "disclosure_date": _duty("CIV:10", N_("공공기관의 정보공개에 관한 법률 시행령 제12조제1항")),
    "disclose_after_payment": _duty("CIV:5", N_("공공기관의 정보공개에 관한 법률 시행령 제12조제2항")),
    "disclosure_no_show": _duty("PASS:10", N_("공공기관의 정보공개에 관한 법률 시행령 제12조제4항")),
    "disclosure_instalments": _duty("M:2", N_("공공기관의 정보공개에 관한 법률 시행령 제12조제3항"), "?"),
    "object_to_disclosure": _duty("CIV:30", N_("공공기관의 정보공개에 관한 법률 제18조제1항")),
    "decide_disclosure_objection": _duty("FOIOBJ:7", N_("공공기관의 정보공개에 관한 법률 제18조제3항")),
}

_PRELIMINARY: Final = N_("민원 처리에 관한 법률 시행령 제34조제2항")
_PRELIMINARY_DAYS: Final = 30


def reckon_duty(name: str, since: datetime, calendar: Calendar) -> Reckoning:
    """The reckoning of a named duty from the instant that starts it. Raises KeyError, UnknownYear."""
    duty = DUTIES[name]
    return reckon(duty.rule, since, calendar, article=duty.article)


def preliminary_review(statutory: Rule) -> Duty:
    """The period of a preliminary review: a kind under 30일 keeps its own, others have 30일 (민원령 34②)."""
    of_days = statutory.family in DAY_FAMILIES | {Family.SHORT, Family.HOURS}
    weeks = statutory.family is Family.WEEKS and statutory.n * 7 < _PRELIMINARY_DAYS
    shorter = (of_days and statutory.n < _PRELIMINARY_DAYS) or weeks or statutory.family is Family.HOURS
    return Duty(statutory if shorter else Rule(Family.LONG, _PRELIMINARY_DAYS), _PRELIMINARY)
