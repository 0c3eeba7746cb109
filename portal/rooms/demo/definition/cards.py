"""What do the demo's sign-in pages say of each person? Name, password, and what there is to see as them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.rooms.demo.definition.people import STAFF, password_of
from portal.rooms.demo.definition.providers import RESIDENT_LOGINS


@dataclass(frozen=True)
class Card:
    """One person of the demo. `may` is a source text for translation."""

    login: str
    name: str
    password: str
    may: str


CARDS: Final = {
    "residents": tuple(
        Card(login.user, login.family_name + login.given_name, login.password, may)
        for login, may in RESIDENT_LOGINS
    ),
    "staff": tuple(
        Card(account.login, account.name, password_of(account.login), account.may) for account in STAFF
    ),
}
