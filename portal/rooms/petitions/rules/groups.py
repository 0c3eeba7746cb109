"""When may petitions be merged or split, and when are those who file jointly asked for representatives?

민원령 6⑥, 민원법 2조 4호, 24①, 민원령 8, 민원법 23 with 민원령 26.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.kernel.collective import is_collective
from portal.kernel.deadlines import Ground
from portal.kernel.digits import digits
from portal.kernel.moves import MERGED, Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.rules.words import Moot, NotYet, staff_say_how_they_know

LEAST_MERGED: Final = 5
"""From how many people's same petitions on they may be merged (민원령 6⑥)."""
LEAST_SIGNERS: Final = 3
"""From how many co-signers on representatives may be asked for (민원령 8)."""
MOST_REPRESENTATIVES: Final = 3
LONGEST_NAME: Final = 40
PLACES: Final = tuple(range(1, MOST_REPRESENTATIVES + 1))


def waits_for_representatives(kept: Mapping[str, Any]) -> bool:
    """Whether the co-signers were asked to choose, and have not told whom (민원령 8); `kept` is `Case.clock`."""
    ground = Ground.CHOOSING_REPRESENTATIVES.value
    return any(pause["ground"] == ground and not pause["end"] for pause in kept.get("pauses", ()))


def statutory_ones_stand_alone(attempt: Attempt) -> None:
    """A statutory petition is granted or refused to each applicant (민원법 2조 1호): it is not merged."""
    if attempt.service.statutory:
        raise Moot(N_("법정민원은 신청마다 따로 정하므로 합치지 않습니다."))


def clock_runs_for_all(attempt: Attempt) -> None:
    """The earliest date governs petitions that are merged, so each must have one."""
    if attempt.case.due_at is None:
        raise NotYet(N_("처리기간이 멈춰 있습니다. 먼저 다시 시작해 주세요."))


def only_with_its_lead(attempt: Attempt) -> None:
    """What is merged gets its dates and its answer with the leading petition, and from there alone."""
    merged = attempt.case.stage == MERGED
    if merged and attempt.actor.kind != "system":
        raise Moot(N_("합친 민원입니다. 대표 민원에서 처리하면 여기에도 반영됩니다."))
    if not merged and attempt.actor.kind == "system":
        raise Moot(N_("합치지 않은 민원입니다."))


def staff_say_why(attempt: Attempt) -> None:
    """Whoever takes a petition out again tells its petitioner why."""
    if attempt.actor.kind == "staff" and not str(attempt.data.get("reason") or "").strip():
        text = N_("까닭을 적어 주세요. 신청인에게 함께 알립니다.")
        raise Refusal(text, fields={"reason": text})


def many_signed(attempt: Attempt) -> None:
    """Three or more who sign one petition without a representative are asked to choose (민원령 8)."""
    case = attempt.case
    if case.signers < LEAST_SIGNERS:
        raise Moot(N_("대표자는 세 사람 이상이 함께 낸 민원에서 정합니다(민원처리법 시행령 제8조)."))
    if case.clock.get("representatives"):
        raise Moot(N_("대표자를 이미 정했습니다."))
    if case.clock.get("asked_representatives"):
        raise Moot(N_("대표자를 정해 달라고 이미 요청했습니다."))
    clock_runs_for_all(attempt)


def somebody_chooses(attempt: Attempt) -> None:
    """Co-signers name representatives when they are asked, or before."""
    if attempt.case.signers < LEAST_SIGNERS:
        raise Moot(N_("대표자는 세 사람 이상이 함께 낸 민원에서 정합니다(민원처리법 시행령 제8조)."))


def each_can_be_reached(attempt: Attempt) -> None:
    """Up to three people, each with a name and a phone (민원령 8)."""
    wrong: dict[str, str] = {}
    for place in PLACES:
        name = str(attempt.data.get(f"name_{place}") or "").strip()
        phone = str(attempt.data.get(f"phone_{place}") or "").strip()
        if len(name) > LONGEST_NAME:
            wrong[f"name_{place}"] = N_("이름이 너무 깁니다.")
        if bool(name) != bool(phone):
            wrong[f"phone_{place}" if name else f"name_{place}"] = N_("이름과 전화번호를 함께 적어 주세요.")
        elif phone and not 9 <= len(digits(phone)) <= 12:
            wrong[f"phone_{place}"] = N_("전화번호를 010-1234-5678처럼 적어 주세요.")
    if wrong:
        raise Refusal(N_("대표자의 이름과 전화번호를 다시 봐 주세요."), fields=wrong)


def committee_has_sat(attempt: Attempt) -> None:
    """A collective petition is closed as a repeat only by way of the coordination committee (민원법 23, 민원령 26)."""
    if is_collective(attempt.case.households) and not str(attempt.data.get("committee") or "").strip():
        text = N_("다수인관련민원은 민원조정위원회의 심의를 거쳐 종결합니다(민원처리법 시행령 제26조).")
        raise Refusal(text, fields={"committee": N_("언제 심의했고 무엇을 정했는지 적어 주세요.")})


GUARDS = {
    "merge": (statutory_ones_stand_alone, clock_runs_for_all),
    "unmerge": (staff_say_why,),
    "ask_representatives": (many_signed,),
    "name_representatives": (somebody_chooses, each_can_be_reached, staff_say_how_they_know),
}
