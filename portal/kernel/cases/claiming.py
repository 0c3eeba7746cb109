"""How does a guest's case come into an account? By somebody who proved that it is theirs, once, on record."""

from __future__ import annotations

from datetime import datetime

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import keys, timeline
from portal.kernel.cases.contents import key_of, petitioner_of
from portal.kernel.models import Case, Person
from portal.kernel.moves import PETITIONER
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

CLAIMED = "claimed"


class ClaimedAlready(Refusal):
    """The case is in somebody else's account."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("이 민원은 다른 계정에 담겨 있습니다. 이 기기에서는 계속 볼 수 있습니다."))


async def claim(case: Case, person: Person, now: datetime) -> Case:
    """Put the case into the account; once more is no error. The caller made sure that it is this person's.

    Raises ClaimedAlready, and keys.KeyDestroyed if nothing of the case can be read any more.
    """
    async with transaction():
        fresh = await Case.get(id=case.id)
        if fresh.person_id == person.id:
            return fresh
        if fresh.person_id is not None:
            raise ClaimedAlready()
        fresh.person_id = person.id
        event = timeline.compose(
            fresh,
            kind=CLAIMED,
            now=now,
            actor=PETITIONER,
            audience="petitioner",
            key=await key_of(fresh),
            meta={"stage": fresh.stage},
        )
        await fresh.save(update_fields=["person_id", "seq", "head_hash"])
        await insert(event)
    return fresh


async def proved_by(email_hash: str, *, unclaimed: bool = False) -> list[Case]:
    """The cases whose petitioner proved this address when filing, the oldest first; `unclaimed`: in no account.

    An address that was only typed opens nothing: whoever mistyped it would show the case to its owner.
    """
    found = Case.filter(email_hash=email_hash).order_by("submitted_at")
    if unclaimed:
        found = found.filter(person_id=None)
    return [case for case in await found if await _proved(case)] if email_hash else []


async def of_account(person: Person) -> list[Case]:
    """The cases in this account, the newest first."""
    return await Case.filter(person_id=person.id).order_by("-submitted_at", "-receipt_no")


async def _proved(case: Case) -> bool:
    try:
        return petitioner_of(case, await key_of(case)).email_proved
    except keys.KeyDestroyed:
        return False
