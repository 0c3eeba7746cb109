"""What may a file be called? A name is data that people read; it is never a path and never hides its kind."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_NAME: Final = 100
FALLBACK: Final = "첨부파일"

# Control, format (bidi overrides, zero width), surrogates, private use, unassigned, line and paragraph separators.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED: Final = re.compile(r'[<>:"|?*]')
_ENDINGS: Final = frozenset(
    (".jpg", ".jpeg", ".png", ".heic", ".heif", ".pdf", ".hwp", ".hwpx", ".doc", ".docx", ".xls", ".xlsx")
)
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def clean_name(name: str, extension: str = "") -> str:
    """A readable name of at most 100 characters that ends in `extension` (with its dot, or "" for any).

    NFC (a Mac sends Korean taken apart), last part of a path only, no invisible characters, none that Windows
    forbids.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if sign.isspace() else sign for sign in last if _is_visible(sign) or sign.isspace())
    plain = unicodedata.normalize("NFC", _RESERVED.sub("_", " ".join(seen.split()))).strip(". ")
    found = _EXTENSION.search(plain)
    ending = found.group() if found else ""
    stem = plain[: len(plain) - len(ending)].strip(". ")
    if extension and ending.lower() not in _same(extension):
        # `사진.heic` becomes `사진.jpg`; an ending that is none of a document's (`.v2`, `.exe`) stays readable.
        stem, ending = stem if ending.lower() in _ENDINGS else stem + ending, extension
    return (stem[: MAX_NAME - len(ending)].strip(". ") or FALLBACK) + ending


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign) not in _INVISIBLE


def _same(extension: str) -> frozenset[str]:
    return frozenset({".jpg", ".jpeg"}) if extension == ".jpg" else frozenset({extension})
