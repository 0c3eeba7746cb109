"""May this person do it? Roles and what each may, in one place.

The roles (안전성 확보조치 기준 5조: least privilege): a clerk works for departments, a supervisor
too and watches over them, the front desk accepts and enters walk-ins for all, the auditor reads
logs but no contents, the administrator manages accounts but reads no contents, the records officer
(기록물관리전문요원, 공공기록물법 27조) decides on disposal and reads no contents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from portal.kernel.models import Case, Grant, Person
from portal.kernel.moves import Actor, Move
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

CLERK: Final = "clerk"
SUPERVISOR: Final = "supervisor"
FRONT_DESK: Final = "front_desk"
AUDITOR: Final = "auditor"
ADMINISTRATOR: Final = "administrator"
RECORDS: Final = "records"
MONITOR: Final = "monitor"
"""The one right that residents hold: a citizen monitor (시민 모니터)."""
ROLES: Final = {
    CLERK: N_("담당자"),
    SUPERVISOR: N_("팀장"),
    FRONT_DESK: N_("민원실 창구"),
    AUDITOR: N_("감사 담당"),
    ADMINISTRATOR: N_("전산 관리자"),
    RECORDS: N_("기록관 담당"),
}
RESIDENT_ROLES: Final = {MONITOR: N_("시민 모니터")}
DEPARTMENT_ROLES: Final = frozenset({CLERK, SUPERVISOR})
CONTENT_ROLES: Final = frozenset({CLERK, SUPERVISOR, FRONT_DESK})
"""Who reads what petitioners wrote, within their departments."""
FRONT_OFFICE: Final = "civil_affairs"
FRONT_DESK_EDITS: Final = frozenset({"notice", "hours", "closure", "kiosk"})
"""Which public contents of the front office (민원여권과) the front desk edits."""


class NotAllowed(Refusal):
    """The person is known, but this is not theirs to do."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(N_("이 일을 할 권한이 없습니다. 담당 부서나 팀장에게 물어보세요."))


async def staff_actor(person: Person) -> Actor:
    """The actor that a signed-in member of staff is, from the grants in force."""
    grants = await Grant.filter(person_id=person.id, revoked_at=None)
    return Actor(
        "staff",
        id=str(person.id),
        name=person.name,
        roles=frozenset(grant.role for grant in grants),
        departments=frozenset(grant.department for grant in grants if grant.role in DEPARTMENT_ROLES),
        supervises=frozenset(grant.department for grant in grants if grant.role == SUPERVISOR),
    )


def sees_contents_of(actor: Actor, department: str) -> bool:
    """Whether a member of staff may read what petitioners wrote to this department."""
    if FRONT_DESK in actor.roles:
        return True
    return bool(actor.roles & DEPARTMENT_ROLES) and department in actor.departments


def check_makes_move(actor: Actor, case: Case, move: Move) -> None:
    """Raises NotAllowed unless this actor may make this move on this case (whatever its stage)."""
    if actor.kind not in move.by:
        raise NotAllowed()
    if actor.kind == "back_office" and case.department not in actor.departments:
        raise NotAllowed()
    if actor.kind == "agent" and move.power not in actor.roles:
        raise NotAllowed()
    if actor.kind == "staff" and not _staff_makes(actor, case, move):
        raise NotAllowed()


def _staff_makes(actor: Actor, case: Case, move: Move) -> bool:
    if move.inspector:
        return AUDITOR in actor.roles
    if actor.roles & DEPARTMENT_ROLES and case.department in actor.departments:
        return True
    return FRONT_DESK in actor.roles and move.front_desk


def check_role(actor: Actor, *roles: str) -> None:
    """Raises NotAllowed unless the actor holds one of the roles."""
    if not actor.roles & set(roles):
        raise NotAllowed()


def content_departments(actor: Actor, departments: Iterable[str]) -> list[str]:
    """Those of the departments whose cases this member of staff may list with contents."""
    return [code for code in departments if sees_contents_of(actor, code)]


def edits_public(actor: Actor, kind: str, owner: str) -> bool:
    """Whether a member of staff may edit a public content (`kernel.contents`) of this kind that `owner` answers for.

    Supervisors edit what their departments own, the front desk some kinds of the front office, the administrator all.
    """
    if ADMINISTRATOR in actor.roles or owner in actor.supervises:
        return True
    return FRONT_DESK in actor.roles and owner == FRONT_OFFICE and kind in FRONT_DESK_EDITS


def check_edits_public(actor: Actor, kind: str, owner: str) -> None:
    """Raises NotAllowed unless the actor may edit such a public content."""
    if not edits_public(actor, kind, owner):
        raise NotAllowed()
