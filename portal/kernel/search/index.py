"""Which words lead to which service? The terms of every service, taken apart once."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.catalogue import Catalogue, Service
from portal.kernel.search import hangul


@dataclass(frozen=True, slots=True)
class Term:
    """One searchable phrase. `letters` has no spaces; `starts` says where each letter's strokes begin, and
    `words` which letters begin a word. A `loose` term may be met by initials or with a typing error."""

    shown: str
    letters: str
    strokes: str
    starts: tuple[int, ...]
    words: frozenset[int]
    weight: float
    loose: bool


@dataclass(frozen=True, slots=True)
class Index:
    """All terms by service, in the order of the catalogue."""

    entries: tuple[tuple[Service, tuple[Term, ...]], ...]


def make_term(shown: str, weight: float, *, loose: bool = True) -> Term:
    """Take a phrase apart."""
    letters = ""
    words: set[int] = set()
    for word in hangul.plain(shown).split():
        words.add(len(letters))
        letters += word
    strokes = ""
    starts: list[int] = []
    for letter in letters:
        starts.append(len(strokes))
        strokes += hangul.strokes(letter)
    return Term(shown, letters, strokes, tuple(starts), frozenset(words), weight, loose)


def _terms(service: Service, events: dict[str, str]) -> tuple[Term, ...]:
    terms = [make_term(service.title.ko, 1.0), make_term(service.title.en, 1.0)]
    terms += [make_term(word, 0.9) for word in service.search_words]
    terms += [make_term(title, 0.6) for title in (service.department.title.ko, service.department.title.en)]
    terms += [make_term(events[code], 0.5) for code in service.life_events if code in events]
    # A summary is long: initials or a typing error would find anything in it.
    terms += [make_term(text, 0.4, loose=False) for text in (service.summary.ko, service.summary.en)]
    return tuple(term for term in terms if term.letters)


def build_index(catalogue: Catalogue) -> Index:
    """Take all services of a catalogue apart; some milliseconds for a hundred services."""
    events = {event.code: f"{event.title.ko} {event.title.en}" for event in catalogue.life_events}
    return Index(tuple((service, _terms(service, events)) for service in catalogue.services))
