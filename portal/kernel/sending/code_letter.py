"""Which letter brings a one-time code? Written in the kernel, for a code belongs to no room."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from portal.kernel import keys
from portal.kernel.models import ContactProof
from portal.kernel.notices.channels import Letter
from portal.settings import settings

# The letter goes to somebody whose language we don't know yet: Korean, plain and short.
_SUBJECT: Final = "[{district} 민원포털] 이메일 확인번호"
_TEXT: Final = """\
확인번호는 {code} 입니다.

{district} 민원포털에서 이메일 주소를 확인하는 데 쓰는 번호입니다.
보던 화면에 이 번호를 입력해 주세요. 번호는 {minutes}분 동안만 쓸 수 있습니다.

번호를 요청한 적이 없다면 이 메일을 지우셔도 됩니다. 이 번호를 다른 사람에게 알려 주지 마세요.

{district} 민원포털
문의: {phone}
"""


def contact_place(proof_id: UUID) -> str:
    """Where `ContactProof.contact_sealed` is sealed to (`keys.seal_for_house`)."""
    return f"proof:{proof_id}:contact"


def code_place(proof_id: UUID) -> str:
    """Where `ContactProof.code_sealed` is sealed to (`keys.seal_for_house`)."""
    return f"proof:{proof_id}:code"


async def open_proof(proof_id: UUID, now: datetime) -> tuple[str, Letter] | None:
    """The address to prove and its letter; None if the code was used or is out of date."""
    proof = await ContactProof.get_or_none(id=proof_id)
    if proof is None or proof.proved_at is not None or proof.expires_at <= now:
        return None
    address = keys.unseal_for_house(bytes(proof.contact_sealed), contact_place(proof.id))
    code = keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))
    minutes = round((proof.expires_at - proof.created_at).total_seconds() / 60)
    return address, _letter(code, minutes)


def _letter(code: str, minutes: int) -> Letter:
    chosen = settings()
    words = {
        "code": code,
        "minutes": minutes,
        "district": chosen.district_name,
        "phone": chosen.front_desk_phone,
    }
    return Letter(_SUBJECT.format(**words), _TEXT.format(**words))
