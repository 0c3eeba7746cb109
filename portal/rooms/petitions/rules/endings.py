"""When does a petition end because its petitioner can't be found, or what was granted is not fetched? (민원령 25②④)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from portal.kernel.deadlines import reckon_duty
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.rules.supplements import is_asked_again
from portal.rooms.petitions.rules.words import Moot, NotYet

HANDS_OUT: Final = frozenset({"permit", "license", "approval", "report_registration", "certificate"})
"""The kinds that end with a paper in somebody's hands: a permit, a certificate of a report."""
TWICE: Final = 2


def undelivered(kept: Mapping[str, Any]) -> int:
    """How many of the requests for the same papers came back, since nobody lives there; `kept` is `Case.clock`."""
    return int(kept.get("undelivered", 0))


def each_request_comes_back_once(attempt: Attempt) -> None:
    """No more came back than was sent (민원령 25②)."""
    sent = TWICE if is_asked_again(attempt.case.clock) else 1
    if undelivered(attempt.case.clock) >= sent:
        raise NotYet(N_("보낸 보완 요구는 이미 모두 반송으로 적었습니다."))


def both_requests_came_back(attempt: Attempt) -> None:
    """Deemed withdrawn once the request came back twice, the address being unknown (민원령 25②)."""
    back = undelivered(attempt.case.clock)
    if back < TWICE:
        why = N_("보완 요구가 두 번 반송된 뒤에 취하로 볼 수 있습니다(민원처리법 시행령 제25조제2항).")
        raise NotYet(why) if back else Moot(why)


def something_is_handed_out(attempt: Attempt) -> None:
    """What was granted is a paper, and nobody has it yet."""
    case = attempt.case
    if case.outcome != "granted" or attempt.service.kind not in HANDS_OUT:
        raise Moot(N_("허가증이나 증명서처럼 내줄 것이 있는 민원에만 할 수 있습니다."))
    if case.clock.get("handed_out"):
        raise Moot(N_("이미 내주었습니다."))


def not_offered_yet(attempt: Attempt) -> None:
    """The petitioner is told once that it waits, and until when."""
    if attempt.case.clock.get("fetch_by"):
        raise Moot(N_("찾아가시라고 이미 알렸습니다."))


def place_fits(attempt: Attempt) -> None:
    """Where it waits is a line, not a letter."""
    if len(str(attempt.data["place"])) > LONGEST_PLACE:
        raise Refusal(
            N_("글이 너무 깁니다."),
            fields={"place": N_("%(most)s자까지 적을 수 있습니다.")},
            most=LONGEST_PLACE,
        )


def fifteen_days_have_passed(attempt: Attempt) -> None:
    """15 days after the due date, and not before the petitioner was told that it waits (민원령 25④)."""
    said = attempt.case.clock.get("fetch_by")
    if not said:
        raise NotYet(N_("먼저 찾아가시라고 알려야 합니다(민원처리법 시행령 제25조제4항)."))
    if attempt.now < datetime.fromisoformat(str(said)):
        raise NotYet(N_("찾아갈 수 있는 15일이 아직 지나지 않았습니다(민원처리법 시행령 제25조제4항)."))


def fetch_by(attempt: Attempt) -> datetime:
    """Until when it waits: 15 days from the due date, or from now if that has passed already (민원령 25④)."""
    case, now = attempt.case, attempt.now
    since = max(case.due_at or now, now)
    # Without pauses it always ends.
    return reckon_duty("unclaimed_permit", since, attempt.calendar).due_at or since


LONGEST_PLACE: Final = 100
GUARDS: Final = {
    "note_undelivered": (each_request_comes_back_once,),
    "deem_withdrawn": (both_requests_came_back,),
    "offer": (something_is_handed_out, not_offered_yet, place_fits),
    "hand_out": (something_is_handed_out,),
    "close_unclaimed": (something_is_handed_out, fifteen_days_have_passed),
}
