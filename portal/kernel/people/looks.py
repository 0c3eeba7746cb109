"""Who looked at whose data, when, from where and why? (개인정보의 안전성 확보조치 기준 8조)

A row names the case by its id and never holds what was seen or typed. Changes of accounts and rights, and
signing in, stand in the same log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.database.counting import count_up_to
from portal.kernel import keys
from portal.kernel.models import AccessLog, Case, Person
from portal.kernel.people import log_chain
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
    "paper_void": N_("종이 신청서 번호 쓰지 않기"),
    "mode_set": N_("운영 상태 바꾸기"),
    "account_added": N_("계정 만들기"),
    "account_reset": N_("비밀번호 다시 만들기"),
    "account_closed": N_("계정 닫기"),
    "account_mail": N_("업무용 이메일 바꾸기"),
    "granted": N_("권한 주기"),
    "revoked": N_("권한 거두기"),
    "identity_linked": N_("로그인 방법 연결"),
    "identity_unlinked": N_("로그인 방법 끊기"),
    "key_added": N_("보안 키 등록"),
    "key_removed": N_("보안 키 지우기"),
    "key_refused": N_("복제가 의심되는 보안 키 거절"),
    "factor_enrolled": N_("인증 앱 등록"),
    "letter_printed": N_("편지 인쇄"),
    "file_downloaded": N_("파일 내려받기"),
    "attachment": N_("연계 시스템의 파일 수신"),
    "holiday_declared": N_("공휴일 정하기"),
    "holiday_withdrawn": N_("공휴일 되돌리기"),
    "disposal_decided": N_("기록물 처분 결정"),
    "disposal_executed": N_("기록물 파기"),
    "satisfaction_read": N_("만족도의 말 읽기"),
    "log_exported": N_("열람 기록 내려받기"),
    "log_reviewed": N_("열람 기록 월별 점검"),
    "own_data_taken": N_("내 자료 내려받기"),
    log_chain.TRIMMED: N_("2년이 지난 열람 기록 정리"),
}
STRANGER: Final = "unknown"
"""The actor of a line about a login that nobody has, before a colon and a keyed hash of it."""
_HASH_LENGTH: Final = 12
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
    """What of the log is asked for: a login, a kind ("" for all), and from when until when (UTC; end excluded)."""

    login: str = ""
    since: datetime | None = None
    until: datetime | None = None
    what: str = ""


async def note_look(
    person: Person,
    what: str,
    *,
    now: datetime,
    case: Case | None = None,
    subject: Person | None = None,
    why: str = "",
    address: str = "",
) -> None:
    """Record that `person` did `what` (a key of LOOKS). `why` is a code or a reason, never contents.

    Whose data it was: the petitioner of `case`, or the account of `subject`.
    """
    row = AccessLog(
        at=now,
        person_id=person.id,
        actor=person.login,
        case_id=case.id if case is not None else None,
        subject_id=subject.id if subject is not None else None,
    )
    await _write(row, what, why, address)


async def note_stranger(typed: str, *, now: datetime, address: str) -> None:
    """Record that signing in failed under a login that nobody has, by its keyed hash: one login tried often, or many.

    What was typed is not kept: it may be a password in the wrong field, or somebody's address.
    """
    told = keys.derived_token("login", typed.encode("utf-8", "replace").decode())[:_HASH_LENGTH]
    await _write(AccessLog(at=now, actor=f"{STRANGER}:{told}"), "sign_in_failed", "", address)


async def note_machine_look(actor: str, what: str, *, now: datetime, case: Case, address: str = "") -> None:
    """Record that a machine took something of a case: `actor` is for instance `back_office:<client>`."""
    await _write(AccessLog(at=now, actor=actor, case_id=case.id), what, "", address)


async def _write(row: AccessLog, what: str, why: str, address: str) -> None:
    if what not in LOOKS:
        raise ValueError(f"unknown kind of look: {what}")
    row.what, row.why, row.address = what, why[:_WHY_LENGTH], address[:_ADDRESS_LENGTH]
    await log_chain.append(row)


async def looked(asked: Looked, *, offset: int = 0, limit: int = 50) -> tuple[list[Look], int]:
    """A page of the log, newest first, and how many lines there are (as `count_up_to`)."""
    query = AccessLog.all()
    if asked.login:
        query = query.filter(actor=asked.login)
    if asked.what:
        query = query.filter(what=asked.what)
    if asked.since is not None:
        query = query.filter(at__gte=asked.since)
    if asked.until is not None:
        query = query.filter(at__lt=asked.until)
    rows = await query.order_by("-at", "-id").offset(offset).limit(limit).select_related("person")
    numbers = await _receipt_numbers({row.case_id for row in rows if row.case_id is not None})
    return [_look(row, numbers) for row in rows], await count_up_to(query)


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
