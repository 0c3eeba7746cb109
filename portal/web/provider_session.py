"""On which session at an OpenID provider does a browser's session rest? Its logout ends ours, and ours can end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from portal.kernel.keys import seal_for_house, token_hash, unseal_for_house
from portal.kernel.models import Person, Session

_COLUMNS: Final = ("device", "identity_id", "provider_sid_hash", "id_token_sealed")


@dataclass(frozen=True)
class ProviderSession:
    """The identity that signed in, the provider's name of its session ("" if it has none), and the ID token."""

    identity_id: UUID | None
    sid: str
    id_token: str


def columns(person: Person | None, provider: ProviderSession | None) -> dict[str, Any]:
    """What the session's row keeps of it: the sid as a hash, the token sealed."""
    if person is None or provider is None:
        return {}
    token = seal_for_house(provider.id_token, _place(person.id)) if provider.id_token else None
    return {
        "identity_id": provider.identity_id,
        "provider_sid_hash": token_hash(provider.sid) if provider.sid else "",
        "id_token_sealed": token,
    }


def carried(row: Session) -> dict[str, Any]:
    """What goes along when the session's token changes: the device, and all of the provider's."""
    return {name: getattr(row, name) for name in _COLUMNS}


def id_token_of(row: Session | None) -> str:
    """The provider's ID token, for its logout; "" if there is none."""
    if row is None or row.person_id is None or row.id_token_sealed is None:
        return ""
    return unseal_for_house(bytes(row.id_token_sealed), _place(row.person_id))


def _place(person_id: UUID) -> str:
    return f"id-token:{person_id}"
