"""Does an e-mail address belong to who typed it? The draft's own code, and its proof for as long as it lives."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from portal.database.transactions import transaction
from portal.kernel import proofs
from portal.kernel.digits import digits
from portal.kernel.models import ContactProof, Draft
from portal.rooms.filing.queries import OpenDraft

PURPOSE: Final = "email"


async def send_code(opened: OpenDraft, email: str, lang: str, now: datetime) -> None:
    """Write a fresh code and the letter that brings it; an older code of this draft is void."""
    async with transaction():
        proof = await proofs.begin(email, PURPOSE, now, lang=lang)
        await Draft.filter(id=opened.row.id).update(proof_id=proof.id)


async def enter_code(opened: OpenDraft, typed: str, now: datetime) -> None:
    """Prove the address by its code. Raises proofs.WrongCode, proofs.CodeUsedUp."""
    proof = opened.row.proof_id
    if proof is None:
        raise proofs.CodeUsedUp()
    try:
        await proofs.enter(proof, PURPOSE, digits(typed), now)
    except proofs.CodeUsedUp:
        # A code counts once; the button pressed twice after it did is no mistake of its writer.
        if not await ContactProof.exists(id=proof, proved_at__not_isnull=True):
            raise
