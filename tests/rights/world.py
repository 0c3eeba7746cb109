"""Who knocks at every door? One browser for each role, signed in without the pages that sign in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from starlette.testclient import TestClient

from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import Case, Grant, Person, Rate, Session
from portal.kernel.people import residents
from tests.cast import HANEUL, NOW, filed, hire

STAFF = {
    "clerk": (("clerk", "construction"),),
    "other": (("clerk", "traffic"),),
    "supervisor": (("supervisor", "construction"),),
    "front_desk": (("front_desk", ""),),
    "auditor": (("auditor", ""),),
    "administrator": (("administrator", ""),),
    "records": (("records", ""),),
}
RESIDENTS = ("owner", "neighbour", "monitor")
GUESTS = ("stranger", "holder", "agent")
MACHINE = "office"

Run = Callable[[Awaitable[Any]], Any]


@dataclass
class World:
    """The house before one request: who asks, and the case that the request is about."""

    client: TestClient
    run: Run
    role: str
    people: dict[str, Person]
    case: Case
    session: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> Person | None:
        """The person who asks, if signed in."""
        return self.people.get(self.role)

    def keep(self, **data: object) -> None:
        """Put something into the asking browser's session."""
        self.run(_keep(self.session, data))


async def settle() -> dict[str, Person]:
    """An account for each role that has one."""
    await hire()
    people = {}
    for role, grants in STAFF.items():
        people[role] = await Person.create(login=f"t-{role}", name=f"{role} 직원", created_at=NOW)
        await _grant(people[role], *grants)
    for role in RESIDENTS:
        profile = residents.Profile(name=role, email=f"{role}@example.org", email_proved=True)
        people[role] = await residents.create(profile, now=NOW, lang="ko", consents=("terms", "account"))
    await _grant(people["monitor"], ("monitor", ""))
    return people


async def _grant(person: Person, *grants: tuple[str, str]) -> None:
    for role, department in grants:
        await Grant.create(
            person=person, role=role, department=department, granted_at=NOW, granted_by="tests"
        )


async def fresh_case(people: dict[str, Person]) -> Case:
    """A petition just filed by the owner's account, to the construction department."""
    case = await filed(petitioner=HANEUL, key=str(uuid4()))
    await Case.filter(id=case.id).update(person_id=people["owner"].id)
    return await Case.get(id=case.id)


async def enter(role: str, person: Person | None, case: Case) -> str:
    """A session for the role's browser; returns the cookie's token ("" for who has none)."""
    await Rate.all().delete()
    if role in {"stranger", MACHINE}:
        return ""
    token = new_token()
    data: dict[str, object] = {"key": new_token()}
    if role == "holder":
        data["cases"] = [str(case.id)]
    kind = "staff" if role in STAFF else "resident" if role in RESIDENTS else "guest"
    await Session.create(
        id=token_hash(token),
        person=person,
        kind=kind,
        data=data,
        created_at=NOW,
        seen_at=NOW,
        expires_at=NOW + timedelta(hours=2),
    )
    return token


async def _keep(token: str, data: dict[str, object]) -> None:
    row = await Session.get(id=token_hash(token))
    await Session.filter(id=row.id).update(data={**row.data, **data})
