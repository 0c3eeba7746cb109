"""How does a guest's case come into an account? By somebody who proved that it is theirs, on record.

Two proofs: the address that the petitioner proved when filing, or a secret link, phone and PIN, which others may have
been shown. Whoever has only the second yields to whoever has the first: the petitioner can always take it back.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import keys, timeline
from portal.kernel.cases.contents import key_of, petitioner_of
from portal.kernel.models import Case, Delegation, Event, Person
from portal.kernel.moves import PETITIONER
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

CLAIMED: Final = "claimed"
RECLAIMED: Final = "reclaimed"
BY_EMAIL: Final = "email"
HELD: Final = "held"


class ClaimedAlready(Refusal):
    """The case is in somebody else's account."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("이 민원은 다른 계정에 담겨 있습니다. 이 기기에서는 계속 볼 수 있습니다."))


@dataclass(frozen=True)
class Claimed:
    """A case that is in the account now. `proof`: email, held, or "" if it was there before.

    `taken_from`: the account in which it was.
    """

    case: Case
    proof: str
    taken_from: UUID | None = None


async def claim(case: Case, person: Person, now: datetime) -> Claimed:
    """Put the case into the account; once more is no error. The caller made sure that it is this person's.

    Whoever proved the petitioner's address takes it out of an account that had only its link or PIN; these open it
    no more, and consents that this account gave end. Raises ClaimedAlready, and keys.KeyDestroyed if nothing of the
    case can be read any more.
    """
    async with transaction():
        fresh = await Case.get(id=case.id)
        if fresh.person_id == person.id:
            return Claimed(fresh, "")
        proof = BY_EMAIL if await _is_petitioners(fresh, person) else HELD
        before, since = fresh.person_id, await _held_since(fresh)
        if before is not None and (proof != BY_EMAIL or since is None):
            raise ClaimedAlready()
        if before is not None:
            fresh.access_salt = secrets.token_hex(16)
            given = Delegation.filter(case_id=fresh.id, ended_at=None, created_at__gte=since)
            await given.update(ended_at=now)
        fresh.person_id = person.id
        event = timeline.compose(
            fresh,
            kind=CLAIMED if before is None else RECLAIMED,
            now=now,
            actor=PETITIONER,
            audience="petitioner",
            key=await key_of(fresh),
            meta={"stage": fresh.stage, "proof": proof},
        )
        await fresh.save(update_fields=["person_id", "access_salt", "seq", "head_hash"])
        await insert(event)
    return Claimed(fresh, proof, before)


async def claimable(person: Person) -> list[Case]:
    """The cases whose petitioner proved this account's address, in no account or in one that must yield them."""
    others = [case for case in await proved_by(person.email_hash) if case.person_id != person.id]
    return [case for case in others if case.person_id is None or await _held_since(case) is not None]


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


async def _is_petitioners(case: Case, person: Person) -> bool:
    """Whether the account's owner proved the address that the petitioner proved when filing."""
    return bool(person.email_hash) and person.email_hash == case.email_hash and await _proved(case)


async def _held_since(case: Case) -> datetime | None:
    """Since when it is in an account that had only its link or PIN; None if it was filed there, or proved by e-mail."""
    last = await Event.filter(case_id=case.id, kind__in=[CLAIMED, RECLAIMED]).order_by("-seq").first()
    if case.person_id is None or last is None or json.loads(last.meta).get("proof") == BY_EMAIL:
        return None
    return last.at


async def _proved(case: Case) -> bool:
    try:
        return petitioner_of(case, await key_of(case)).email_proved
    except keys.KeyDestroyed:
        return False
