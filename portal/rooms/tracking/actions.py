"""How does a guest follow a public case? By a code that comes back from their e-mail address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.kernel import keys, proofs
from portal.kernel.models import Case
from portal.kernel.public import following
from portal.kernel.sending.code_letter import contact_place
from portal.rooms.tracking.definition import PURPOSE


async def send_code(email: str, lang: str, now: datetime) -> str:
    """Send a code to an address; returns what to remember of it."""
    return str((await proofs.begin(email, PURPOSE, now, lang=lang)).id)


async def follow_by_code(remembered: object, digits: str, case: Case, lang: str, now: datetime) -> None:
    """Follow a case by the address that the code proves. Raises WrongCode, CodeUsedUp."""
    try:
        proof_id = UUID(str(remembered))
    except ValueError:
        raise proofs.CodeUsedUp() from None
    proof = await proofs.enter(proof_id, PURPOSE, digits, now)
    email = keys.unseal_for_house(bytes(proof.contact_sealed), contact_place(proof.id))
    await following.follow_by_mail(email, case, lang, now)
