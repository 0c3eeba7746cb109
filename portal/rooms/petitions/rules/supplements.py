"""How often may papers be asked for, for how long, and when may a petition be returned? (민원령 24, 25)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.rules.words import NotYet, days_of

MOST_REQUESTS: Final = 2
SECOND_REQUEST_DAYS: Final = 10
LONGEST_REQUEST_DAYS: Final = 60


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
    most = SECOND_REQUEST_DAYS if attempt.case.stage == "awaiting_supplement" else LONGEST_REQUEST_DAYS
    days_of(attempt, most, N_("보완 기간이 맞지 않습니다."))


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


def return_waits_for_both_requests(attempt: Attempt) -> None:
    """Return only after both periods for the same papers lapsed (민원령 25①)."""
    if not is_asked_again(attempt.case.clock) or not lapsed(attempt):
        raise NotYet(
            N_(
                "반려는 보완을 두 번 요구하고 두 번째 기간도 지난 뒤에 할 수 있습니다(민원처리법 시행령 제25조)."
            )
        )
