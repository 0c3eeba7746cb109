"""By how much, how often and on whose word may a period be made longer? (민원령 21, 24②, 민원법 35②)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.kernel.deadlines import (
    NoMoreExtensions,
    Rule,
    check_extensions,
    extensions_allowed,
    is_overdue,
    longest_extension,
)
from portal.kernel.moves import Attempt
from portal.kernel.words import N_
from portal.rooms.petitions.rules.supplements import (
    LONGEST_REQUEST_DAYS,
    is_asked_again,
    lapsed,
)
from portal.rooms.petitions.rules.words import Moot, NotYet, days_of, staff_say_how_they_know, words_fit

MOST_LONGER: Final = 2
"""How often a petitioner may ask for more time for the same papers (민원령 24②)."""


def asked_extension(kept: Mapping[str, Any]) -> int:
    """The days of the second extension that the petitioner has not answered yet, or 0; `kept` is `Case.clock`."""
    return int(kept.get("asked_extension", 0))


def asked_longer(kept: Mapping[str, Any]) -> int:
    """The days by which the petitioner wants the period for papers longer and that nobody answered yet, or 0."""
    return int(kept.get("asked_longer", 0))


def longer_left(kept: Mapping[str, Any]) -> int:
    """How often the petitioner may still ask for more time for these papers; never once they were asked for again."""
    return 0 if is_asked_again(kept) else MOST_LONGER - int(kept.get("longer_asks", 0))


def _rule(attempt: Attempt) -> Rule:
    return Rule.parse(str(attempt.case.clock["rule"]))


def _extensions(attempt: Attempt) -> tuple[int, ...]:
    kept: Mapping[str, Any] = attempt.case.clock
    return tuple(kept.get("extensions", ()))


def period_is_not_over(attempt: Attempt) -> None:
    """What is late already can't be made punctual: a period is made longer before it ends (민원령 21①)."""
    case = attempt.case
    if is_overdue(attempt.now, case.due_at, _rule(attempt)):
        raise NotYet(N_("처리기간이 지난 뒤에는 연장할 수 없습니다(민원처리법 시행령 제21조)."))


def clock_is_there_to_extend(attempt: Attempt) -> None:
    """Only a running clock is extended, and only one whose law knows an extension."""
    if extensions_allowed(_rule(attempt)) == 0:
        raise Moot(N_("이 처리기간은 연장할 수 없습니다."))
    if attempt.case.due_at is None:
        raise NotYet(N_("처리기간이 멈춰 있습니다. 먼저 다시 시작해 주세요."))


def office_extends_once(attempt: Attempt) -> None:
    """The office alone extends once (민원령 21① 본문); a refusal's objection too (민원법 35②)."""
    if not _extensions(attempt):
        return
    if extensions_allowed(_rule(attempt)) < 2:
        raise NoMoreExtensions()
    raise Moot(N_("두 번째 연장은 신청인의 동의를 받아야 합니다(민원처리법 시행령 제21조 제1항 단서)."))


def consent_is_for_the_second(attempt: Attempt) -> None:
    """Consent is asked for the second and last extension (민원령 21① 단서), one question at a time."""
    case = attempt.case
    if not _extensions(attempt):
        raise Moot(N_("첫 번째 연장은 동의 없이 할 수 있습니다. 먼저 처리기간을 연장해 주세요."))
    if len(_extensions(attempt)) >= extensions_allowed(_rule(attempt)):
        raise NoMoreExtensions()
    if asked_extension(case.clock):
        raise NotYet(N_("신청인이 아직 대답하지 않았습니다."))


def extension_fits(attempt: Attempt) -> None:
    """No extension is longer than the original period (민원령 21①)."""
    rule = _rule(attempt)
    days = days_of(attempt, longest_extension(rule), N_("연장 일수가 맞지 않습니다."))
    check_extensions(rule, (*_extensions(attempt), days))


def consent_was_asked(attempt: Attempt) -> None:
    """Nobody consents to what was not asked."""
    if not asked_extension(attempt.case.clock):
        raise Moot(N_("연장에 동의해 달라는 요청이 없습니다."))


def time_for_papers_runs(attempt: Attempt) -> None:
    """More time is asked for within the period (민원령 24②), twice at most, one question at a time."""
    kept = attempt.case.clock
    if asked_longer(kept):
        raise NotYet(N_("이미 요청하셨습니다. 담당자가 곧 대답합니다."))
    if longer_left(kept) <= 0:
        raise NotYet(
            N_("보완 기간을 더 달라는 요청은 두 번까지 할 수 있습니다(민원처리법 시행령 제24조 제2항).")
        )
    if lapsed(attempt):
        raise NotYet(N_("보완 기간이 지났습니다. 담당자에게 전화해 주세요."))


def longer_is_reasonable(attempt: Attempt) -> None:
    """The petitioner names the days that are needed (민원령 24②)."""
    days_of(attempt, LONGEST_REQUEST_DAYS, N_("일수가 맞지 않습니다."))


def longer_was_asked(attempt: Attempt) -> None:
    """The office answers what the petitioner asked."""
    if not asked_longer(attempt.case.clock):
        raise Moot(N_("보완 기간을 더 달라는 요청이 없습니다."))


def grant_is_no_longer_than_asked(attempt: Attempt) -> None:
    """The office takes the days that the petitioner named into account, and gives no more of them (민원령 24②)."""
    days_of(attempt, asked_longer(attempt.case.clock), N_("일수가 맞지 않습니다."))


def no_question_waits(attempt: Attempt) -> None:
    """Whoever asked for more time gets an answer before papers are asked for again or sent back (민원령 24②)."""
    if asked_longer(attempt.case.clock):
        raise NotYet(N_("신청인이 보완 기간을 더 달라고 했습니다. 먼저 대답해 주세요."))


_ANSWER = (consent_was_asked, staff_say_how_they_know)
GUARDS = {
    "extend": (clock_is_there_to_extend, office_extends_once, period_is_not_over, extension_fits),
    "ask_extension": (
        clock_is_there_to_extend,
        consent_is_for_the_second,
        period_is_not_over,
        extension_fits,
    ),
    "consent_extension": (*_ANSWER, period_is_not_over),
    "refuse_extension": _ANSWER,
    "ask_longer": (time_for_papers_runs, longer_is_reasonable, words_fit),
    "grant_longer": (longer_was_asked, grant_is_no_longer_than_asked),
    "refuse_longer": (longer_was_asked,),
}
