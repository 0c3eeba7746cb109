"""Which account belongs to whoever a sign-in provider vouches for?

A person is found by issuer and subject together and never by an e-mail address: an address may change hands, and a
provider may not have checked it (OpenID Connect Core 5.7). The subject is kept as a keyed hash only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from portal.database.transactions import transaction
from portal.kernel import keys
from portal.kernel.models import Identity, Person, SecurityKey, Session
from portal.kernel.people.looks import note_look
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class BelongsToAnother(Refusal):
    """The provider's account is linked to somebody else's account here."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "이 로그인은 이미 다른 계정에 이어져 있습니다. "
                "그 계정으로 로그인해서 연결을 끊은 다음 다시 해 주세요."
            )
        )


class LastWayIn(Refusal):
    """Nothing else would let the person in again."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_("이것을 끊으면 다시 로그인할 방법이 없습니다. 다른 방법을 먼저 더하거나 계정을 닫아 주세요.")
        )


class UnknownIdentity(Refusal):
    """The person has no such linked account (any more)."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 로그인 방법이 이어져 있지 않습니다."))


@dataclass(frozen=True)
class NewIdentity:
    """An account at a provider: our name of the provider, its issuer URL, and the subject as the provider says it."""

    provider: str
    issuer: str
    subject: str

    @property
    def subject_hash(self) -> str:
        """What is kept of the subject."""
        return keys.derived_token("subject", self.issuer, self.subject)


async def find(issuer: str, subject: str) -> Person | None:
    """The active person to whom this account at a provider is linked."""
    found = await identity_of(NewIdentity("", issuer, subject))
    return found.person if found is not None and found.person.active else None


async def identity_of(known: NewIdentity) -> Identity | None:
    """The row of an account at a provider, with its person, active or not."""
    rows = Identity.filter(issuer=known.issuer, subject_hash=known.subject_hash)
    return await rows.select_related("person").first()


async def linked_to(person: Person) -> list[Identity]:
    """The accounts at providers by which the person may sign in, oldest first."""
    return await Identity.filter(person_id=person.id).order_by("linked_at", "id")


async def link(person: Person, new: NewIdentity, now: datetime) -> Identity:
    """Let the person sign in with this account too; once more is no error. Raises BelongsToAnother."""
    async with transaction():
        found = await identity_of(new)
        if found is not None:
            if found.person_id != person.id:
                raise BelongsToAnother()
            return found
        try:
            row = await Identity.create(
                person=person,
                provider=new.provider,
                issuer=new.issuer,
                subject_hash=new.subject_hash,
                linked_at=now,
                used_at=now,
            )
        except IntegrityError as error:  # linked by another process since we looked
            raise BelongsToAnother() from error
        await note_look(person, "identity_linked", now=now, why=new.provider)
    return row


async def note_use(identity: Identity, now: datetime) -> None:
    """Remember when the account at the provider was last used to sign in."""
    await Identity.filter(id=identity.id).update(used_at=now)


async def unlink(person: Person, identity_id: UUID, now: datetime, *, here: str = "") -> None:
    """Take a way in away and end the sessions that it began, except `here` (the id of a session's row).

    Raises UnknownIdentity, and LastWayIn when no other way would be left.
    """
    async with transaction():
        row = await Identity.get_or_none(id=identity_id, person_id=person.id)
        if row is None:
            raise UnknownIdentity()
        if not await has_other_way(person, without=identity_id):
            raise LastWayIn()
        await Session.filter(id=here, identity_id=row.id).update(
            identity_id=None, provider_sid_hash="", id_token_sealed=None
        )
        await Session.filter(identity_id=row.id).delete()
        await row.delete()
        await note_look(person, "identity_unlinked", now=now, why=row.provider)


async def has_other_way(person: Person, *, without: UUID | None = None) -> bool:
    """Whether the person can sign in by something else than the identity or security key `without`."""
    fresh = await Person.get(id=person.id)
    if fresh.password_hash or fresh.email_hash:
        return True
    identities, keys_of = Identity.filter(person_id=person.id), SecurityKey.filter(person_id=person.id)
    if without is not None:
        identities, keys_of = identities.exclude(id=without), keys_of.exclude(id=without)
    return await identities.exists() or await keys_of.exists()


async def end_sessions(issuer: str, *, subject: str = "", sid: str = "") -> int:
    """End the sessions begun at this issuer by `subject`, or in its session `sid`, or both; how many there were.

    OpenID Connect Back-Channel Logout 1.0, 2.7. Raises ValueError without either.
    """
    if not subject and not sid:
        raise ValueError("a logout names a subject or a session")
    sessions = Session.filter(identity__issuer=issuer)
    if subject:
        sessions = sessions.filter(identity__subject_hash=NewIdentity("", issuer, subject).subject_hash)
    if sid:
        sessions = sessions.filter(provider_sid_hash=keys.token_hash(sid))
    ids = await sessions.values_list("id", flat=True)
    return await Session.filter(id__in=list(ids)).delete() if ids else 0
