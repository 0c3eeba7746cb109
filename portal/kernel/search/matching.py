"""How well does one typed word meet one term? From "is it" down to "is it but for one typing error"."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA

from portal.kernel.search import hangul
from portal.kernel.search.index import Term

EXACT, BEGINS, BEGINS_WORD, INSIDE = 100.0, 90.0, 80.0, 60.0
INITIALS_BEGIN, INITIALS_INSIDE = 70.0, 45.0
MISTYPED: Final = 30.0
# Below this many strokes one error is half of the word: it would find anything.
SHORTEST_MISTYPED: Final = 5


def meets(word: str, term: Term) -> float:
    """How well `word` (plain, no spaces) meets the term, 0 to 100; typing errors are not looked for."""
    if any(hangul.is_consonant(letter) for letter in word):
        return _by_initials(word, term) if term.loose else 0.0
    if word == term.letters:
        return EXACT
    typed = "".join(hangul.strokes(letter) for letter in word)
    best = 0.0
    for place, start in enumerate(term.starts):
        if term.strokes.startswith(typed, start):
            best = max(best, _score(place, term, BEGINS, INSIDE))
    return best


def _score(place: int, term: Term, at_start: float, inside: float) -> float:
    if place == 0:
        return at_start
    return BEGINS_WORD * at_start / BEGINS if place in term.words else inside


def _by_initials(word: str, term: Term) -> float:
    """`ㄱㄹㄷ`, or mixed as `가ㄹㄷ`: a lone consonant meets any syllable that begins with it."""
    best = 0.0
    for place in range(len(term.letters) - len(word) + 1):
        pairs = zip(word, term.letters[place : place + len(word)], strict=True)
        if all(typed in (letter, hangul.initial(letter)) for typed, letter in pairs):
            best = max(best, _score(place, term, INITIALS_BEGIN, INITIALS_INSIDE))
    return best


def meets_mistyped(word: str, term: Term) -> float:
    """The same with one wrong, missing, doubled or swapped stroke, at the beginning of a word."""
    typed = "".join(hangul.strokes(letter) for letter in word)
    if not term.loose or len(typed) < SHORTEST_MISTYPED or any(map(hangul.is_consonant, word)):
        return 0.0
    for place in sorted(term.words):
        rest = term.strokes[term.starts[place] :]
        lengths = {len(typed) - 1, len(typed), len(typed) + 1}
        if any(OSA.distance(typed, rest[:length], score_cutoff=1) <= 1 for length in lengths):
            return MISTYPED if place == 0 else MISTYPED * 0.8
    return 0.0
