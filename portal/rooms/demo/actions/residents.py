"""Which of the demo's residents have an account already, and whose sign-in at a provider is it?

The resident of the month and the citizen monitor have one, with their cases in it; the neighbour makes his own at his
first sign-in. Accounts are made once: what a visitor of the demo closed or unlinked stays so, unless a provider's
address changed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from portal.database.transactions import transaction
from portal.kernel.cases.claiming import ClaimedAlready, claim, proved_by
from portal.kernel.models import Counter, Identity, Notice, Person
from portal.kernel.people import grants, identities, residents
from portal.kernel.people.grants import Right
from portal.kernel.people.identities import BelongsToAnother, NewIdentity
from portal.kernel.permissions import MONITOR as MONITOR_ROLE
from portal.rooms.demo.actions.people import MAKER
from portal.rooms.demo.definition import HANEUL, MONITOR, PROVIDERS, STAFF, Provider, Resident
from portal.rooms.demo.queries.month import value_of
from portal.rooms.demo.queries.providers import issuer_of

SETTLED: Final = "demo:residents"
"""The counter that says that the accounts were made."""
NEWS: Final = timedelta(days=2)
"""What is older counts as read, as if its owner had looked."""
CONSENTS: Final = ("terms", "account", "contact")
FOR_RESIDENTS, FOR_STAFF = PROVIDERS
ACCOUNTS: Final = (("haneul", HANEUL), ("monitor", MONITOR))


async def settle(now: datetime) -> None:
    """Make the accounts that a fresh demo lacks, and link everybody's sign-in at the providers of now."""
    if not await value_of(SETTLED):
        for _, resident in ACCOUNTS:
            await _account(resident, now)
        await Counter.create(name=SETTLED, value=int(now.timestamp()))
    for user, resident in ACCOUNTS:
        await _link(await residents.by_email(resident.email), FOR_RESIDENTS, user, now)
    for account in STAFF:
        await _link(await Person.get_or_none(login=account.login, active=True), FOR_STAFF, account.login, now)


async def _account(resident: Resident, now: datetime) -> None:
    person = await residents.by_email(resident.email)
    if person is None:
        profile = residents.Profile(
            resident.name, resident.phone, resident.email, email_proved=True, address=resident.address
        )
        person = await residents.create(profile, now=now, lang="ko", consents=CONSENTS)
    theirs = await proved_by(person.email_hash, unclaimed=True)
    for case in theirs:
        with suppress(ClaimedAlready):
            await claim(case, person, now)
    old = Notice.filter(channel="portal", read_at=None, created_at__lt=now - NEWS)
    await old.filter(case_id__in=[case.id for case in theirs]).update(read_at=now)
    if resident is MONITOR:
        await grants.grant(person, Right(MONITOR_ROLE), by=MAKER, now=now)


async def _link(person: Person | None, provider: Provider, user: str, now: datetime) -> None:
    """Nothing if this sign-in is linked to somebody; an address that the provider had before is forgotten."""
    new = NewIdentity(provider.name, issuer_of(provider), user)
    if person is None or await Identity.exists(person_id=person.id, issuer=new.issuer):
        return
    linked = Identity.filter(person_id=person.id, provider=provider.name)
    if await value_of(f"demo:linked:{user}") and not await linked.exists():
        return
    async with transaction():
        await linked.delete()
        with suppress(BelongsToAnother):
            await identities.link(person, new, now)
        if not await value_of(f"demo:linked:{user}"):
            await Counter.create(name=f"demo:linked:{user}", value=int(now.timestamp()))
