"""Is one answer right for its field? One small reader for each kind of field.

A reader gives the answer in its normal form (None: nothing was typed) and what is wrong with it, by input.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from portal.kernel.answers import normal
from portal.kernel.answers.shapes import Answer, Raw, one, several
from portal.kernel.catalogue import Field, FieldKind
from portal.kernel.words import N_, Message

Result = tuple[Answer | None, dict[str, Message]]
Reader = Callable[[Field, Raw], Result]

LONGEST_PART: Final = {"words": 200, "road": 150, "detail": 100}
LONGEST_VALUE: Final = 300


def missing(field: Field) -> Message:
    """What to say when a required answer is not there: the field's own sentence, or a general one."""
    if field.missing is not None:
        return Message("%(own)s", {"own": field.missing})
    if field.kind == "choice":
        return Message(N_("‘%(label)s’에서 하나를 골라 주세요."), {"label": field.label})
    return Message(N_("‘%(label)s’ 칸을 채워 주세요."), {"label": field.label})


def _too_long(field: Field, length: int, longest: int) -> Message:
    text = N_("‘%(label)s’ 칸에는 %(max)s자까지 적을 수 있습니다. 지금은 %(length)s자입니다.")
    return Message(text, {"label": field.label, "max": longest, "length": length})


def _text(field: Field, raw: Raw) -> Result:
    tidy = normal.lines if field.kind == "long_text" else normal.line
    text = tidy(one(raw, field.name))
    if len(text) > field.max_length:
        return None, {field.name: _too_long(field, len(text), field.max_length)}
    return text or None, {}


def _choice(field: Field, raw: Raw) -> Result:
    code = normal.line(one(raw, field.name))
    if not code:
        return None, {}
    if field.option(code) is None:
        return None, {field.name: Message(N_("‘%(label)s’에서 하나를 골라 주세요."), {"label": field.label})}
    return code, {}


def _one_value(read: Callable[[str], str | None], wrong: str) -> Reader:
    def reader(field: Field, raw: Raw) -> Result:
        typed = one(raw, field.name)
        if not normal.line(typed):
            return None, {}
        # A page of text is no date or number; it need not be searched for one.
        value = read(typed) if len(typed) <= LONGEST_VALUE else None
        return value, {} if value else {field.name: Message(wrong)}

    return reader


def _parts(field: Field, raw: Raw, names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Message]]:
    """The parts that are plain words, tidied, with those that are too long."""
    found: dict[str, str] = {}
    errors: dict[str, Message] = {}
    for part in names:
        text = normal.line(one(raw, f"{field.name}-{part}"))
        if len(text) > LONGEST_PART[part]:
            errors[f"{field.name}-{part}"] = _too_long(field, len(text), LONGEST_PART[part])
        elif text:
            found[part] = text
    return found, errors


def _address(field: Field, raw: Raw) -> Result:
    address, errors = _parts(field, raw, ("road", "detail"))
    typed = one(raw, f"{field.name}-postcode")
    if normal.line(typed):
        code = normal.postcode(typed) if len(typed) <= LONGEST_VALUE else None
        if code is None:
            errors[f"{field.name}-postcode"] = Message(
                N_("우편번호 다섯 자리를 적어 주세요. 모르면 비워 두세요.")
            )
        else:
            address = {"postcode": code, **address}
    # A detail or a postcode alone leads nowhere; say so beside the road, even if the address may be left out.
    if address and "road" not in address and not errors:
        errors[f"{field.name}-road"] = Message(N_("도로명주소를 적어 주세요. 예: 금정구 중앙대로 1777"))
    return (None if errors else address or None), errors


def _place(field: Field, raw: Raw) -> Result:
    place, errors = _parts(field, raw, ("words",))
    lat, lon = one(raw, f"{field.name}-lat"), one(raw, f"{field.name}-lon")
    if normal.line(lat) or normal.line(lon):
        found = normal.position(lat, lon) if len(lat) + len(lon) <= LONGEST_VALUE else None
        if found is not None:
            place |= {"lat": found[0], "lon": found[1]}
        elif not errors:
            wrong = N_("이 위치는 쓸 수 없습니다. 위치를 지우고 어디인지 말로 적어 주세요.")
            errors[f"{field.name}-words"] = Message(wrong)
    return (None if errors else place or None), errors


def _files(field: Field, raw: Raw) -> Result:
    typed = [value for value in several(raw, field.name) if value.strip()]
    ids = [normal.file_id(value) for value in typed]
    if not all(ids):
        return None, {field.name: Message(N_("올린 파일을 찾지 못했습니다. 파일을 다시 올려 주세요."))}
    return list(dict.fromkeys(value for value in ids if value)) or None, {}


READERS: Final[dict[FieldKind, Reader]] = {
    "text": _text,
    "long_text": _text,
    "choice": _choice,
    "number": _one_value(normal.number, N_("숫자로 적어 주세요. 예: 12")),
    "date": _one_value(normal.day, N_("날짜를 2026. 3. 18.처럼 적어 주세요.")),
    "phone": _one_value(normal.phone, N_("전화번호를 010-1234-5678처럼 적어 주세요.")),
    "email": _one_value(normal.email, N_("이메일 주소를 name@example.com처럼 적어 주세요.")),
    "address": _address,
    "place": _place,
    "file": _files,
}
