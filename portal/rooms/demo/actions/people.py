"""How do the demo's members of staff get their accounts? Only those that are missing are made.

Those who sign in at the provider for staff hold what its groups give: a right goes when the group is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from portal.kernel import people
from portal.kernel.models import Person
from portal.kernel.people.staff_groups import granted_by
from portal.rooms.demo.definition import OFFICERS, PROVIDERS, STAFF, password_of
from portal.rooms.demo.queries.codes import seed_of

MAKER: Final = "demo"
FOR_STAFF: Final = next(provider.name for provider in PROVIDERS if provider.staff)


async def hire(now: datetime) -> int:
    """Make the accounts that are not there yet; returns how many."""
    there = {person.login for person in await Person.all()}
    made = 0
    for account in STAFF:
        if account.login not in there:
            await _add(account.login, account.name, account.phone, account.rights, now, demo=True)
            made += 1
    for department, officer in OFFICERS.items():
        if officer.login not in there:
            await _add(officer.login, officer.name, officer.phone, [f"clerk:{department}"], now, demo=False)
            made += 1
    return made


async def _add(
    login: str, name: str, phone: str, rights: Sequence[str], now: datetime, *, demo: bool
) -> None:
    """Those of the demo get what its page shows; the others a password that nobody learns."""
    password, seed = (password_of(login), seed_of(login)) if demo else ("", "")
    made = await people.add(login, name, phone, by=MAKER, now=now, password=password, seed=seed)
    by = granted_by(FOR_STAFF) if demo else MAKER
    for right in rights:
        await people.grant(made.person, people.read_right(right), by=by, now=now)
