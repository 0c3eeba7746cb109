"""Which members of staff have an account, and how is one made, renewed and closed?

A password is made here and never chosen, so that it is never one that is used elsewhere; the second factor
is a TOTP seed (RFC 6238) for the officer's own device. Both are shown once.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp

from portal.database.transactions import transaction
from portal.kernel import keys
from portal.kernel.models import Identity, Person, SecurityKey, Session
from portal.kernel.people.grants import Right, give
from portal.kernel.people.looks import note_look
from portal.kernel.people.signing_in import seal_seed, totp_uri
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

LOGIN: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")
NAME_LENGTH: Final = 64
PHONE: Final = re.compile(r"[0-9][0-9-]{6,18}[0-9]")
MAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
MAIL_LENGTH: Final = 254
# Without letters that look alike in print; 16 of 31 signs are 79 bits.
_SIGNS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


class BadAccount(Refusal):
    """The login, name or phone of an account can't be used."""


class UnknownLogin(Refusal):
    """No member of staff has this login."""

    kind = "not_found"

    def __init__(self, login: str) -> None:
        super().__init__(N_("‘%(login)s’ 계정을 찾지 못했습니다."), login=login)


@dataclass(frozen=True)
class Credentials:
    """What its owner needs to sign in; shown once. `uri` is for an authenticator app (otpauth://)."""

    person: Person
    password: str
    seed: str
    uri: str


async def add(
    login: str,
    name: str,
    phone: str,
    rights: Sequence[Right] = (),
    *,
    by: str,
    now: datetime,
    password: str = "",
    seed: str = "",
) -> Credentials:
    """Make a staff account with its rights. `by` is the login of who makes it, or `operator`.

    `password` and `seed` are made when not given (the demo gives them). Raises BadAccount.
    """
    if not LOGIN.fullmatch(login):
        raise BadAccount(N_("계정 이름은 영문 소문자로 시작하고 소문자, 숫자, . _ - 만 씁니다(2~32자)."))
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise BadAccount(N_("직원의 이름을 적어 주세요(64자까지)."))
    if not PHONE.fullmatch(phone):
        raise BadAccount(N_("사무실 전화번호를 적어 주세요. 예: 051-000-4000"))
    password, seed = password or _new_password(), seed or pyotp.random_base32()
    hashed = await asyncio.to_thread(keys.hash_password, password)
    async with transaction():
        if await Person.exists(login=login):
            raise BadAccount(N_("‘%(login)s’ 계정은 이미 있습니다."), login=login)
        person = Person(login=login, name=name.strip(), phone=phone, password_hash=hashed, created_at=now)
        person.totp_sealed = seal_seed(person, seed)
        await person.save(force_create=True)
        await note_look(person, "account_added", now=now, why=by)
        for right in rights:
            await give(person, right, by=by, now=now)
    return Credentials(person, password, seed, totp_uri(person.login, seed))


async def reset(login: str, *, by: str, now: datetime) -> Credentials:
    """Give an account a new password and second factor, open it again, and end its sessions. Raises UnknownLogin.

    Its security keys go, and of a local account the logins that were linked: whoever had got hold of it may have added
    them. A provider's own account (`<provider>:<name>`) stays linked, for by that it is known.
    """
    person = await find(login)
    password, seed = _new_password(), pyotp.random_base32()
    hashed = await asyncio.to_thread(keys.hash_password, password)
    async with transaction():
        await Person.filter(id=person.id).update(
            password_hash=hashed, totp_sealed=seal_seed(person, seed), totp_last_step=0, active=True
        )
        await Session.filter(person_id=person.id).delete()
        await SecurityKey.filter(person_id=person.id).delete()
        if ":" not in person.login:
            await Identity.filter(person_id=person.id).delete()
        await note_look(person, "account_reset", now=now, why=by)
    return Credentials(person, password, seed, totp_uri(person.login, seed))


async def close(login: str, *, by: str, now: datetime) -> None:
    """Shut an account at once; it stays in the log and on the cases it answered. Raises UnknownLogin."""
    person = await find(login)
    async with transaction():
        await Person.filter(id=person.id).update(active=False)
        await Session.filter(person_id=person.id).delete()
        await note_look(person, "account_closed", now=now, why=by)


async def write_to(login: str, address: str, *, by: str, now: datetime) -> None:
    """The office address to which this person's notices are mailed; "" for none. Raises UnknownLogin, BadAccount."""
    person, chosen = await find(login), address.strip()
    if chosen and not (MAIL.fullmatch(chosen) and len(chosen) <= MAIL_LENGTH):
        raise BadAccount(N_("업무용 이메일 주소를 다시 봐 주세요. 예: minsu@example.go.kr"))
    async with transaction():
        await Person.filter(id=person.id).update(office_mail=chosen)
        await note_look(person, "account_mail", now=now, why=by)


async def find(login: str) -> Person:
    """The member of staff with this login, active or not. Raises UnknownLogin."""
    person = await Person.get_or_none(login=login, kind="staff")
    if person is None:
        raise UnknownLogin(login)
    return person


async def listed() -> list[Person]:
    """All staff accounts by login."""
    return await Person.filter(kind="staff").order_by("login")


def _new_password() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)
