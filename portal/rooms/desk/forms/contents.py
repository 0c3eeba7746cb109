"""How does a typed form become the data of a content, and the data a form again?

Fields are named by their way in the data: `title-ko`, `week-0-opens`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from portal.kernel import contents
from portal.kernel.words import N_, Message
from portal.rooms.desk.definition.content_forms import FORMS, LANGUAGES, Input
from portal.web.forms import Form

HOURS: Final = ("opens", "closes")
BOTH: Final = frozenset({"line", "note", "prose"})
_FREE: Final = frozenset({"무료", "없음", "free"})


def names_of(one: Input) -> list[str]:
    """The names of the fields that an input consists of."""
    if one.look in BOTH:
        return [f"{one.name}-{lang}" for lang in LANGUAGES]
    if one.look == "span":
        return [f"{one.name}-{at}" for at in HOURS]
    if one.look == "week":
        return [f"{one.name}-{day}-{at}" for day in range(contents.DAYS) for at in HOURS]
    return [one.name]


def read_typed(kind: str, form: Form) -> dict[str, str]:
    """What was typed into the fields of a kind."""
    return {name: form.get(name) for one in FORMS[kind] for name in names_of(one)}


def data_of(kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """The data as the kind's shape reads them; what is left blank and need not be there is left out.

    Raises InvalidContent for a line of certificates that can't be read.
    """
    found: dict[str, Any] = {}
    for one in FORMS[kind]:
        value = _value(one, typed)
        if value is not None or one.required:
            found[one.name] = value
    return found


def _value(one: Input, typed: Mapping[str, str]) -> Any:
    values = [typed.get(name, "").strip() for name in names_of(one)]
    if one.look == "papers":
        return _papers(values[0])
    if not any(values) and not one.required:
        return None
    if one.look in BOTH:
        return dict(zip(LANGUAGES, values, strict=True))
    if one.look == "span":
        return _span(*values)
    if one.look == "week":
        return [_span(*values[place : place + 2]) for place in range(0, len(values), 2)]
    return values[0]


def _span(opens: str, closes: str) -> dict[str, str] | None:
    return {"opens": opens, "closes": closes} if opens or closes else None


def _papers(text: str) -> list[dict[str, Any]]:
    return [_paper(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _paper(number: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    fee = re.sub(r"[,\s원]|won", "", parts[-1])
    fee = "0" if parts[-1].lower() in _FREE else fee
    if len(parts) not in (2, 3) or not parts[0] or not (fee.isascii() and fee.isdecimal()):
        said = N_("%(line)s번째 줄을 ‘이름 | 영어 이름 | 수수료’처럼 적어 주세요. 무료는 0")
        raise contents.InvalidContent({"certificates": Message(said, {"line": number})})
    return {"name": {"ko": parts[0], "en": parts[1] if len(parts) == 3 else ""}, "fee": int(fee)}


def typed_of(data: contents.Content) -> dict[str, str]:
    """The fields of a form that says what the data say."""
    plain = data.model_dump(mode="json")
    return {name: text for one in FORMS[data.KIND] for name, text in _texts(one, plain.get(one.name))}


def _texts(one: Input, value: Any) -> Iterable[tuple[str, str]]:
    names = names_of(one)
    if one.look == "papers":
        lines = [f"{each['name']['ko']} | {each['name']['en']} | {each['fee']}" for each in value or ()]
        return [(one.name, "\n".join(lines))]
    if one.look in BOTH:
        return zip(names, [(value or {}).get(lang, "") for lang in LANGUAGES], strict=True)
    if one.look in {"span", "week"}:
        spans = value if one.look == "week" else [value]
        return zip(names, [((span or {}).get(at) or "")[:5] for span in spans for at in HOURS], strict=True)
    return [(one.name, "" if value is None else str(value))]


def places_of(kind: str, fields: Mapping[str, Message]) -> dict[str, Message]:
    """What is wrong, by the field beside which it is said: what belongs to no field stays under its own name."""
    known = [name for one in FORMS[kind] for name in names_of(one)]
    return {_place(name, known): message for name, message in fields.items()}


def _place(name: str, known: list[str]) -> str:
    if name in known:
        return name
    inside = [field for field in known if field.startswith(f"{name}-")]
    around = [field for field in known if name.startswith(f"{field}-")]
    return (inside or around or [name])[0]
