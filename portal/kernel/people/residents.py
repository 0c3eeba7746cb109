"""Which residents have an account, and what did they tell us of themselves? All of it sealed under their own key.

An account's row says nothing about its owner but keyed hashes, by which a proved e-mail or a phone finds it.
Closing the account destroys its key; cases stay, as the law on records wants, and belong to nobody's account.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from portal.database.transactions import transaction
from portal.kernel import destroyed, keys
from portal.kernel.canonical import canonical
from portal.kernel.digits import digits
from portal.kernel.models import (
    Case,
    Consent,
    DataKey,
    Draft,
    Follow,
    Grant,
    Identity,
    NoticeWish,
    Person,
    SecurityKey,
)
from portal.kernel.people import consents as agreed
from portal.kernel.people.sessions import end_all
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

RESIDENT: Final = "resident"
DRAFTS: Final = "person:"
OF_AGE: Final = 14


class EmailTaken(Refusal):
    """Another account has proved this address: told only to whoever has proved it too."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "이 이메일은 이미 다른 계정에서 쓰고 있습니다. 이메일 확인번호로 로그인하면 그 계정이 열립니다."
            )
        )


@dataclass(frozen=True)
class Profile:
    """What a resident told us. `email_proved`: a code sent to the address came back, so that it opens the account."""

    name: str = ""
    phone: str = ""
    email: str = ""
    email_proved: bool = False
    address: str = ""
    birth_year: int | None = None


def is_child(profile: Profile, now: datetime) -> bool:
    """Whether a guardian must consent for this person (보호법 22조의2 1항: under 14).

    Only the year of birth is kept: until the year ends in which they turn 14, they may be under it.
    """
    return profile.birth_year is not None and now.astimezone(keys.KOREA).year - profile.birth_year <= OF_AGE


async def create(
    profile: Profile, *, now: datetime, lang: str, consents: Sequence[str], given_by: str = "self"
) -> Person:
    """Make an account with its own key and the consents it rests on. Raises EmailTaken, UnknownPurpose."""
    row, key = keys.new_data_key(now)
    person = Person(kind=RESIDENT, name="", created_at=now, lang=lang)
    person.login = f"{RESIDENT}:{person.id}"
    person.key_id = row.id
    _seal(person, key, profile)
    async with transaction():
        await _check_free(person)
        await row.save(force_create=True)
        await person.save(force_create=True)
        for purpose in consents:
            await agreed.give(person, purpose, now=now, given_by=given_by)
    return person


async def by_email(email: str) -> Person | None:
    """The open account whose owner proved this address."""
    found = keys.keyed_hash("email", email)
    return await Person.get_or_none(kind=RESIDENT, active=True, email_hash=found) if found else None


async def profile_of(person: Person) -> Profile:
    """What the person told us. Raises keys.KeyDestroyed once the account was closed."""
    if person.profile_ct is None:
        return Profile()
    key = keys.unwrap(await DataKey.get(id=person.key_id))
    return Profile(**json.loads(keys.unseal(key, bytes(person.profile_ct), _place(person))))


async def save_profile(person: Person, profile: Profile) -> None:
    """Keep a corrected profile. Raises EmailTaken, keys.KeyDestroyed."""
    key = keys.unwrap(await DataKey.get(id=person.key_id))
    _seal(person, key, profile)
    async with transaction():
        await _check_free(person)
        await person.save(update_fields=["profile_ct", "email_hash", "phone_hash"])


async def close(person: Person, now: datetime) -> None:
    """Close the account for good: its key is destroyed, its sessions and ways in are gone, its cases stay."""
    async with transaction():
        await end_all(person)
        for linked in (Identity, SecurityKey, NoticeWish, Follow):
            await linked.filter(person_id=person.id).delete()
        await Consent.filter(person_id=person.id, withdrawn_at=None).update(withdrawn_at=now)
        await Grant.filter(person_id=person.id, revoked_at=None).update(revoked_at=now)
        await Case.filter(person_id=person.id).update(person_id=None)
        await Draft.filter(session_id=drafts_of(person)).update(expires_at=now)
        if person.key_id is not None:
            destroyed.note([person.key_id], now)
            await DataKey.filter(id=person.key_id).update(wrapped=None, destroyed_at=now)
        await Person.filter(id=person.id).update(
            active=False, closed_at=now, profile_ct=None, email_hash="", phone_hash="", totp_sealed=None
        )


def drafts_of(person: Person) -> str:
    """Under which name (`Draft.session_id`) stands what this resident is writing, on whatever device."""
    return f"{DRAFTS}{person.id}"


async def take_drafts(person: Person, guest: str) -> None:
    """What was begun as a guest (under this `Draft.session_id`) is the resident's from now on, on every device."""
    if guest and not guest.startswith(DRAFTS):
        await Draft.filter(session_id=guest).update(session_id=drafts_of(person))


async def _check_free(person: Person) -> None:
    taken = Person.filter(kind=RESIDENT, email_hash=person.email_hash, active=True).exclude(id=person.id)
    if person.email_hash and await taken.exists():
        raise EmailTaken()


def _seal(person: Person, key: bytes, profile: Profile) -> None:
    """The sealed profile and the hashes beside it: an address that nobody proved must not open the account."""
    person.profile_ct = keys.seal(key, canonical(asdict(profile)).encode(), _place(person))
    person.email_hash = keys.keyed_hash("email", profile.email) if profile.email_proved else ""
    person.phone_hash = keys.keyed_hash("phone", digits(profile.phone))


def _place(person: Person) -> bytes:
    return f"{person.id}:profile".encode()
