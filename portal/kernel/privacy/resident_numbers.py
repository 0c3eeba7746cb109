"""Does a text hold a resident registration number, and what does it look like without it?

보호법 24조의2: no processing of resident numbers unless a law allows it concretely; consent does not help.
The portal has no field for one, so a number in any field or file name stops before anything is stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

# Between birth date and the rest people write a dash of any kind, a space, a dot, or _ in file names; the
# invisible characters come along when a number is copied from a document.
_DASHES: Final = "‐‑‒–—―−⁻ㅡ～"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_BETWEEN: Final = rf"[^\S\n\r\v\f]|[-_./·~{_DASHES}{_INVISIBLE}]"
_NUMBER: Final = re.compile(rf"(?<![0-9])([0-9]{{6}})(?:{_BETWEEN}){{0,3}}([0-9])[0-9]{{6}}(?![0-9])")
# The seventh digit tells the century: 1, 2 and (foreigners) 5, 6 for 19xx; 3, 4, 7, 8 for 20xx; 9, 0 for 18xx.
_CENTURY: Final = dict(zip("1256347890", [1900] * 4 + [2000] * 4 + [1800] * 2, strict=True))

FILES: Final = "files"


class Span(NamedTuple):
    """Where a resident number stands: text[start:end]."""

    start: int
    end: int


class ResidentNumberFound(Refusal):
    """A resident number stands in a field or a file name. It carries where, never the number itself.

    `fields` names the fields (file names under "files"); `file_names` the files by their place in the list.
    """

    def __init__(self, names: Iterable[str], file_places: Iterable[int] = ()) -> None:
        self.names = tuple(names)
        self.file_places = tuple(file_places)
        fields = {name: N_("주민등록번호를 지우거나 가려 주세요.") for name in self.names}
        if self.file_places:
            fields[FILES] = N_("파일 이름에서 주민등록번호를 지우거나 가려 주세요.")
        super().__init__(
            N_("주민등록번호가 들어 있어 저장하지 않았습니다. 번호를 가리고 계속할 수 있습니다."),
            code="resident_number",
            fields=fields,
        )


def _plain(text: str) -> str:
    """Every digit of any script as 0-9 and full-width signs as plain ones, at the same places."""
    return text if text.isascii() else "".join(map(_plain_character, text))


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    """Kept for the letters that texts are made of: every word typed comes by here."""
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 and narrow in "-_./·~ " else character


def _is_date(digits: str, seventh: str) -> bool:
    try:
        date(_CENTURY[seventh] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def find_resident_numbers(text: str) -> tuple[Span, ...]:
    """Every place of a resident (or foreigner registration) number in any text; never raises.

    13 digits with a valid birth date, not part of a longer run. The check digit is not asked: numbers given
    since October 2020 have none, and a mistyped number is personal data too.
    """
    return tuple(
        Span(*found.span()) for found in _NUMBER.finditer(_plain(text)) if _is_date(found[1], found[2])
    )


def mask_resident_numbers(text: str) -> str:
    """The text with each number as `900101-*******`; everything else stays as it was."""
    parts: list[str] = []
    last = 0
    for start, end in find_resident_numbers(text):
        birth = _plain(text[start : start + 6])
        parts += [text[last:start], birth, "-*******"]
        last = end
    return "".join([*parts, text[last:]])


def check_no_resident_number(texts: Mapping[str, str], file_names: Iterable[str] = ()) -> None:
    """Raises ResidentNumberFound with the names of all fields, and the places of all files, that hold one."""
    names = [name for name, text in texts.items() if find_resident_numbers(text)]
    places = [place for place, name in enumerate(file_names) if find_resident_numbers(name)]
    if names or places:
        raise ResidentNumberFound(names, places)
