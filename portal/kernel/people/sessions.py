"""When do somebody's sessions end at once? On their wish, when a right is taken, when their provider says so."""

from __future__ import annotations

from uuid import UUID

from portal.kernel.keys import token_hash
from portal.kernel.models import Person, Session


async def end_all(person: Person) -> int:
    """End every session of the person, on all devices; how many there were."""
    return await Session.filter(person_id=person.id).delete()


async def end_others(person: Person, except_id: str) -> int:
    """End every session of the person but the one with this row id; how many there were."""
    return await Session.filter(person_id=person.id).exclude(id=except_id).delete()


async def end_provider(identity_id: UUID, sid: str) -> int:
    """End what was signed in by this identity: the provider's session `sid`, or all of them if it is empty.

    OpenID Connect Back-Channel Logout 1.0, 2.6. How many there were.
    """
    found = Session.filter(identity_id=identity_id)
    return await (found.filter(provider_sid_hash=token_hash(sid)) if sid else found).delete()
