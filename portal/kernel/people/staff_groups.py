"""Which rights do the groups at a provider give a member of staff?

Only a provider that the operator marked for staff is asked. Its groups are read anew at each sign-in: a right that a
group gave goes when the group is gone; what was granted here stays (안전성 확보조치 기준 5조).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from portal.database.transactions import transaction
from portal.kernel.models import Grant, Identity, Person, Session
from portal.kernel.people.grants import BadRight, Right, give, read_right
from portal.kernel.people.identities import NewIdentity, identity_of
from portal.kernel.people.looks import note_look
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

HOLDS: Final = timedelta(days=1)
"""How long a group counts without being asked for again, for whoever comes in by another way."""
_LOGIN_LENGTH: Final = 64
_NAME_LENGTH: Final = 64
_PHONE_LENGTH: Final = 32
_UNFIT: Final = re.compile(r"[^\w.@-]+")


class NoRights(Refusal):
    """The account is a member of staff's, but no right is left to it."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(
            N_("이 계정에는 지금 업무 권한이 없습니다. 소속 부서나 전산 담당자에게 문의해 주세요.")
        )


class Unconfirmed(NoRights):
    """All rights came from groups, and their provider has not been asked for a day."""

    def __init__(self) -> None:
        Refusal.__init__(
            self,
            N_(
                "이 계정의 권한은 소속 기관의 로그인 서비스가 날마다 확인해 줍니다. "
                "직원 로그인 화면에서 그 서비스로 로그인해 주세요."
            ),
        )


def rights_of(groups: Iterable[str], mapping: Mapping[str, str]) -> list[Right]:
    """The rights that groups mean: by `mapping` (group → right), else written as `portal staff` writes them.

    A group that is no right is passed over: a provider has groups of its own.
    """
    rights: list[Right] = []
    for group in groups:
        try:
            right = read_right(mapping.get(group, group))
        except BadRight:
            continue
        if right not in rights:
            rights.append(right)
    return rights


def granted_by(provider: str) -> str:
    """How a grant says that a group at this provider gave it."""
    return f"openid:{provider}"


async def sync(person: Person, rights: Iterable[Right], *, provider: str, now: datetime) -> bool:
    """Make the grants that came from this provider equal to `rights`; whether anything changed.

    Upon a change the person's sessions end, so that each goes on under a new id (the caller begins one).
    """
    by, wanted = granted_by(provider), set(rights)
    async with transaction():
        before = await Grant.filter(person_id=person.id, revoked_at=None)
        held = {Right(row.role, row.department): row for row in before}
        gone = [row for right, row in held.items() if row.granted_by == by and right not in wanted]
        for row in gone:
            await Grant.filter(id=row.id).update(revoked_at=now)
            await note_look(person, "revoked", now=now, why=f"{Right(row.role, row.department)} ({by})")
        new = [right for right in sorted(wanted, key=str) if right not in held]
        for right in new:
            await give(person, right, by=by, now=now)
        if gone or new:
            await Session.filter(person_id=person.id).delete()
    return bool(gone or new)


async def lapse(person: Person, now: datetime) -> bool:
    """Revoke what groups gave and no provider has confirmed for a day, or can any more; whether anything went.

    Called when somebody comes in by another way than that provider: else a key, a password or a second provider would
    keep rights alive whose group is long gone (안전성 확보조치 기준 5조 2항: without delay).
    """
    asked = Identity.filter(person_id=person.id, used_at__gt=now - HOLDS)
    fresh = {granted_by(str(name)) for name in await asked.values_list("provider", flat=True)}
    async with transaction():
        held = await Grant.filter(person_id=person.id, revoked_at=None, granted_by__startswith=granted_by(""))
        gone = [row for row in held if row.granted_by not in fresh]
        for row in gone:
            await Grant.filter(id=row.id).update(revoked_at=now)
            why = f"{Right(row.role, row.department)} ({row.granted_by})"
            await note_look(person, "revoked", now=now, why=why)
        if gone:
            await Session.filter(person_id=person.id).delete()
    return bool(gone)


async def take_on(new: NewIdentity, *, username: str, name: str, phone: str, now: datetime) -> Person:
    """Make the staff account of somebody whom a provider for staff vouches for; without password or factor yet.

    Its login is `<provider>:<username>`; of two people of one username the second gets a number.
    """
    async with transaction():
        found = await identity_of(new)
        if found is not None:
            return found.person
        login = await _free_login(new.provider, username or new.subject_hash[:8])
        person = await Person.create(
            login=login,
            name=(name or username).strip()[:_NAME_LENGTH] or login,
            phone=phone[:_PHONE_LENGTH],
            created_at=now,
        )
        await note_look(person, "account_added", now=now, why=granted_by(new.provider))
        await Identity.create(
            person=person,
            provider=new.provider,
            issuer=new.issuer,
            subject_hash=new.subject_hash,
            linked_at=now,
            used_at=now,
        )
    return person


async def refresh(person: Person, *, name: str, phone: str) -> None:
    """Take over the name and office phone that the provider says now; an empty one changes nothing."""
    changed = {
        "name": name.strip()[:_NAME_LENGTH] or person.name,
        "phone": phone[:_PHONE_LENGTH] or person.phone,
    }
    if changed != {"name": person.name, "phone": person.phone}:
        await Person.filter(id=person.id).update(**changed)


async def _free_login(provider: str, username: str) -> str:
    base = f"{provider}:{_UNFIT.sub('', username.lower())}"[: _LOGIN_LENGTH - 4]
    login, number = base, 1
    while await Person.exists(login=login):
        number += 1
        login = f"{base}-{number}"
    return login
