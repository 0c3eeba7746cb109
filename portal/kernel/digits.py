"""Which digits did somebody type, whatever stands between them? For phone numbers, codes and PINs."""

from __future__ import annotations

import unicodedata


def digits(typed: str) -> str:
    """The digits of a text in their order: full-width ones too, without spaces, dashes and brackets."""
    return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", typed)))
