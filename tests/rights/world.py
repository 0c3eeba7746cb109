"""Who knocks at every door? One browser or machine for each role, signed in without the pages that sign in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from starlette.testclient import TestClient

from portal.kernel import back_offices, cases, contents, delegations
from portal.kernel.agents import actor_of
from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import Case, Delegation, Grant, Person, Rate, Session
from portal.kernel.moves import PETITIONER
from portal.kernel.people import residents
from portal.web import guard
from tests.cast import HANEUL, NOW, filed, service_of
from tests.openid.forger import Forger

STAFF = {
    "clerk": ("clerk", "construction"),
    "other": ("clerk", "traffic"),
    "supervisor": ("supervisor", "construction"),
    "front_desk": ("front_desk", ""),
    "auditor": ("auditor", ""),
    "administrator": ("administrator", ""),
    "records": ("records", ""),
}
RESIDENTS = ("owner", "neighbour", "monitor")
GUESTS = ("holder", "agent", "viewer")
OFFICES = {"office": "construction", "other_office": "traffic"}
ROLES = ("stranger", *GUESTS, *RESIDENTS, *STAFF, *OFFICES)
SCOPES = {"agent": "act", "viewer": "see"}
LONG_AGO = timedelta(days=60)

Run = Callable[[Awaitable[Any]], Any]


@dataclass
class Town:
    """Who is there all the time: accounts by role, the departments' secrets, the sign-in providers."""

    people: dict[str, Person] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    providers: dict[str, Forger] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)


async def settle(providers: dict[str, Forger]) -> Town:
    """An account for each role that has one, a secret for each system, the public contents."""
    town = Town(providers=providers)
    for role, grant in STAFF.items():
        town.people[role] = await hired(f"t-{role}", grant)
    for role in RESIDENTS:
        town.people[role] = await joined(role)
    await grant_to(town.people["monitor"], ("monitor", ""))
    for role, department in OFFICES.items():
        town.secrets[role] = f"{department}-1:{await back_offices.add(f'{department}-1', department, NOW)}"
    await contents.seed(NOW)
    return town


async def hired(login: str, grant: tuple[str, str]) -> Person:
    """A member of staff with one right."""
    person = await Person.create(login=login, name="직원", created_at=NOW)
    await grant_to(person, grant)
    return person


async def joined(name: str) -> Person:
    """A resident with an account."""
    profile = residents.Profile(name=name, email=f"{name}@example.org", email_proved=True)
    return await residents.create(profile, now=NOW, lang="ko", consents=("terms", "account"))


async def grant_to(person: Person, grant: tuple[str, str]) -> None:
    """Give a right."""
    role, department = grant
    await Grant.create(person=person, role=role, department=department, granted_at=NOW, granted_by="tests")


@dataclass
class World:
    """The house before one request: who asks, and the case that the request is about (filed when first named)."""

    client: TestClient
    run: Run
    role: str
    town: Town
    session: str = ""
    _case: Case | None = None

    @property
    def people(self) -> dict[str, Person]:
        """The accounts by role."""
        return self.town.people

    @property
    def person(self) -> Person | None:
        """The person who asks, if signed in."""
        return self.people.get(self.role)

    @property
    def is_resident(self) -> bool:
        """Whether a resident asks who is signed in."""
        return self.role in RESIDENTS

    @property
    def is_staff(self) -> bool:
        """Whether a member of staff asks."""
        return self.role in STAFF

    @property
    def case(self) -> Case:
        """A petition of the owner's account to the construction department."""
        return self._case or self.file()

    @property
    def filed(self) -> Case | None:
        """The case, if anybody has named it."""
        return self._case

    def file(self, at: datetime = NOW, kind: str = "living_report") -> Case:
        """File the case, and give the roles that have a part in it their part."""
        self._case = self.run(_filed(self.people["owner"], at, kind))
        if self.role == "holder":
            self.keep(cases=[str(self._case.id)])
        if self.role in SCOPES:
            self.keep(acting=[self.run(consent(self._case, SCOPES[self.role]))])
        return self._case

    def keep(self, **data: object) -> None:
        """Put something into the asking browser's session, if it has one."""
        if self.session:
            self.run(_keep(self.session, data))

    def change_session(self, **columns: object) -> None:
        """Change the row of the asking browser's session."""
        self.run(Session.filter(id=token_hash(self.session)).update(**columns))

    def bearer(self) -> dict[str, str]:
        """What a department's system sends along."""
        secret = self.town.secrets.get(self.role)
        return {"Authorization": f"Bearer {secret}"} if secret else {}

    def form_token(self) -> str:
        """The token that stands in the forms of this browser."""
        browser: Any = SimpleNamespace(token=self.session, visit=lambda make: "a-visit-of-the-tests")
        app: Any = self.client.app
        return guard.token(browser, app.state.site.secret)


def enter(client: TestClient, run: Run, role: str, town: Town) -> World:
    """The role at the door, with a browser that knows nothing else."""
    client.cookies.clear()
    world = World(client, run, role, town)
    world.session = run(_enter(role, world.person))
    name, value = ("session", world.session) if world.session else ("visit", "a-visit-of-the-tests")
    client.cookies.set(name, value)
    return world


async def _enter(role: str, person: Person | None) -> str:
    await Rate.all().delete()
    if role == "stranger" or role in OFFICES:
        return ""
    token = new_token()
    await Session.create(
        id=token_hash(token),
        person=person,
        kind="staff" if role in STAFF else "resident" if role in RESIDENTS else "guest",
        data={"key": new_token()},
        created_at=NOW,
        seen_at=NOW,
        expires_at=NOW + timedelta(hours=2),
    )
    return token


async def _filed(owner: Person, at: datetime, kind: str) -> Case:
    service = service_of("construction", kind)
    case = await filed(service, petitioner=HANEUL, key=str(uuid4()), now=at)
    await Case.filter(id=case.id).update(person_id=owner.id)
    return await Case.get(id=case.id)


async def code_of(case: Case, scope: str) -> str:
    """The petitioner's consent, as the code that whoever acts for them brings."""
    code = delegations.new_code()
    data = {"scope": scope, "code": code}
    await cases.move(case.id, "delegate", actor=PETITIONER, now=NOW, data=data)
    return code


async def consent(case: Case, scope: str) -> str:
    """A consent that was taken up; its id."""
    code = await code_of(case, scope)
    found = await delegations.waiting(case, code, NOW)
    data = {"code": code, "agent_name": "이순자", "relation": "mother", "person": None}
    await cases.move(case.id, "take_up", actor=actor_of(found), now=NOW, data=data)
    return str(found.id)


async def _keep(token: str, data: dict[str, object]) -> None:
    row = await Session.get(id=token_hash(token))
    await Session.filter(id=row.id).update(data={**row.data, **data})


async def take_rights_away(world: World) -> None:
    """Every grant of the role is revoked, every consent in the case ended."""
    if world.person is not None:
        await Grant.filter(person_id=world.person.id).update(revoked_at=NOW)
    if world.filed is not None:
        await Delegation.filter(case_id=world.filed.id).update(ended_at=NOW)


async def give_rights_back(world: World) -> None:
    """The next line finds the role as it was."""
    if world.person is not None:
        await Grant.filter(person_id=world.person.id).update(revoked_at=None)
