"""Who looked at whose data, when, from where and why? (개인정보의 안전성 확보조치 기준 8조)

A row names the case by its id and never holds what was seen or typed. Changes of accounts and rights, and
signing in, stand in the same log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.kernel.models import AccessLog, Case, Person
from portal.kernel.words import N_

LOOKS: Final = {
    "signed_in": N_("로그인"),
    "sign_in_failed": N_("로그인 실패"),
    "signed_out": N_("로그아웃"),
    "case_opened": N_("민원 열람"),
    "contact_shown": N_("연락처 보기"),
    "file_opened": N_("파일 열람"),
    "picture_shown": N_("작은 사진 보기"),
    "person_searched": N_("사람으로 찾기"),
    "counter_filed": N_("창구 접수"),
    "account_added": N_("계정 만들기"),
    "account_reset": N_("비밀번호 다시 만들기"),
    "account_closed": N_("계정 닫기"),
    "granted": N_("권한 주기"),
    "revoked": N_("권한 거두기"),
}
_WHY_LENGTH: Final = 255
_ADDRESS_LENGTH: Final = 64


@dataclass(frozen=True)
class Look:
    """One line of the log, with the login of who looked and the case's receipt number ("" if there is none)."""

    at: datetime
    actor: str
    name: str
    address: str
    receipt_no: str
    what: str
    why: str


@dataclass(frozen=True)
class Looked:
    """What of the log is asked for: a login ("" for all), and from when until when (aware, UTC; end excluded)."""

    login: str = ""
    since: datetime | None = None
    until: datetime | None = None


async def note_look(
    person: Person,
    what: str,
    *,
    now: datetime,
    case: Case | None = None,
    why: str = "",
    address: str = "",
) -> None:
    """Record that `person` did `what` (a key of LOOKS). `why` is a code or a reason, never contents."""
    if what not in LOOKS:
        raise ValueError(f"unknown kind of look: {what}")
    await AccessLog.create(
        at=now,
        person_id=person.id,
        actor=person.login,
        address=address[:_ADDRESS_LENGTH],
        case_id=case.id if case is not None else None,
        what=what,
        why=why[:_WHY_LENGTH],
    )


async def looked(asked: Looked, *, offset: int = 0, limit: int = 50) -> tuple[list[Look], int]:
    """A page of the log, newest first, and how many lines there are in all."""
    query = AccessLog.all()
    if asked.login:
        query = query.filter(actor=asked.login)
    if asked.since is not None:
        query = query.filter(at__gte=asked.since)
    if asked.until is not None:
        query = query.filter(at__lt=asked.until)
    rows = await query.order_by("-at", "-id").offset(offset).limit(limit).select_related("person")
    numbers = await _receipt_numbers({row.case_id for row in rows if row.case_id is not None})
    return [_look(row, numbers) for row in rows], await query.count()


def _look(row: AccessLog, numbers: dict[UUID, str]) -> Look:
    return Look(
        at=row.at,
        actor=row.actor,
        name=row.person.name if row.person else "",
        address=row.address,
        receipt_no=numbers.get(row.case_id, "") if row.case_id else "",
        what=row.what,
        why=row.why,
    )


async def _receipt_numbers(ids: set[UUID]) -> dict[UUID, str]:
    rows = await Case.filter(id__in=list(ids)).values_list("id", "receipt_no") if ids else []
    return {UUID(str(case_id)): str(number) for case_id, number in rows}
