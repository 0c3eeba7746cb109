"""How is Korean taken apart, so that half-typed syllables and initial consonants can be compared?

Everything becomes key strokes: 등 is ㄷㅡㅇ, 값 is ㄱㅏㅂㅅ, 과 is ㄱㅗㅏ. A consonant is the same letter
whether it begins or ends a syllable, so what a keyboard shows halfway (가롣 on the way to 가로등) is a
beginning of the word that is meant.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3
INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split()
_FINALS: Final = (
    "",
    *"ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(),
)
# Single letters that a keyboard joins although two keys were pressed.
_JOINED: Final = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
# NFKC turns the letters of a keyboard (ㄱ, U+3131) into conjoining ones (U+1100); we compare the former.
_CONJOINING: Final = {chr(0x1100 + place): letter for place, letter in enumerate(INITIALS)}


def plain(text: str) -> str:
    """Small letters, digits and Korean only; anything else becomes a space."""
    pieces: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if 0x3131 <= ord(character) <= 0x3163:
            pieces.append(_JOINED.get(character, character))
        else:
            narrow = unicodedata.normalize("NFKC", character).casefold()
            pieces.append("".join(_CONJOINING.get(one, one) for one in narrow))
    return " ".join("".join(one if one.isalnum() else " " for one in "".join(pieces)).split())


def strokes(character: str) -> str:
    """The keys pressed for one character."""
    code = ord(character)
    if not _FIRST <= code <= _LAST:
        return character
    syllable, final = divmod(code - _FIRST, 28)
    initial, vowel = divmod(syllable, 21)
    return INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]


def initial(character: str) -> str:
    """The initial consonant of a syllable; any other character is its own."""
    code = ord(character)
    return INITIALS[(code - _FIRST) // 588] if _FIRST <= code <= _LAST else character


def is_consonant(character: str) -> bool:
    """Whether this is a consonant typed alone."""
    return character in INITIALS
