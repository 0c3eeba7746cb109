"""Residents with an account for the tests of the account's pages, signed in without the way in."""

from __future__ import annotations

from datetime import datetime

from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import Person, Session
from portal.kernel.people import residents
from portal.kernel.people.residents import Profile
from portal.web.lifetimes import LIMITS
from tests.cast import NOW

HANEUL = Profile(
    name="김하늘",
    phone="010-2345-6789",
    email="haneul@example.org",
    email_proved=True,
    address="부산광역시 금정구 중앙대로 1777",
)
SEOJUN = Profile(name="박서준", email="seojun@example.org", email_proved=True)


async def account(profile: Profile = HANEUL, *consents: str) -> Person:
    """An account with the consents it rests on, and these."""
    return await residents.create(profile, now=NOW, lang="ko", consents=("terms", "account", *consents))


async def session_of(person: Person, at: datetime = NOW) -> str:
    """The token of a session that began at this time."""
    token = new_token()
    await Session.create(
        id=token_hash(token),
        person=person,
        kind="resident",
        data={"key": new_token()},
        created_at=at,
        seen_at=NOW,
        expires_at=at + LIMITS["resident"].age,
    )
    return token


async def profile_now(person: Person) -> Profile:
    """What the account holds now."""
    return await residents.profile_of(await Person.get(id=person.id))
