"""What must a department's system keep for us, so that a lost case can be entered again? A sealed counterfoil.

It goes along with what was filed and comes back with the department's copy. Nobody but the house can read or make
it: it says what only the house knew of the filing (its own key, who may open it, the first event as it was hashed),
and by a hash what was filed. It holds no key: what was lawfully destroyed is not opened by it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portal.kernel import keys, timeline
from portal.kernel.canonical import canonical
from portal.kernel.cases.clock import filed_rule_of
from portal.kernel.cases.contents import Petitioner
from portal.kernel.models import Case, Event

LONGEST: Final = 8192
COLUMNS: Final = (
    "idempotency_key",
    "filing_digest",
    "room",
    "service_code",
    "service_version",
    "kind",
    "department",
    "channel",
    "lang",
    "public",
    "retention_class",
    "access_salt",
)
_EVENT: Final = ("kind", "audience", "actor_kind", "actor_id", "meta", "body_sha256")


class CounterfoilBroken(ValueError):
    """It is none of ours, or another case's."""


@dataclass(frozen=True)
class Counterfoil:
    """What the house knew of a filing. Moments are ISO 8601 in UTC; ids are text; `said` is `digest_of` the filing."""

    id: str
    key_id: str
    person_id: str
    columns: Mapping[str, Any]
    submitted_at: str
    accept_by: str
    rule: str
    email_proved: bool
    sms: bool
    said: str
    event_at: str
    event: Mapping[str, str]


def make(case: Case, first: Event, petitioner: Petitioner, answers: Mapping[str, Any]) -> str:
    """The sealed counterfoil of a case whose first event is `first`, in letters."""
    said = Counterfoil(
        id=str(case.id),
        key_id=str(case.key_id),
        person_id=str(case.person_id or ""),
        columns={name: getattr(case, name) for name in COLUMNS},
        submitted_at=case.submitted_at.isoformat(),
        accept_by=case.accept_by.isoformat(),
        rule=str(filed_rule_of(case)),
        email_proved=petitioner.email_proved,
        sms=petitioner.sms,
        said=digest_of(told(petitioner), answers),
        event_at=first.at.isoformat(),
        event={name: getattr(first, name) for name in _EVENT},
    )
    sealed = keys.seal_for_house(canonical(vars(said)), _place(case.receipt_no))
    return base64.urlsafe_b64encode(sealed).decode()


def read(text: str, receipt_no: str) -> Counterfoil:
    """Open the counterfoil of this receipt number. Raises CounterfoilBroken."""
    try:
        if len(text) > LONGEST:
            raise ValueError("longer than any counterfoil")
        sealed = base64.urlsafe_b64decode(text.encode("ascii"))
        return Counterfoil(**json.loads(keys.unseal_for_house(sealed, _place(receipt_no))))
    except (keys.SealBroken, binascii.Error, ValueError, TypeError) as error:
        raise CounterfoilBroken(receipt_no) from error


def told(petitioner: Petitioner) -> dict[str, str]:
    """What a department is told of the petitioner."""
    return {
        "name": petitioner.name,
        "address": petitioner.address,
        "phone": petitioner.phone,
        "email": petitioner.email,
    }


def digest_of(petitioner: Mapping[str, str], answers: Mapping[str, Any]) -> str:
    """SHA-256 over what a department was told of a filing. It stands under the seal only: words can be guessed."""
    return hashlib.sha256(canonical([dict(petitioner), dict(answers)]).encode()).hexdigest()


def first_event(found: Counterfoil, case: Case) -> Event:
    """The first event as it was, unsaved: its hash is the one that the receipt names."""
    at = datetime.fromisoformat(found.event_at)
    event = Event(case_id=case.id, seq=1, at=at, prev_hash=timeline.GENESIS)
    for name in _EVENT:
        setattr(event, name, str(found.event[name]))
    event.hash = timeline.event_hash(event, str(case.id))
    return event


def _place(receipt_no: str) -> str:
    return f"counterfoil:{receipt_no}"
