"""What waits for an account to be made, where does it stand sealed, and who may open it again?

First the browser in which somebody arrived; for a child then the guardian's link instead, and nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from portal.kernel import keys
from portal.kernel.canonical import canonical
from portal.kernel.ids import new_token
from portal.kernel.models import AccountRequest, Person
from portal.kernel.people.identities import NewIdentity
from portal.kernel.people.residents import Profile
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web.session import ProviderSession

ADULTS_WAIT: Final = timedelta(hours=1)
"""How long somebody who arrived has for the page that makes the account."""
GUARDIAN_WAITS: Final = timedelta(days=7)
"""How long a guardian has to answer; then all of it is deleted."""


class RequestGone(Refusal):
    """It was answered, it ran out, or there never was one."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(
            N_("이미 답하셨거나 기한이 지난 주소입니다. 계정을 만들려면 처음부터 다시 신청해 주세요.")
        )


@dataclass(frozen=True)
class Arrival:
    """Who arrived. `person`: the account, if there is one. The rest is what a new account may be made of.

    `email_proved` means that a code of ours came back from the address; a provider's word is no proof here.
    """

    method: Literal["openid", "email", "key"]
    person: Person | None = None
    identity: NewIdentity | None = None
    name: str = ""
    email: str = ""
    email_proved: bool = False
    provider_session: ProviderSession | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Guardian:
    """A child's guardian, as the child named them: `contact` by `channel` mail or sms."""

    name: str
    contact: str
    channel: str = "mail"


@dataclass(frozen=True)
class Wanted:
    """An account that is wanted: who arrived, and for a child what it told and whom it named."""

    row: AccountRequest
    arrival: Arrival
    child: Profile | None = None
    guardian: Guardian | None = None
    lang: str = "ko"


async def begin(arrival: Arrival, now: datetime) -> str:
    """Keep an arrival; returns the token that opens it again in this browser."""
    token = new_token()
    row = AccountRequest(token_hash=keys.token_hash(token), created_at=now, expires_at=now + ADULTS_WAIT)
    row.content_sealed = _sealed(Wanted(row, arrival))
    await row.save(force_create=True)
    return token


async def find(token: str, now: datetime) -> Wanted | None:
    """What this token opens; None if there is nothing (any more)."""
    row = await AccountRequest.get_or_none(token_hash=keys.token_hash(token), expires_at__gt=now)
    return _opened(row) if row is not None and token else None


async def hand_over(wanted: Wanted, child: Profile, guardian: Guardian, lang: str, now: datetime) -> str:
    """Give the request into the guardian's hands: the token of their link. The browser's opens it no more.

    Call inside a transaction. Raises RequestGone.
    """
    token = new_token()
    # Nobody signs in by it for days: the provider's session is none of the guardian's.
    kept = replace(wanted.arrival, provider_session=None)
    sealed = _sealed(Wanted(wanted.row, kept, child, guardian, lang))
    row = AccountRequest.filter(id=wanted.row.id, token_hash=wanted.row.token_hash)
    changed = await row.update(
        token_hash=keys.token_hash(token), content_sealed=sealed, expires_at=now + GUARDIAN_WAITS
    )
    if not changed:
        raise RequestGone()
    return token


async def take(wanted: Wanted) -> None:
    """Use the request up, once: two answers at a time make one account. Raises RequestGone."""
    if not await AccountRequest.filter(id=wanted.row.id, token_hash=wanted.row.token_hash).delete():
        raise RequestGone()


def _sealed(wanted: Wanted) -> bytes:
    arrival = wanted.arrival
    provider = arrival.provider_session
    said = {
        "method": arrival.method,
        "identity": asdict(arrival.identity) if arrival.identity else None,
        "name": arrival.name,
        "email": arrival.email,
        "email_proved": arrival.email_proved,
        "provider": [str(provider.identity_id or ""), provider.sid, provider.id_token] if provider else None,
        "child": asdict(wanted.child) if wanted.child else None,
        "guardian": asdict(wanted.guardian) if wanted.guardian else None,
        "lang": wanted.lang,
    }
    return keys.seal_for_house(canonical(said), _place(wanted.row))


def _opened(row: AccountRequest) -> Wanted:
    said: dict[str, Any] = json.loads(keys.unseal_for_house(bytes(row.content_sealed), _place(row)))
    child, guardian = said["child"], said["guardian"]
    return Wanted(
        row,
        _arrival(said),
        Profile(**child) if child else None,
        Guardian(**guardian) if guardian else None,
        said["lang"],
    )


def _arrival(said: Mapping[str, Any]) -> Arrival:
    identity, provider = said["identity"], said["provider"]
    return Arrival(
        method=said["method"],
        identity=NewIdentity(**identity) if identity else None,
        name=said["name"],
        email=said["email"],
        email_proved=said["email_proved"],
        provider_session=_provider(*provider) if provider else None,
    )


def _provider(identity_id: str, sid: str, id_token: str) -> ProviderSession:
    return ProviderSession(UUID(identity_id) if identity_id else None, sid, id_token)


def _place(row: AccountRequest) -> str:
    return f"account-request:{row.id}"
