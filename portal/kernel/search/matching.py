"""How well does one typed word meet one term? From "is it" down to "is it but for one typing error"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from portal.kernel.search import hangul
from portal.kernel.search.index import Term

EXACT, BEGINS, BEGINS_WORD, INSIDE = 100.0, 90.0, 80.0, 60.0
INITIALS_BEGIN, INITIALS_INSIDE = 70.0, 45.0
MISTYPED: Final = 30.0
# Below this many strokes one error is half of the word: it would find anything.
SHORTEST_MISTYPED: Final = 5


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word, taken apart once for all terms. `consonants`: some stand alone (`ㄱㄹㄷ`, `가ㄹㄷ`)."""

    letters: str
    strokes: str
    consonants: bool


def make_word(letters: str) -> Word:
    """Take a typed word (plain, no spaces) apart."""
    return Word(
        letters=letters,
        strokes="".join(hangul.strokes(letter) for letter in letters),
        consonants=any(hangul.is_consonant(letter) for letter in letters),
    )


def meets(word: Word, term: Term) -> float:
    """How well the word meets the term, 0 to 100; typing errors are not looked for."""
    if word.consonants:
        return _by_initials(word, term) if term.loose else 0.0
    if word.letters == term.letters:
        return EXACT
    best = 0.0
    found = term.strokes.find(word.strokes)
    while found >= 0:
        # A syllable must begin here: the ㅇㅇ of 종이 is no beginning of anything.
        if found in term.places:
            best = max(best, _score(term.places[found], term, BEGINS, INSIDE))
        found = term.strokes.find(word.strokes, found + 1)
    return best


def _score(place: int, term: Term, at_start: float, inside: float) -> float:
    if place == 0:
        return at_start
    return BEGINS_WORD * at_start / BEGINS if place in term.words else inside


def _by_initials(word: Word, term: Term) -> float:
    """A lone consonant meets any syllable that begins with it; other letters meet themselves."""
    initials = "".join(map(hangul.initial, word.letters))
    best = 0.0
    found = term.initials.find(initials)
    while found >= 0:
        pairs = zip(word.letters, term.letters[found:], strict=False)
        if all(typed == letter or hangul.is_consonant(typed) for typed, letter in pairs):
            best = max(best, _score(found, term, INITIALS_BEGIN, INITIALS_INSIDE))
        found = term.initials.find(initials, found + 1)
    return best


def meets_mistyped(word: Word, term: Term) -> float:
    """The same with one wrong, missing, doubled or swapped stroke, at the beginning of a word."""
    length = len(word.strokes)
    if not term.loose or word.consonants or length < SHORTEST_MISTYPED:
        return 0.0
    for place, rest in term.words.items():
        heads = {rest[:cut] for cut in (length - 1, length, length + 1)}
        if any(OSA.distance(word.strokes, head, score_cutoff=1) <= 1 for head in heads):
            return MISTYPED if place == 0 else MISTYPED * 0.8
    return 0.0
