"""What is the one normal form of a text, phone number, e-mail, date or position, however it was typed?

Each function takes any text and never raises; `None` means: not understood. Each leaves its own result as it is.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

# Controls (Cc) but newline and tab, lone surrogates (Cs), and marks that turn the direction of the text around: they
# can make a file or a name look like another one.
_LEFT_OUT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(rf"({_LOCAL})@((?:{_LABEL}\.)+{_LABEL})")
_DATE: Final = re.compile(
    r"(\d{4})(?:\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})|(\d{2})(\d{2}))\s*[.일]?\s*(?:\([월화수목금토일]\))?"
)
# Area code, then the rest: Seoul, the regions, mobile, internet and personal numbers, and 15xx lines.
_PHONES: Final = (
    re.compile(r"(02)(\d{3,4})(\d{4})"),
    re.compile(r"(0[3-6][1-5])(\d{3,4})(\d{4})"),
    re.compile(r"(010|070)(\d{4})(\d{4})"),
    re.compile(r"(01[16-9]|080)(\d{3,4})(\d{4})"),
    re.compile(r"(050\d)(\d{3,4})(\d{4})"),
    re.compile(r"(1[568]\d{2})(\d{4})"),
)
SOUTH, NORTH, WEST, EAST = 33.0, 39.5, 124.0, 132.0


def clean(text: str) -> str:
    """NFC, newlines as one character, without controls, lone surrogates and marks that turn the direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _LEFT_OUT.sub("", lines))


def line(text: str) -> str:
    """One line with single spaces."""
    return " ".join(clean(text).split())


def lines(text: str) -> str:
    """Several lines without spaces at their ends, and without empty lines around the whole."""
    return "\n".join(part.rstrip() for part in clean(text).split("\n")).strip()


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", clean(text)).strip()


def number(text: str) -> str | None:
    """A whole number from 1 to 999999 in plain digits: `1,200명` becomes `1200`."""
    found = re.fullmatch(r"(\d{1,3}(?:,?\d{3})?)\s*(?:명|세대|가구)?", _narrow(text))
    plain = found[1].replace(",", "").lstrip("0") if found else ""
    return plain or None


def phone(text: str) -> str | None:
    """`010-1234-5678`; a number abroad as `+` and its digits (E.164: 7 to 15)."""
    plain = re.sub(r"[\s()./‐‑‒–—−-]", "", _narrow(text))
    if plain.startswith(("+82", "0082")):
        plain = "0" + plain[3 if plain[0] == "+" else 4 :].lstrip("0")
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", plain):
        return plain
    if not re.fullmatch(r"[0-9]{8,12}", plain):
        return None
    for pattern in _PHONES:
        found = pattern.fullmatch(plain)
        if found:
            return "-".join(found.groups())
    return None


def email(text: str) -> str | None:
    """The address with its domain in small letters. RFC 5321 lengths; only what every relay carries."""
    plain = _narrow(text)
    found = _EMAIL.fullmatch(plain)
    if not found or len(plain) > 254 or len(found[1]) > 64:
        return None
    return f"{found[1]}@{found[2].lower()}"


def day(text: str) -> str | None:
    """An ISO date from `2026-03-18`, `2026. 3. 18.(수)`, `2026년 3월 18일`, `2026/3/18` or `20260318`."""
    found = _DATE.fullmatch(_narrow(text))
    if not found:
        return None
    year, month, number = found[1], found[2] or found[4], found[3] or found[5]
    try:
        result = date(int(year), int(month), int(number))
    except ValueError:
        return None
    return result.isoformat() if 1900 <= result.year <= 2100 else None


def postcode(text: str) -> str | None:
    """Five digits (since 2015-08-01; six-digit codes are no longer in use)."""
    plain = re.sub(r"\s", "", _narrow(text))
    return plain if re.fullmatch(r"[0-9]{5}", plain) else None


def position(lat: str, lon: str) -> tuple[str, str] | None:
    """Latitude and longitude in degrees with six decimals (about 10 cm), if they lie in Korea."""
    north, east = _degrees(lat), _degrees(lon)
    if north is None or east is None or not (SOUTH <= north <= NORTH and WEST <= east <= EAST):
        return None
    return f"{north:.6f}", f"{east:.6f}"


def _degrees(text: str) -> float | None:
    plain = _narrow(text)
    return float(plain) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,20})?", plain) else None


def file_id(text: str) -> str | None:
    """The id of an attachment: letters, digits and dashes, nothing that could be a path."""
    plain = text.strip()
    return plain if re.fullmatch(r"[0-9A-Za-z-]{1,64}", plain) else None
