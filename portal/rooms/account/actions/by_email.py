"""How does somebody without a provider prove who they are? By a code that comes back from their e-mail address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.kernel import keys, proofs
from portal.kernel.people import residents
from portal.kernel.sending.code_letter import contact_place
from portal.rooms.account.actions.requests import Arrival
from portal.rooms.account.definition import SIGN_IN


async def send_code(email: str, lang: str, now: datetime) -> str:
    """Send a code to an address, whether or not it has an account; returns what to remember of it."""
    return str((await proofs.begin(email, SIGN_IN, now, lang=lang)).id)


async def enter_code(remembered: object, digits: str, now: datetime) -> Arrival:
    """Who arrives with the code. Raises WrongCode, CodeUsedUp."""
    try:
        proof_id = UUID(str(remembered))
    except ValueError:
        raise proofs.CodeUsedUp() from None
    proof = await proofs.enter(proof_id, SIGN_IN, digits, now)
    email = keys.unseal_for_house(bytes(proof.contact_sealed), contact_place(proof.id))
    return Arrival("email", person=await residents.by_email(email), email=email, email_proved=True)
