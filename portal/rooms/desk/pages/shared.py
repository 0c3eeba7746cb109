"""Who is at the desk, and what stands on each of its pages?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, holidays, modes, people, permissions, silence, staff_notices
from portal.kernel.deadlines import korean
from portal.kernel.models import Case, Person
from portal.kernel.moves import Actor
from portal.kernel.words import N_
from portal.rooms.desk.queries.lists import departments_of
from portal.web import clock, i18n, limits, render, session
from portal.web.i18n import Words
from portal.web.openid import providers

BY_PROVIDER: Final = "openid:"


@dataclass(frozen=True)
class Desk:
    """One request of a signed-in member of staff."""

    request: Request
    person: Person
    actor: Actor
    now: datetime
    words: Words

    @property
    def departments(self) -> list[str]:
        """The departments whose cases this person may see."""
        return departments_of(self.actor)

    @property
    def office(self) -> str:
        """Where this person works, in words: the departments, or the role that has none."""
        titles = [
            department.title.get(self.words.lang)
            for department in catalogue.current().departments
            if department.code in self.actor.departments
        ]
        roles = [role for role in permissions.ROLES if role in self.actor.roles]
        alone = [self.words(permissions.ROLES[r]) for r in roles if r not in permissions.DEPARTMENT_ROLES]
        return " · ".join([*titles, *alone])

    def has(self, *roles: str) -> bool:
        """Whether this person holds one of the roles."""
        return bool(self.actor.roles & set(roles))

    def right(self, right: people.Right) -> str:
        """A right in words."""
        department = catalogue.current().department(right.department)
        role = self.words(permissions.ROLES[right.role])
        return f"{department.title.get(self.words.lang)} {role}" if department else role

    def giver(self, by: str) -> str:
        """Who gave a right: a login, or the name of the provider whose groups say so."""
        name = by.removeprefix(BY_PROVIDER)
        return self.provider(name) if name != by else by

    def provider(self, name: str) -> str:
        """What people call a sign-in provider; its settings' name if it is used no more."""
        labels = {one.name: one.label for one in providers.every()}
        return labels[name].get(self.words.lang) if name in labels else name

    async def note(self, what: str, case: Case | None = None, why: str = "") -> None:
        """Put a look on record."""
        address = limits.address(self.request)
        await people.note_look(self.person, what, now=self.now, case=case, why=why, address=address)

    async def show(
        self, template: str, context: Mapping[str, Any], *, block: str | None = None, status: int = 200
    ) -> Response:
        """A page of the desk."""
        standing = {
            "staff": {"name": self.person.name, "office": self.office},
            "links": self._links(),
            "silent": await self._silent(),
            "holidays_end": await self._holidays_end(),
            "untold": await staff_notices.unread(self.person),
        }
        return await render.page(self.request, template, {**standing, **context}, block=block, status=status)

    async def _silent(self) -> bool:
        """Whether an administrator must hear of a department's system that is away; degraded, everybody knows."""
        if not self.has(permissions.ADMINISTRATOR) or modes.current().name != "normal":
            return False
        return bool(await silence.silent(self.now))

    async def _holidays_end(self) -> date | None:
        """The last day of the holiday table if it is near: only an administrator can do something about it."""
        if not self.has(permissions.ADMINISTRATOR):
            return None
        return await holidays.ends_soon(korean(self.now).date())

    def _links(self) -> list[tuple[str, str, bool]]:
        """The desk's pages for this person: address, source sentence, whether it is the present one."""
        path = self.request.url.path
        return [
            (href, text, path == href or (href != "/desk" and path.startswith(href)))
            for href, text, roles in PAGES
            if self.actor.roles & roles
        ]


PAGES: Final = (
    ("/desk", N_("민원"), permissions.CONTENT_ROLES),
    ("/desk/counter", N_("창구 접수"), permissions.CONTENT_ROLES),
    ("/desk/delivery", N_("알림과 전달"), permissions.CONTENT_ROLES),
    ("/desk/told", N_("받은 알림"), frozenset(permissions.ROLES)),
    ("/desk/late", N_("지연과 독촉"), frozenset({permissions.AUDITOR})),
    ("/desk/monthly", N_("월별 점검"), frozenset({permissions.AUDITOR})),
    ("/desk/contents", N_("안내와 공지"), frozenset(permissions.ROLES)),
    ("/desk/satisfaction", N_("만족도"), frozenset({permissions.SUPERVISOR, permissions.AUDITOR})),
    ("/desk/log", N_("열람 기록"), frozenset({permissions.AUDITOR})),
    ("/desk/holidays", N_("공휴일"), frozenset({permissions.ADMINISTRATOR, permissions.SUPERVISOR})),
    ("/desk/mode", N_("운영 상태"), frozenset({permissions.ADMINISTRATOR})),
    (
        "/desk/reconcile",
        N_("부서 시스템 대조"),
        frozenset({permissions.SUPERVISOR, permissions.ADMINISTRATOR}),
    ),
    ("/desk/retention", N_("기록물 처분"), frozenset({permissions.RECORDS})),
    ("/desk/staff", N_("직원과 권한"), frozenset({permissions.AUDITOR, permissions.ADMINISTRATOR})),
    ("/desk/account", N_("내 로그인 방법"), frozenset(permissions.ROLES)),
)


async def enter(request: Request, *roles: str) -> Desk:
    """The member of staff at this request. Raises SignedOut, and NotAllowed without one of `roles` (if any)."""
    person = await session.require(request, "staff")
    actor = await permissions.staff_actor(person)
    if roles:
        permissions.check_role(actor, *roles)
    return Desk(request, person, actor, clock.now(request), i18n.of(request))
