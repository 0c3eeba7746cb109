"""When is a move of a petition refused? Pure rules; each denial names its ground and article."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from portal.kernel.deadlines import Ground
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.definition import OUTCOMES

MOST_REQUESTS: Final = 2
SECOND_REQUEST_DAYS: Final = 10
LONGEST_REQUEST_DAYS: Final = 60
LONGEST_WORDS: Final = 10_000
"""The most letters of one text of a petitioner."""


class NotYet(Refusal):
    """The law does not allow the move yet."""

    kind = "conflict"


def requests_of(attempt: Attempt) -> int:
    """How many times a supplement was asked for so far, not counting what was asked again after it lapsed."""
    return int(str(attempt.case.clock.get("requests", 0)))


def is_asked_again(clock: Mapping[str, object]) -> bool:
    """Whether the papers that are waited for were asked for a second time, after the first period lapsed."""
    return bool(clock.get("again"))


def is_lapsed(supplement_by: datetime | None, now: datetime) -> bool:
    """Whether the period for a supplement has passed without it."""
    return supplement_by is not None and now > supplement_by


def lapsed(attempt: Attempt) -> bool:
    """Whether this case's period for the supplement has passed without it."""
    return is_lapsed(attempt.case.supplement_by, attempt.now)


def days_are_reasonable(attempt: Attempt) -> None:
    """A period is whole days; asked again after one that lapsed, at most 10 (민원령 24①③)."""
    typed = str(attempt.data["days"]).strip()
    most = SECOND_REQUEST_DAYS if attempt.case.stage == "awaiting_supplement" else LONGEST_REQUEST_DAYS
    # No longer than a period can be: an int of thousands of digits can't even be read.
    if not typed.isdecimal() or len(typed) > 3 or not 1 <= int(typed) <= most:
        raise Refusal(
            N_("보완 기간이 맞지 않습니다."),
            fields={"days": N_("1일에서 %(most)s일 사이로 적어 주세요.")},
            most=most,
        )


def second_request_waits_for_the_first(attempt: Attempt) -> None:
    """The same papers again only after their period lapsed, and no third time (민원령 24③).

    Other papers are asked for once more at most: each request stops the clock.
    """
    waits = attempt.case.stage == "awaiting_supplement"
    if is_asked_again(attempt.case.clock) if waits else requests_of(attempt) >= MOST_REQUESTS:
        raise NotYet(N_("보완은 두 번까지만 요구할 수 있습니다(민원처리법 시행령 제24조)."))
    if waits and not lapsed(attempt):
        raise NotYet(N_("보완 기간이 아직 지나지 않았습니다. 기간이 지난 뒤 한 번 더 요구할 수 있습니다."))


def supplement_says_something(attempt: Attempt) -> None:
    """A supplement brings words or files."""
    if not str(attempt.data.get("supplement") or "").strip() and not attempt.data.get("files"):
        raise Refusal(
            N_("보완할 내용이 없습니다."),
            fields={"supplement": N_("설명을 적거나 파일을 올려 주세요.")},
        )


def words_fit(attempt: Attempt) -> None:
    """A petitioner's words have a length that a person can read."""
    for name in attempt.move.texts:
        if len(str(attempt.data.get(name) or "")) > LONGEST_WORDS:
            raise Refusal(
                N_("글이 너무 깁니다."),
                fields={name: N_("%(most)s자까지 적을 수 있습니다. 나머지는 파일로 올려 주세요.")},
                most=f"{LONGEST_WORDS:,}",
            )


def return_waits_for_both_requests(attempt: Attempt) -> None:
    """Return only after both periods for the same papers lapsed (민원령 25①)."""
    if not is_asked_again(attempt.case.clock) or not lapsed(attempt):
        raise NotYet(
            N_(
                "반려는 보완을 두 번 요구하고 두 번째 기간도 지난 뒤에 할 수 있습니다(민원처리법 시행령 제25조)."
            )
        )


def outcome_is_known(attempt: Attempt) -> None:
    """Only statutory petitions are granted or refused; others are answered (or refused with reasons)."""
    outcome = str(attempt.data["outcome"])
    if outcome not in OUTCOMES or (outcome == "granted" and not attempt.service.statutory):
        raise Refusal(
            N_("결과를 다시 골라 주세요."), fields={"outcome": N_("이 민원에 맞는 결과를 골라 주세요.")}
        )


def refusal_has_reasons_and_remedies(attempt: Attempt) -> None:
    """A refusal names its reasons and the remedies (민원법 27③)."""
    if attempt.data["outcome"] != "refused":
        return
    needed = {
        "reasons": N_("거부하는 까닭을 적어 주세요(민원처리법 제27조 제3항)."),
        "remedies": N_("이의신청·행정심판 등 구제 방법을 적어 주세요(민원처리법 제27조 제3항)."),
    }
    missing = {name: text for name, text in needed.items() if not str(attempt.data.get(name) or "").strip()}
    if missing:
        raise Refusal(N_("거부에는 까닭과 구제 방법이 있어야 합니다."), fields=missing)


def pause_has_a_ground(attempt: Attempt) -> None:
    """The clock stops for the grounds of 절차령 11 only; for a supplement there is its own move."""
    grounds = {ground.value for ground in Ground} - {Ground.SUPPLEMENT.value}
    if attempt.data["ground"] not in grounds:
        raise Refusal(N_("멈추는 까닭을 다시 골라 주세요."), fields={"ground": N_("목록에서 골라 주세요.")})
    if attempt.case.due_at is None:
        raise NotYet(N_("처리기간이 이미 멈춰 있습니다."))


def clock_stands_still(attempt: Attempt) -> None:
    """Only a clock that stands still can be started again."""
    if attempt.case.due_at is not None:
        raise NotYet(N_("처리기간이 이미 가고 있습니다."))


def clock_runs(attempt: Attempt) -> None:
    """A decision ends every pause first, so that its date can be reckoned."""
    if attempt.case.due_at is None:
        raise NotYet(N_("처리기간이 멈춰 있습니다. 먼저 다시 시작해 주세요."))


GUARDS = {
    "request_supplement": (second_request_waits_for_the_first, days_are_reasonable),
    "supplement": (supplement_says_something, words_fit),
    "withdraw": (words_fit,),
    "pause": (pause_has_a_ground,),
    "resume": (clock_stands_still,),
    "decide": (clock_runs, outcome_is_known, refusal_has_reasons_and_remedies),
    "return": (return_waits_for_both_requests,),
}
