"""Which services does a person mean who types this, letter by letter?

Pure and in memory: part of a word, half-typed syllables, initial consonants (ㄱㄹㄷ finds 가로등), other words
for the same thing, English, and one typing error. The same query always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from portal.kernel.catalogue import Catalogue, Service
from portal.kernel.search import hangul
from portal.kernel.search.index import Index, Term, build_index, make_term
from portal.kernel.search.matching import Word, make_word, meets, meets_mistyped

__all__ = ["Hit", "Index", "build_index", "index_of", "meeting", "search"]

LONGEST_QUERY: Final = 60
MOST_WORDS: Final = 6
Match = Callable[[Word, Term], float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A service that was found, how well (0 to 100), and the phrase that was met."""

    service: Service
    score: float
    phrase: str


_last: tuple[Catalogue, Index] | None = None


def index_of(catalogue: Catalogue) -> Index:
    """The index of a catalogue; the last one is remembered, since a process works with one catalogue."""
    global _last
    if _last is None or _last[0] is not catalogue:
        _last = (catalogue, build_index(catalogue))
    return _last[1]


def search(index: Index, query: str, limit: int = 8) -> tuple[Hit, ...]:
    """The best services for what was typed so far, best first; nothing for an empty query; never raises."""
    typed = hangul.plain(query[:LONGEST_QUERY]).split()[:MOST_WORDS]
    if not typed:
        return ()
    whole, words = make_word("".join(typed)), [make_word(word) for word in typed]
    hits = _find(index, whole, words, meets) or _find(index, whole, words, meets_mistyped)
    order = {service.code: place for place, (service, _) in enumerate(index.entries)}
    hits.sort(key=lambda hit: (-hit.score, order[hit.service.code]))
    return tuple(hits[:limit])


def meeting(query: str, phrases: Iterable[str]) -> float:
    """How well a query meets any of some phrases, 0 to 100, by the same rules; every word must be met."""
    typed = hangul.plain(query[:LONGEST_QUERY]).split()[:MOST_WORDS]
    terms = tuple(term for term in (make_term(phrase, 1.0) for phrase in phrases) if term.letters)
    if not typed or not terms:
        return 0.0
    whole, words = make_word("".join(typed)), [make_word(word) for word in typed]
    return max(
        max(_best(whole, terms, match)[0], _each(words, terms, match)[0]) for match in (meets, meets_mistyped)
    )


def _find(index: Index, whole: Word, words: list[Word], match: Match) -> list[Hit]:
    hits: list[Hit] = []
    for service, terms in index.entries:
        score, phrase = _best(whole, terms, match)
        if len(words) > 1:
            score, phrase = max((score, phrase), _each(words, terms, match))
        if score > 0:
            hits.append(Hit(service, round(score, 3), phrase))
    return hits


def _each(words: list[Word], terms: tuple[Term, ...], match: Match) -> tuple[float, str]:
    """Every word must be met somewhere; in the search for errors one may be right and another mistyped."""
    found = [max(_best(word, terms, meets), _best(word, terms, match)) for word in words]
    if any(score == 0 for score, _ in found):
        return 0.0, ""
    return sum(score for score, _ in found) / len(found), found[0][1]


def _best(word: Word, terms: tuple[Term, ...], match: Match) -> tuple[float, str]:
    best, phrase = 0.0, ""
    for term in terms:
        score = match(word, term) * term.weight
        if score > best:
            best, phrase = score, term.shown
    return best, phrase
