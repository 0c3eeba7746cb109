"""Does an e-mail address belong to who typed it? A code of six digits, for ten minutes and five tries."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from tortoise.expressions import F

from portal.database.transactions import transaction
from portal.kernel import keys, notices
from portal.kernel.models import ContactProof, Draft
from portal.kernel.refusals import Refusal
from portal.kernel.sending.code_letter import code_place, contact_place
from portal.kernel.words import N_
from portal.rooms.filing.definition import CODE_LIFE, CODE_TRIES
from portal.rooms.filing.queries import OpenDraft
from portal.rooms.filing.rules import digits_of


class WrongCode(Refusal):
    """Not the code; `left` tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(
            N_(
                "확인번호가 다릅니다. 메일에 적힌 여섯 자리를 다시 봐 주세요. %(left)s번 더 입력할 수 있습니다."
            ),
            left=left,
        )


class CodeUsedUp(Refusal):
    """No code was sent, it is too old, or it was tried too often."""

    def __init__(self) -> None:
        super().__init__(N_("이 확인번호는 더 쓸 수 없습니다. ‘확인번호 받기’를 눌러 새 번호를 받아 주세요."))


async def send_code(opened: OpenDraft, email: str, now: datetime) -> None:
    """Write a fresh code and the letter that brings it; an older code of this draft is void."""
    proof = ContactProof(purpose="email", created_at=now, expires_at=now + CODE_LIFE)
    proof.contact_hash = keys.keyed_hash("email", email)
    proof.contact_sealed = keys.seal_for_house(email, contact_place(proof.id))
    proof.code_sealed = keys.seal_for_house(f"{secrets.randbelow(1_000_000):06d}", code_place(proof.id))
    async with transaction():
        await proof.save(force_create=True)
        await Draft.filter(id=opened.row.id).update(proof_id=proof.id)
        await notices.tell_code(proof, now)


async def enter_code(opened: OpenDraft, typed: str, now: datetime) -> None:
    """Prove the address by its code. Raises WrongCode, CodeUsedUp."""
    proof = await ContactProof.get_or_none(id=opened.row.proof_id) if opened.row.proof_id else None
    if proof is None:
        raise CodeUsedUp()
    if proof.proved_at is not None:
        return
    # Counted before it is compared, in one statement: tries at the same time can't be more than five.
    tries = ContactProof.filter(id=proof.id, attempts__lt=CODE_TRIES, expires_at__gt=now)
    if not await tries.update(attempts=F("attempts") + 1):
        raise CodeUsedUp()
    code = keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))
    if not hmac.compare_digest(digits_of(typed).encode(), code.encode()):
        left = CODE_TRIES - proof.attempts - 1
        raise WrongCode(left) if left > 0 else CodeUsedUp()
    await ContactProof.filter(id=proof.id).update(proved_at=now)
