"""Is this one of the person's security keys (Web Authentication, W3C), and how is one added and taken away?

The portal keeps a public key; the private one never leaves the device, and the browser lets it answer to our address
only, so that a copied page gains nothing. A challenge is good once and for minutes. A member of staff must have shown
their device who they are (PIN, finger, face), so that a key stands for two factors; a resident's may do without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

from tortoise.exceptions import IntegrityError
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.database.transactions import transaction
from portal.kernel.models import Person, SecurityKey
from portal.kernel.people import relying_party
from portal.kernel.people.identities import LastWayIn, has_other_way
from portal.kernel.people.looks import note_look
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

LIVES: Final = timedelta(minutes=5)
MOST: Final = 10
NAME_LENGTH: Final = 64
_CREDENTIAL_LENGTH: Final = 700
_LONGEST_ANSWER: Final = 16_384

Purpose = Literal["add", "sign-in"]
T = TypeVar("T")


class KeyRefused(Refusal):
    """The key's answer proves nothing: an unknown key, another address, a used challenge, a wrong signature."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "보안 키를 확인하지 못했습니다. 바뀐 것은 없습니다. "
                "다시 해 보시고, 그래도 안 되면 다른 방법으로 로그인해 주세요."
            )
        )


class KeyCopied(Refusal):
    """The key's counter did not go on: somebody may have a copy of it (W3C Web Authentication 6.1.1)."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "이 보안 키는 복제되었을 수 있어 받지 않았습니다. "
                "다른 방법으로 로그인해서 이 키를 지우고 새로 등록해 주세요."
            )
        )


class BadKeyName(Refusal):
    """A key without a name, or one too many."""


class UnknownKey(Refusal):
    """The person has no such key (any more)."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 보안 키가 등록되어 있지 않습니다."))


@dataclass(frozen=True)
class Challenge:
    """What a key is asked. `options` are for the browser (JSON); the rest is kept on the server, see `kept`.

    `until` is ISO 8601 in UTC; `person` is an account's id if only its keys may answer.
    """

    purpose: Purpose
    value: str
    until: str
    person: str
    options: str

    @property
    def kept(self) -> dict[str, str]:
        """What the server must remember until the answer comes."""
        return {name: value for name, value in asdict(self).items() if name != "options"}


async def ask_to_add(person: Person, *, shown_as: str, now: datetime) -> Challenge:
    """The question that makes a device a new key of this person. `shown_as`: what the device calls the account.

    Raises relying_party.NoKeysHere, BadKeyName when there are enough.
    """
    us, had = relying_party.ours(), await keys_of(person)
    if len(had) >= MOST:
        raise BadKeyName(
            N_("보안 키는 %(most)s개까지 등록할 수 있습니다. 쓰지 않는 키를 지워 주세요."), most=MOST
        )
    options = generate_registration_options(
        rp_id=us.id,
        rp_name=us.name,
        user_id=person.id.bytes,
        user_name=shown_as,
        user_display_name=shown_as,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=_verification(person.kind == "staff"),
        ),
        exclude_credentials=[_descriptor(row) for row in had],
        timeout=int(LIVES.total_seconds() * 1000),
    )
    return _challenge("add", options.challenge, options_to_json(options), now, person)


async def add(person: Person, kept: object, answer: str, *, name: str, now: datetime) -> SecurityKey:
    """Register the key that answered. Raises KeyRefused, BadKeyName."""
    challenge, us = _read(kept, "add", now), relying_party.ours()
    if challenge["person"] != str(person.id):
        raise KeyRefused()
    named = _name(name)
    made = _verified(
        lambda: verify_registration_response(
            credential=_bounded(answer),
            expected_challenge=base64url_to_bytes(challenge["value"]),
            expected_rp_id=us.id,
            expected_origin=us.origin,
            require_user_verification=person.kind == "staff",
        )
    )
    credential = bytes_to_base64url(made.credential_id)
    if len(credential) > _CREDENTIAL_LENGTH:
        raise KeyRefused()
    async with transaction():
        if await SecurityKey.filter(person_id=person.id).count() >= MOST:
            raise KeyRefused()
        try:
            row = await SecurityKey.create(
                person=person,
                credential=credential,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                name=named,
                created_at=now,
            )
        except IntegrityError as error:  # registered already, here or by somebody else
            raise KeyRefused() from error
        await note_look(person, "key_added", now=now)
    return row


async def ask(now: datetime, *, verified: bool, person: Person | None = None) -> Challenge:
    """The question that proves a key: any key of ours, or one of this person's.

    `verified`: the device must know its user. Raises relying_party.NoKeysHere, UnknownKey if the person has none.
    """
    had = await keys_of(person) if person is not None else []
    if person is not None and not had:
        raise UnknownKey()
    options = generate_authentication_options(
        rp_id=relying_party.ours().id,
        allow_credentials=[_descriptor(row) for row in had],
        user_verification=_verification(verified),
        timeout=int(LIVES.total_seconds() * 1000),
    )
    return _challenge("sign-in", options.challenge, options_to_json(options), now, person)


async def check(kept: object, answer: str, now: datetime) -> Person:
    """Whose key answered; its use is noted. Raises KeyRefused, KeyCopied."""
    challenge, us = _read(kept, "sign-in", now), relying_party.ours()
    given = _verified(lambda: parse_authentication_credential_json(_bounded(answer)))
    row = await SecurityKey.get_or_none(credential=given.id, person__active=True).select_related("person")
    if row is None or challenge["person"] not in {"", str(row.person_id)}:
        raise KeyRefused()
    if given.response.user_handle not in {None, row.person_id.bytes}:
        raise KeyRefused()
    proved = _verified(
        lambda: verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge["value"]),
            expected_rp_id=us.id,
            expected_origin=us.origin,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=0,  # looked at below, by the database and with an answer of its own
            require_user_verification=row.person.kind == "staff",
        )
    )
    await _count_on(row, proved.new_sign_count, now)
    return row.person


async def _count_on(row: SecurityKey, count: int, now: datetime) -> None:
    """A counter goes up at each use, or the device has none and says 0 for ever."""
    mine = SecurityKey.filter(id=row.id)
    onward = mine.filter(sign_count__lt=count) if count else mine.filter(sign_count=0)
    if not await onward.update(sign_count=count, used_at=now):
        await note_look(row.person, "key_refused", now=now)
        raise KeyCopied()


async def keys_of(person: Person) -> list[SecurityKey]:
    """The person's keys, oldest first."""
    return await SecurityKey.filter(person_id=person.id).order_by("created_at", "id")


async def remove(person: Person, key_id: UUID, now: datetime) -> None:
    """Take a key away. Raises UnknownKey, LastWayIn."""
    async with transaction():
        if not await SecurityKey.exists(id=key_id, person_id=person.id):
            raise UnknownKey()
        if not await has_other_way(person, without=key_id):
            raise LastWayIn()
        await SecurityKey.filter(id=key_id).delete()
        await note_look(person, "key_removed", now=now)


def _challenge(
    purpose: Purpose, value: bytes, options: str, now: datetime, person: Person | None
) -> Challenge:
    whose = str(person.id) if person is not None else ""
    return Challenge(purpose, bytes_to_base64url(value), (now + LIVES).isoformat(), whose, options)


def _read(kept: object, purpose: Purpose, now: datetime) -> dict[str, Any]:
    """The challenge that was asked, if it was for this purpose and not too long ago. Raises KeyRefused."""
    if not isinstance(kept, dict) or kept.get("purpose") != purpose:
        raise KeyRefused()
    if datetime.fromisoformat(kept["until"]) <= now:
        raise KeyRefused()
    return kept


def _bounded(answer: str) -> str:
    if len(answer) > _LONGEST_ANSWER:
        raise KeyRefused()
    return answer


def _verified(work: Callable[[], T]) -> T:
    """What the library makes of an answer from outside, which may be anything. Raises KeyRefused."""
    try:
        return work()
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyRefused() from error


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise BadKeyName(
            N_("보안 키의 이름을 적어 주세요(64자까지). 예: 내 휴대전화"),
            fields={"name": N_("보안 키의 이름을 적어 주세요(64자까지). 예: 내 휴대전화")},
        )
    return name


def _verification(required: bool) -> UserVerificationRequirement:
    return UserVerificationRequirement.REQUIRED if required else UserVerificationRequirement.PREFERRED


def _descriptor(row: SecurityKey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential))
