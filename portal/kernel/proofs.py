"""Does an e-mail address or a phone belong to whoever typed it? Six digits, for ten minutes and five tries."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tortoise.expressions import F

from portal.database.transactions import transaction
from portal.kernel import keys, notices
from portal.kernel.digits import digits
from portal.kernel.models import ContactProof
from portal.kernel.notices.wishes import MAIL, SMS
from portal.kernel.refusals import Refusal
from portal.kernel.sending.code_letter import code_place, contact_place
from portal.kernel.sms import mobile
from portal.kernel.words import N_

LIFE: Final = timedelta(minutes=10)
TRIES: Final = 5


class WrongCode(Refusal):
    """Not the code; `left` tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(
            N_("확인번호가 다릅니다. 받은 여섯 자리를 다시 봐 주세요. %(left)s번 더 입력할 수 있습니다."),
            left=left,
        )


class CodeUsedUp(Refusal):
    """No code was sent, it was used, it is too old, or it was tried too often."""

    def __init__(self) -> None:
        super().__init__(N_("이 확인번호는 더 쓸 수 없습니다. ‘확인번호 받기’를 눌러 새 번호를 받아 주세요."))


class NoMobile(Refusal):
    """A code can't be sent to this number."""

    def __init__(self) -> None:
        text = N_("문자를 받을 수 있는 휴대전화 번호를 적어 주세요. 예: 010-1234-5678")
        super().__init__(text, fields={"phone": text})


def contact_hash(contact: str, channel: str) -> str:
    """The hash by which cases and accounts of a proved contact are found (`email_hash`, `phone_hash`)."""
    return keys.keyed_hash("phone", digits(contact)) if channel == SMS else keys.keyed_hash("email", contact)


async def begin(
    contact: str, purpose: str, now: datetime, *, channel: str = MAIL, lang: str = "ko"
) -> ContactProof:
    """Write a fresh code for an address (`channel` mail) or a mobile number (sms), and the notice that brings it.

    The caller limits how often, and offers sms only where `notices.offered` says so. Raises NoMobile.
    """
    if channel == SMS and not mobile(contact):
        raise NoMobile()
    proof = ContactProof(purpose=purpose, channel=channel, lang=lang, created_at=now, expires_at=now + LIFE)
    proof.contact_hash = contact_hash(contact, channel)
    proof.contact_sealed = keys.seal_for_house(contact, contact_place(proof.id))
    proof.code_sealed = keys.seal_for_house(f"{secrets.randbelow(1_000_000):06d}", code_place(proof.id))
    async with transaction():
        await proof.save(force_create=True)
        await notices.tell_code(proof, now)
    return proof


async def enter(proof_id: UUID, purpose: str, typed: str, now: datetime) -> ContactProof:
    """The proof, now proved by its code; once only. Raises WrongCode, CodeUsedUp."""
    proof = await ContactProof.get_or_none(id=proof_id, purpose=purpose, proved_at=None)
    if proof is None:
        raise CodeUsedUp()
    # Counted before it is compared, in one statement: tries at the same time can't be more than five.
    tries = ContactProof.filter(id=proof.id, attempts__lt=TRIES, expires_at__gt=now)
    if not await tries.update(attempts=F("attempts") + 1):
        raise CodeUsedUp()
    code = keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))
    if not hmac.compare_digest(typed.encode("utf-8", "replace"), code.encode()):
        left = TRIES - proof.attempts - 1
        raise WrongCode(left) if left > 0 else CodeUsedUp()
    if not await ContactProof.filter(id=proof.id, proved_at=None).update(proved_at=now):
        raise CodeUsedUp()
    return proof
