"""Which rights does a member of staff hold, since when and by whom?

A grant is a role, for a department where the role belongs to one (안전성 확보조치 기준 5조: the least that the
work needs, each change on record). A right is written `clerk:construction` or `front_desk`. Whose rights change
signs in anew: no session outlives the rights it was begun with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.database.transactions import transaction
from portal.kernel import catalogue, permissions
from portal.kernel.models import Grant, Person
from portal.kernel.people.looks import note_look
from portal.kernel.people.sessions import end_all
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class BadRight(Refusal):
    """No such role, or a role with a department too many or too few."""


class UnknownGrant(Refusal):
    """The person does not hold this right (any more)."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 권한을 가지고 있지 않습니다."))


@dataclass(frozen=True)
class Right:
    """A role, for a department's code or (empty) for the house."""

    role: str
    department: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.department}" if self.department else self.role


def read_right(typed: str) -> Right:
    """The right that `role` or `role:department` means. Raises BadRight."""
    role, _, department = typed.strip().partition(":")
    if role not in permissions.ROLES:
        raise BadRight(
            N_("‘%(role)s’ 역할은 없습니다. %(roles)s 가운데 고르세요."),
            role=role,
            roles=", ".join(permissions.ROLES),
        )
    if role not in permissions.DEPARTMENT_ROLES:
        if department:
            raise BadRight(N_("‘%(role)s’ 역할에는 부서를 적지 않습니다."), role=role)
        return Right(role)
    if catalogue.current().department(department) is None:
        raise BadRight(N_("‘%(role)s’ 역할에는 부서가 있어야 합니다. 예: %(role)s:construction"), role=role)
    return Right(role, department)


async def grant(person: Person, right: Right, *, by: str, now: datetime) -> None:
    """Give a right; one that is held already is left as it is. Recorded in the log."""
    async with transaction():
        await give(person, right, by=by, now=now)


async def give(person: Person, right: Right, *, by: str, now: datetime) -> None:
    """As `grant`, inside the caller's transaction."""
    held = Grant.filter(person_id=person.id, role=right.role, department=right.department, revoked_at=None)
    if await held.exists():
        return
    await Grant.create(
        person=person, role=right.role, department=right.department, granted_at=now, granted_by=by
    )
    await end_all(person)
    await note_look(person, "granted", now=now, why=f"{right} ({by})")


async def revoke(person: Person, right: Right, *, by: str, now: datetime) -> None:
    """Take a right away from now on; what was done with it stands. Recorded in the log. Raises UnknownGrant."""
    async with transaction():
        held = Grant.filter(
            person_id=person.id, role=right.role, department=right.department, revoked_at=None
        )
        if not await held.update(revoked_at=now):
            raise UnknownGrant()
        await end_all(person)
        await note_look(person, "revoked", now=now, why=f"{right} ({by})")


async def grants_of(person: Person) -> list[Grant]:
    """The rights in force, oldest first."""
    return await Grant.filter(person_id=person.id, revoked_at=None).order_by("id")


async def officers_of(department: str) -> list[Person]:
    """Who may be given a case of this department, by name."""
    return (
        await Person.filter(
            active=True,
            grants__department=department,
            grants__role__in=list(permissions.DEPARTMENT_ROLES),
            grants__revoked_at=None,
        )
        .distinct()
        .order_by("name", "login")
    )
