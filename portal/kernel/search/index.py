"""Which words lead to which service? The terms of every service, taken apart once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from portal.kernel.catalogue import Catalogue, Service
from portal.kernel.search import hangul


@dataclass(frozen=True, slots=True)
class Term:
    """One searchable phrase. `letters` has no spaces, `initials` stands letter by letter beside it; `places`
    says which letter begins at a stroke, and `words` which letters begin a word, with the strokes from there.
    A `loose` term may be met by initials or with a typing error."""

    shown: str
    letters: str
    initials: str
    strokes: str
    places: Mapping[int, int]
    words: Mapping[int, str]
    weight: float
    loose: bool


@dataclass(frozen=True, slots=True)
class Index:
    """All terms by service, in the order of the catalogue."""

    entries: tuple[tuple[Service, tuple[Term, ...]], ...]


def make_term(shown: str, weight: float, *, loose: bool = True) -> Term:
    """Take a phrase apart."""
    words = hangul.plain(shown).split()
    letters = "".join(words)
    pieces = [hangul.strokes(letter) for letter in letters]
    strokes = "".join(pieces)
    starts = list(accumulate(map(len, pieces), initial=0))
    firsts = list(accumulate(map(len, words), initial=0))[:-1]
    return Term(
        shown=shown,
        letters=letters,
        initials="".join(hangul.initial(letter) for letter in letters),
        strokes=strokes,
        places={start: place for place, start in enumerate(starts[:-1])},
        words={place: strokes[starts[place] :] for place in firsts},
        weight=weight,
        loose=loose,
    )


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
