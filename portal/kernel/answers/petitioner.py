"""Who files? The few questions that every form asks, whatever the service.

A petitioner is a person with a clear name and address (민원법 2조2호, 민원령 2①); a contact is needed so
that the office can answer. There is no field for a resident number (보호법 24조의2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal.kernel.answers.checking import UnknownFields, check_fields
from portal.kernel.answers.shapes import Answer, Checked, Raw, as_typed, inputs_of
from portal.kernel.catalogue import Field
from portal.kernel.words import N_, Message, Text

GROUP: Final = "petitioner"

PETITIONER_FIELDS: Final = (
    Field(
        name="petitioner_name",
        kind="text",
        label=Text("이름", "Name"),
        group=GROUP,
        required=True,
        max_length=60,
        missing=Text("이름을 적어 주세요.", "Enter your name."),
    ),
    Field(
        name="petitioner_address",
        kind="address",
        label=Text("주소", "Address"),
        group=GROUP,
        required=True,
        max_length=0,
        hint=Text("답변을 우편으로 받을 수도 있는 주소입니다.", "An answer may be sent there by post."),
        missing=Text("주소를 적어 주세요.", "Enter your address."),
    ),
    Field(
        name="petitioner_phone",
        kind="phone",
        label=Text("전화번호", "Phone number"),
        group=GROUP,
        required=False,
        max_length=0,
        hint=Text("전화번호와 이메일 가운데 하나는 적어 주세요.", "Give a phone number or an email address."),
    ),
    Field(
        name="petitioner_email",
        kind="email",
        label=Text("이메일", "Email"),
        group=GROUP,
        required=False,
        max_length=0,
        hint=Text("처리 소식을 이메일로 받습니다.", "We will send you news by email."),
    ),
)
PETITIONER_INPUTS: Final = frozenset(name for field in PETITIONER_FIELDS for name in inputs_of(field))


def only_petitioner(form: Raw) -> dict[str, str | list[str]]:
    """What a web form sent about the petitioner."""
    return {name: value for name, value in as_typed(form).items() if name in PETITIONER_INPUTS}


def check_petitioner(raw: Raw) -> Checked:
    """Check name, address and contact: a phone number or an e-mail address must be there.

    Raises UnknownFields.
    """
    unknown = raw.keys() - PETITIONER_INPUTS
    if unknown:
        raise UnknownFields(unknown)
    answers, errors = check_fields(PETITIONER_FIELDS, raw)
    contacts = {"petitioner_phone", "petitioner_email"}
    if not contacts & (answers.keys() | errors.keys()):
        errors["petitioner_phone"] = Message(N_("연락받을 전화번호나 이메일을 적어 주세요."))
    return Checked(answers, errors, as_typed(raw))


def address_line(address: Answer | None) -> str:
    """An address in one line: `(46274) 부산광역시 금정구 중앙대로 1777, 101호`."""
    if not isinstance(address, Mapping):
        return ""
    body = ", ".join(address[part] for part in ("road", "detail") if address.get(part))
    code = address.get("postcode")
    return f"({code}) {body}" if code else body
