"""Who plays in the tests? A small cast with fixed roles, and the filings they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from portal.kernel import catalogue, permissions
from portal.kernel.cases import Filing, Petitioner, file
from portal.kernel.models import Case, Grant, Person
from portal.kernel.moves import PETITIONER, Actor

NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
HANEUL = Petitioner(
    name="김하늘",
    address="부산광역시 금정구 중앙대로 1777",
    phone="010-2345-6789",
    email="haneul@example.org",
    email_proved=True,
)


@dataclass(frozen=True)
class Cast:
    """The staff of the tests; residents have no accounts yet."""

    minsu: Actor
    jeonghee: Actor
    sora: Actor
    yuna: Actor
    admin: Actor
    stranger: Actor


async def _person(login: str, name: str, *grants: tuple[str, str]) -> Actor:
    person = await Person.create(login=login, name=name, phone="051-519-4561", created_at=NOW)
    for role, department in grants:
        await Grant.create(
            person=person, role=role, department=department, granted_at=NOW, granted_by="tests"
        )
    return await permissions.staff_actor(person)


async def hire() -> Cast:
    """Give each of the cast an account with the grants that the plan names."""
    return Cast(
        minsu=await _person("minsu", "박민수", ("clerk", "construction"), ("clerk", "cleaning")),
        jeonghee=await _person(
            "jeonghee", "김정희", ("supervisor", "construction"), ("supervisor", "cleaning")
        ),
        sora=await _person("sora", "이소라", ("front_desk", "")),
        yuna=await _person("yuna", "최유나", ("auditor", "")),
        admin=await _person("admin", "정관리", ("administrator", "")),
        stranger=await _person("jiho", "한지호", ("clerk", "traffic")),
    )


def service_of(department: str, kind: str | None = None) -> catalogue.Service:
    """The first service of a department (and kind) in the catalogue in use."""
    found = [s for s in catalogue.current().of_department(department) if kind in (None, s.kind)]
    return found[0]


async def filed(
    service: catalogue.Service | None = None,
    *,
    petitioner: Petitioner = HANEUL,
    answers: Mapping[str, Any] | None = None,
    key: str | None = None,
    now: datetime = NOW,
) -> Case:
    """A case that the resident filed just now (a living report to the construction department)."""
    filing = Filing(
        service=service or service_of("construction", "living_report"),
        answers=answers or {"description": "가로등이 꺼져 있습니다."},
        petitioner=petitioner,
        key=key or str(uuid4()),
    )
    return (await file(filing, actor=PETITIONER, now=now)).case
