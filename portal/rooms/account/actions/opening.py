"""How does somebody prove which cases are theirs? By number, phone and PIN, or by a code to their e-mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.kernel import cases, proofs
from portal.kernel.models import Case
from portal.rooms.account.definition import PURPOSE


async def send_code(email: str, now: datetime) -> str:
    """Send a code to an address, whether or not it has cases; returns what to remember of it."""
    return str((await proofs.begin(email, PURPOSE, now)).id)


async def open_by_code(remembered: object, digits: str, now: datetime) -> list[Case]:
    """The cases of the address that the code was sent to. Raises WrongCode, CodeUsedUp."""
    try:
        proof_id = UUID(str(remembered))
    except ValueError:
        raise proofs.CodeUsedUp() from None
    proof = await proofs.enter(proof_id, PURPOSE, digits, now)
    return await cases.proved_by(proof.contact_hash)
