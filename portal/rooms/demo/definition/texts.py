"""What do people write in the demo's month? The texts stand in month.toml, by service."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

_MONTH: Final = Path(__file__).parent / "month.toml"

PLACES: Final = {
    "부곡동": (35.2295, 129.0930),
    "장전동": (35.2316, 129.0840),
    "구서동": (35.2469, 129.0913),
    "남산동": (35.2655, 129.0920),
    "청룡동": (35.2750, 129.0880),
    "노포동": (35.2838, 129.0949),
    "서동": (35.2175, 129.1030),
    "금사동": (35.2165, 129.1150),
    "회동동": (35.2350, 129.1230),
    "금성동": (35.2480, 129.0570),
    "두구동": (35.2950, 129.1120),
}
"""Neighbourhoods of Geumjeong-gu with a position inside each (degrees, WGS 84)."""


@dataclass(frozen=True)
class Supplement:
    """What is asked for, and what the resident sends."""

    request: str
    reply: str


@dataclass(frozen=True)
class Text:
    """One filing as somebody would write it, and how the department answers.

    `answers` are inputs as typed; `days` are date inputs as days after filing; `at` names one of PLACES;
    `photo` the kind of picture that comes with it.
    """

    service: str
    answers: dict[str, str]
    answer: str
    days: dict[str, int] = field(default_factory=dict)
    at: str = ""
    photo: str = ""
    reasons: str = ""
    supplement: Supplement | None = None
    withdraw: str = ""


@cache
def texts() -> tuple[Text, ...]:
    """All texts, in the order of the file."""
    with _MONTH.open("rb") as file:
        return tuple(_text(row) for row in tomllib.load(file)["texts"])


def _text(row: dict[str, Any]) -> Text:
    supplement = row.pop("supplement", None)
    return Text(**row, supplement=Supplement(**supplement) if supplement else None)
