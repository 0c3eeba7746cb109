"""How does an account come into being? By its owner's consent, or for a child under 14 by the guardian's.

개인정보 보호법 15조, 22조, 22조의2: each consent apart; of a child only what it takes to ask the guardian.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from portal.database.transactions import transaction
from portal.kernel import sending
from portal.kernel.models import Person
from portal.kernel.people import identities, residents
from portal.kernel.people.residents import Profile
from portal.rooms.account.actions import requests
from portal.rooms.account.actions.requests import Guardian, Wanted
from portal.settings import settings
from portal.web.session import ProviderSession


async def join(
    wanted: Wanted, profile: Profile, *, lang: str, consents: Sequence[str], now: datetime
) -> tuple[Person, ProviderSession | None]:
    """Make the account of whoever arrived, by their own consent. Raises RequestGone, EmailTaken, BelongsToAnother."""
    return await _make(wanted, profile, lang, consents, "self", now)


async def ask_guardian(
    wanted: Wanted, child: Profile, guardian: Guardian, *, lang: str, now: datetime
) -> None:
    """Send the guardian a link; until they agree there is no account. Raises RequestGone."""
    async with transaction():
        token = await requests.hand_over(wanted, child, guardian, lang, now)
        link = f"{settings().base_url.rstrip('/')}/account/guardian/{token}"
        await sending.tell_address(
            guardian.contact, "guardian_asked", now, lang=lang, link=link, channel=guardian.channel
        )


async def agree(wanted: Wanted, *, consents: Sequence[str], now: datetime) -> Person:
    """Make the child's account by the guardian's consent, and tell the child.

    Raises RequestGone, EmailTaken, BelongsToAnother.
    """
    async with transaction():
        child = wanted.child or Profile()
        person, _ = await _make(wanted, child, wanted.lang, consents, "guardian", now)
        await sending.tell_person(person, "account_made", now)
    return person


async def refuse(wanted: Wanted) -> None:
    """The guardian does not agree: all that was told is deleted. Raises RequestGone."""
    await requests.take(wanted)


async def _make(
    wanted: Wanted, profile: Profile, lang: str, consents: Sequence[str], given_by: str, now: datetime
) -> tuple[Person, ProviderSession | None]:
    arrival, provider = wanted.arrival, wanted.arrival.provider_session
    async with transaction():
        await requests.take(wanted)
        person = await residents.create(profile, now=now, lang=lang, consents=consents, given_by=given_by)
        if arrival.identity is not None:
            row = await identities.link(person, arrival.identity, now)
            provider = replace(provider, identity_id=row.id) if provider else None
    return person, provider
