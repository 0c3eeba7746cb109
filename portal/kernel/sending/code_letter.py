"""Which letter brings a one-time code? Written in the kernel, for a code belongs to no room."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from portal.kernel import keys
from portal.kernel.models import ContactProof
from portal.kernel.notices.channels import Letter
from portal.kernel.words import Text
from portal.settings import settings

_SUBJECT: Final = Text("[{portal}] 이메일 확인번호", "[{portal}] Code for your email address")
_TEXT: Final = Text(
    """\
확인번호는 {code} 입니다.

{portal}에서 이메일 주소를 확인하는 데 쓰는 번호입니다.
보던 화면에 이 번호를 입력해 주세요. 번호는 {minutes}분 동안만 쓸 수 있습니다.

번호를 요청한 적이 없다면 이 메일을 지우셔도 됩니다. 이 번호를 다른 사람에게 알려 주지 마세요.

{portal}
문의: {phone}
""",
    """\
Your code is {code}.

The {portal} uses it to check that this email address is yours.
Enter it on the page you came from. It works for {minutes} minutes.

If you did not ask for a code, you can delete this mail. Do not tell the code to anybody.

{portal}
Questions: {phone}
""",
)
_SHORT: Final = Text(
    "[{portal}] 확인번호 {code} ({minutes}분 안에 입력). 다른 사람에게 알려 주지 마세요.",
    "[{portal}] Your code: {code} (valid {minutes} minutes). Do not tell it to anybody.",
)
_PORTAL: Final = Text("{district} 민원포털", "{district} petition portal")


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
    return address, _letter(code, minutes, proof.lang)


def _letter(code: str, minutes: int, lang: str) -> Letter:
    chosen = settings()
    district = Text(chosen.district_name, chosen.district_name_en).get(lang)
    words = {
        "code": code,
        "minutes": minutes,
        "portal": _PORTAL.get(lang).format(district=district),
        "phone": chosen.front_desk_phone,
    }
    subject, text, short = (each.get(lang).format(**words) for each in (_SUBJECT, _TEXT, _SHORT))
    return Letter(subject, text, short)
