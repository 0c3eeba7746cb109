"""What did the petitioner tell us? The sealed parts of a case, opened and closed in one place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel import keys
from portal.kernel.canonical import canonical
from portal.kernel.digits import digits
from portal.kernel.models import Case, DataKey
from portal.kernel.notices.channels import offered
from portal.kernel.notices.wishes import MAIL, PAPER, SMS
from portal.kernel.sms import mobile

WRITTEN: Final = frozenset({"counter", "paper"})
"""How cases come in whose petitioners may have no screen to look at."""


@dataclass(frozen=True)
class Petitioner:
    """Who files. An e-mail gets notices only once it is proved; a phone is for the officer to call.

    `sms`: text messages may go to the phone too (민원령 29: by phone or SMS where the petitioner asked for it).
    """

    name: str
    address: str
    phone: str = ""
    email: str = ""
    email_proved: bool = False
    sms: bool = False

    def to_data(self) -> dict[str, str | bool]:
        """Its fields by name; all are plain values, so that nothing is copied deeply on the way of every filing."""
        return dict(vars(self))


def reach_of(case: Case, petitioner: Petitioner) -> tuple[str, ...]:
    """By which channels a petitioner without an account can be told, the first being the one to begin with.

    Paper is where who filed at the counter or on paper begins (민원법 27①: in writing).
    """
    ways = []
    if petitioner.email and petitioner.email_proved:
        ways.append(MAIL)
    if petitioner.sms and mobile(petitioner.phone):
        ways.append(SMS)
    if case.channel in WRITTEN:
        ways.append(PAPER)
    return tuple(way for way in ways if way == PAPER or offered(way))


async def key_of(case: Case) -> bytes:
    """The case's bare data key; raises keys.KeyDestroyed after lawful destruction."""
    return keys.unwrap(await DataKey.get(id=case.key_id))


def seal_contents(case: Case, key: bytes, petitioner: Petitioner, answers: dict[str, Any]) -> None:
    """Put the sealed contents and the keyed hashes by which staff find them into the case."""
    case.petitioner_ct = keys.seal(key, canonical(petitioner.to_data()).encode(), _place(case, "petitioner"))
    case.answers_ct = keys.seal(key, canonical(answers).encode(), _place(case, "answers"))
    phone = digits(petitioner.phone)
    case.name_hash = keys.keyed_hash("name", petitioner.name)
    case.phone_hash = keys.keyed_hash("phone", phone)
    case.phone_tail_hash = keys.keyed_hash("phone-tail", phone[-4:])
    case.email_hash = keys.keyed_hash("email", petitioner.email)


def petitioner_of(case: Case, key: bytes) -> Petitioner:
    """Who filed the case."""
    return Petitioner(
        **json.loads(keys.unseal(key, bytes(case.petitioner_ct or b""), _place(case, "petitioner")))
    )


def answers_of(case: Case, key: bytes) -> dict[str, Any]:
    """What was answered, by field name, for the version of the service the case was filed under."""
    answers: dict[str, Any] = json.loads(
        keys.unseal(key, bytes(case.answers_ct or b""), _place(case, "answers"))
    )
    return answers


def _place(case: Case, part: str) -> bytes:
    return f"{case.id}:{part}".encode()
