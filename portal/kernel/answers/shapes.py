"""What comes in, what is kept of it, and how are the parts of one answer called on a form?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.catalogue import Field
from portal.kernel.words import Message

Raw = Mapping[str, str | Sequence[str]]
# Plain JSON: text, choice, date, phone, e-mail are a string; address and place a table of strings by part;
# file a list of attachment ids.
Answer = str | list[str] | dict[str, str]

# An answer of several parts has one input a part, `<field>-<part>`. A field name never holds a dash.
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "address": ("postcode", "road", "detail"),
    "place": ("words", "lat", "lon"),
}


@dataclass(frozen=True)
class Checked:
    """What a check found. `answers` holds what is right, in its normal form, by field name; `errors` what to
    say, by the name of the input it stands beside; `typed` everything as it was typed, by input name."""

    answers: dict[str, Answer]
    errors: dict[str, Message]
    typed: dict[str, str | list[str]]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong or missing."""
        return not self.errors


def inputs_of(field: Field) -> tuple[str, ...]:
    """The names of a field's inputs: its own, or one a part (`site-postcode`, `site-road`, `site-detail`)."""
    parts = PARTS.get(field.kind)
    return tuple(f"{field.name}-{part}" for part in parts) if parts else (field.name,)


def field_of(name: str) -> str:
    """The field that an input belongs to."""
    return name.partition("-")[0]


def one(raw: Raw, name: str) -> str:
    """The value of an input that holds one; of a doubled one the last. "" when it was not sent."""
    value = raw.get(name, "")
    if isinstance(value, str):
        return value
    return value[-1] if value else ""


def several(raw: Raw, name: str) -> list[str]:
    """The values of an input that holds a list."""
    value = raw.get(name, ())
    return [value] if isinstance(value, str) else list(value)


def as_typed(raw: Raw) -> dict[str, str | list[str]]:
    """Everything that came, untouched, in plain JSON values."""
    return {name: value if isinstance(value, str) else list(value) for name, value in raw.items()}


def to_raw(answers: Mapping[str, Answer]) -> dict[str, str | list[str]]:
    """Answers as a form would send them: to fill a form again, or to check what a machine sent."""
    raw: dict[str, str | list[str]] = {}
    for name, answer in answers.items():
        if isinstance(answer, Mapping):
            raw |= {f"{name}-{part}": value for part, value in answer.items()}
        else:
            raw[name] = answer
    return raw
