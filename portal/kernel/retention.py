"""Which closed cases have stood their time, and what did the records centre decide on them?

The retention class counts from 1 January of the year after the case was closed (공공기록물법 시행령 26조⑤). What is due
is never destroyed by a clock: a records officer decides (같은 영 43조), and somebody else carries it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.database.rows import empty_log, insert
from portal.database.transactions import transaction
from portal.kernel import destruction, permissions, privacy, timeline
from portal.kernel.cases import CaseNotFound
from portal.kernel.keys import KOREA
from portal.kernel.models import Case, Disposal
from portal.kernel.moves import Actor
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

YEARS: Final = {"y1": 1, "y3": 3, "y5": 5, "y10": 10, "y30": 30}
"""Years of each class; 영구 and 준영구 are not here: they are never due."""
CLASSES: Final = {
    "y1": N_("1년"),
    "y3": N_("3년"),
    "y5": N_("5년"),
    "y10": N_("10년"),
    "y30": N_("30년"),
    "semi_permanent": N_("준영구"),
    "permanent": N_("영구"),
}
DESTROY: Final = "destroy"
KEEP: Final = "keep"
BATCH: Final = 200
DECIDED: Final = "disposal_decided"
_REASON: Final = 255


class NotDue(Refusal):
    """The case's time has not run out, it is open, or it is destroyed already."""

    kind = "conflict"

    def __init__(self, number: str) -> None:
        super().__init__(N_("%(number)s: 지금은 처분을 정할 수 없는 민원입니다."), number=number)


class SameHand(Refusal):
    """Who decided may not carry it out: two people are needed (4-eyes)."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(N_("파기를 정한 사람은 직접 파기할 수 없습니다. 다른 담당자에게 부탁해 주세요."))


class StillOwed(Refusal):
    """The department's own system has not taken over all of the case."""

    kind = "conflict"

    def __init__(self, number: str) -> None:
        super().__init__(N_("%(number)s: 부서 시스템으로 다 넘어가지 않은 민원입니다."), number=number)


@dataclass(frozen=True)
class Filter:
    """What of the list is asked for: a department, a class, and a state: due, decided (to be destroyed), kept."""

    state: str = "due"
    department: str = ""
    retention_class: str = ""


@dataclass(frozen=True)
class Decision:
    """Destroy, or keep until a day (inclusive); why, in words without anything personal."""

    decision: str
    reason: str
    keep_until: date | None = None


@dataclass(frozen=True)
class Carried:
    """How many cases were destroyed, and which were not, and why."""

    done: int
    refused: list[Refusal]


def due_on(case: Case) -> date | None:
    """The first day on which the case's time has run out (Asia/Seoul); None: never, or not closed."""
    years = YEARS.get(case.retention_class)
    if case.closed_at is None or years is None:
        return None
    return date(case.closed_at.astimezone(KOREA).year + 1 + years, 1, 1)


def disposal_of(case: Case) -> Disposal | None:
    """The decision on a case that came with it from `listed`."""
    found: Disposal | None = getattr(case, "disposal", None)
    return found if isinstance(found, Disposal) else None


async def listed(asked: Filter, now: datetime, *, offset: int = 0, limit: int = 50) -> tuple[list[Case], int]:
    """A page of the list, the longest due first, each with `disposal`; and how many there are in all."""
    query = _asked(asked, now)
    rows = await query.order_by("closed_at", "id").offset(offset).limit(limit).prefetch_related("disposal")
    return rows, await query.count()


async def decide(ids: Sequence[UUID], decision: Decision, *, actor: Actor, login: str, now: datetime) -> int:
    """Put one decision on record for cases that are due. Raises NotAllowed, NotDue, Refusal; then none is decided."""
    permissions.check_role(actor, permissions.RECORDS)
    _check(decision, now)
    async with transaction():
        for case_id in ids:
            await _decide(case_id, decision, actor, login, now)
    return len(ids)


async def carry_out(ids: Sequence[UUID], *, actor: Actor, login: str, now: datetime) -> Carried:
    """Destroy cases on which that was decided, each by itself; one that can't be holds up no other.

    Raises NotAllowed, CaseNotFound, SameHand before anything is destroyed.
    """
    permissions.check_role(actor, permissions.RECORDS)
    rows = {row.case_id: row for row in await Disposal.filter(case_id__in=list(ids), decision=DESTROY)}
    if any(row.decided_by == login for row in rows.values()):
        raise SameHand()
    cases = [await _case(case_id) for case_id in ids]
    done = 0
    refused: list[Refusal] = []
    for case in cases:
        if case.id not in rows or not _is_due(case, now):
            refused.append(NotDue(case.receipt_no))
        elif await destruction.still_owed(case):
            refused.append(StillOwed(case.receipt_no))
        else:
            done += await destruction.destroy(case.id, actor=actor, now=now)
    await empty_log()
    return Carried(done, refused)


async def to_destroy() -> list[Disposal]:
    """Decisions to destroy that nobody has carried out, the oldest first, each with its `case`."""
    rows = Disposal.filter(decision=DESTROY, destroyed_at=None)
    return await rows.order_by("decided_at", "id").select_related("case")


def _check(decision: Decision, now: datetime) -> None:
    if decision.decision not in {DESTROY, KEEP}:
        raise Refusal(N_("파기할지 더 보관할지 골라 주세요."), fields={"decision": N_("하나를 골라 주세요.")})
    if not decision.reason.strip():
        raise Refusal(N_("빠진 내용이 있습니다."), fields={"reason": N_("그렇게 정한 까닭을 적어 주세요.")})
    privacy.check_no_resident_number({"reason": decision.reason})
    today = _today(now)
    if decision.decision == KEEP and (decision.keep_until is None or decision.keep_until <= today):
        text = N_("언제까지 더 보관할지 오늘보다 뒤의 날짜로 적어 주세요.")
        raise Refusal(N_("빠진 내용이 있습니다."), fields={"keep_until": text})


async def _decide(case_id: UUID, decision: Decision, actor: Actor, login: str, now: datetime) -> None:
    case = await _case(case_id)
    before = await Disposal.get_or_none(case_id=case.id)
    kept = before is not None and before.keep_until is not None and before.keep_until >= _today(now)
    if not _is_due(case, now) or kept or (before is not None and before.destroyed_at is not None):
        raise NotDue(case.receipt_no)
    until = decision.keep_until if decision.decision == KEEP else None
    values: dict[str, Any] = {
        "decision": decision.decision,
        "reason": decision.reason.strip()[:_REASON],
        "decided_by": login,
        "decided_at": now,
        "keep_until": until,
    }
    await Disposal.update_or_create(defaults=values, case_id=case.id)
    meta = {"stage": case.stage, "decision": decision.decision}
    if until is not None:
        meta["keep_until"] = until.isoformat()
    event = timeline.compose(case, kind=DECIDED, now=now, actor=actor, audience="staff", key=b"", meta=meta)
    await case.save(update_fields=["seq", "head_hash"])
    await insert(event)


async def _case(case_id: UUID) -> Case:
    case = await Case.get_or_none(id=case_id)
    if case is None:
        raise CaseNotFound()
    return case


def _is_due(case: Case, now: datetime) -> bool:
    due = due_on(case)
    return due is not None and due <= _today(now)


def _asked(asked: Filter, now: datetime) -> QuerySet[Case]:
    """The cases of the list. A class's cut is a moment: closed before 1 January of the year that starts its count."""
    year = _today(now).year
    ripe = Q(
        *(Q(retention_class=code, closed_at__lt=_new_year(year - years)) for code, years in YEARS.items()),
        join_type="OR",
    )
    query = Case.filter(ripe)
    if asked.state == "decided":
        query = query.filter(disposal__decision=DESTROY, disposal__destroyed_at=None)
    elif asked.state == "kept":
        query = query.filter(disposal__decision=KEEP, disposal__keep_until__gte=_today(now))
    elif asked.state == "destroyed":
        query = query.filter(disposal__destroyed_at__not_isnull=True)
    else:
        waiting = Q(disposal__id__isnull=True) | Q(
            disposal__decision=KEEP, disposal__keep_until__lt=_today(now)
        )
        query = query.filter(waiting, key__destroyed_at=None)
    if asked.department:
        query = query.filter(department=asked.department)
    if asked.retention_class:
        query = query.filter(retention_class=asked.retention_class)
    return query


def _today(now: datetime) -> date:
    return now.astimezone(KOREA).date()


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=KOREA).astimezone(UTC)
