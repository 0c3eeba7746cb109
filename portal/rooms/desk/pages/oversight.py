"""Who may do what? Accounts and rights, for the auditor and the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, people, permissions
from portal.kernel.models import Grant, Person
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.desk.pages.shared import Desk, enter
from portal.web import forms, render
from portal.web.errors import STATUSES


class OwnRights(Refusal):
    """Nobody changes their own rights: two people are needed to gain one (안전성 확보조치 기준 5조)."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(N_("자기 권한은 스스로 바꿀 수 없습니다. 다른 관리자에게 부탁해 주세요."))


@dataclass(frozen=True)
class Held:
    """One right of an account: `code` is how it is written, `text` how it is read."""

    code: str
    text: str
    since: datetime
    by: str


@dataclass(frozen=True)
class Account:
    """One member of staff with the rights in force."""

    login: str
    name: str
    phone: str
    active: bool
    mine: bool
    rights: tuple[Held, ...]


async def staff(request: Request) -> Response:
    """GET and POST /desk/staff: accounts and rights; the administrator gives and takes rights, the auditor reads."""
    desk = await enter(request, permissions.ADMINISTRATOR, permissions.AUDITOR)
    if request.method != "POST":
        return await _show_staff(desk)
    permissions.check_role(desk.actor, permissions.ADMINISTRATOR)
    form = await forms.read(request)
    try:
        await _change(desk, form.get("do"), form.get("login"), form.get("right"))
    except Refusal as refusal:
        said: dict[str, object] = {"errors": [("", desk.words(refusal.message))]}
        return await _show_staff(desk, said, status=STATUSES[refusal.kind])
    return render.redirect(request, "/desk/staff")


async def _change(desk: Desk, do: str, login: str, typed: str) -> None:
    person = await people.find(login)
    if person.id == desk.person.id:
        raise OwnRights()
    right = people.read_right(typed)
    if do == "revoke":
        await people.revoke(person, right, by=desk.person.login, now=desk.now)
    else:
        await people.grant(person, right, by=desk.person.login, now=desk.now)


async def _show_staff(desk: Desk, said: dict[str, object] | None = None, *, status: int = 200) -> Response:
    accounts = [await _account(desk, person) for person in await people.listed()]
    context = {
        "accounts": accounts,
        "may_change": desk.has(permissions.ADMINISTRATOR),
        "offered": _offered(desk),
        **(said or {}),
    }
    return await desk.show("desk/staff.html", context, status=status)


async def _account(desk: Desk, person: Person) -> Account:
    rights = tuple(_held(desk, grant) for grant in await people.grants_of(person))
    return Account(
        person.login, person.name, person.phone, person.active, person.id == desk.person.id, rights
    )


def _held(desk: Desk, grant: Grant) -> Held:
    right = people.Right(grant.role, grant.department)
    return Held(str(right), desk.right(right), grant.granted_at, desk.giver(grant.granted_by))


def _offered(desk: Desk) -> list[tuple[str, str]]:
    """Every right that can be given."""
    departments = [department.code for department in catalogue.current().departments]
    rights = [
        people.Right(role, department)
        for role in permissions.ROLES
        for department in (departments if role in permissions.DEPARTMENT_ROLES else [""])
    ]
    return [(str(right), desk.right(right)) for right in rights]
