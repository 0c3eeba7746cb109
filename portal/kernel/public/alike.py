"""Which open public cases are like the one that somebody is about to file? By the same place, else by its words.

Where a case is stands sealed in its answers. To find the same place again, keyed hashes are kept of the square of some
50 m that it lies in and of the words it was described by, of open public cases and services that ask for a place
only (not an address, which may be a home). Shown is no more than the public row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from portal.database import text_index
from portal.database.new_rows import new
from portal.database.rows import ask
from portal.kernel import keys
from portal.kernel.catalogue import Service
from portal.kernel.models import Case, PlaceMark
from portal.kernel.public import text
from portal.kernel.public.index import Chosen, matching
from portal.kernel.search import hangul

MOST: Final = 5
SQUARE: Final = (0.0005, 0.0006)
"""Degrees of latitude and longitude: some 55 by 54 m in Busan and Seoul."""
WORDS_KEPT: Final = 6
SHARED: Final = 0.6
"""Which part of the words of a place two must share to be called the same place."""
_LOOKED_AT: Final = 200
# Says where beside something, or what every place here has: no place is known by it.
_IDLE: Final = frozenset(
    "앞 옆 뒤 안 밖 근처 부근 건너편 맞은편 쪽 입구 near front of the at 부산광역시 부산시 부산".split()
)


@dataclass(frozen=True)
class Like:
    """A case that is like the one to be filed, and by what: its place or its words."""

    case: Case
    by: Literal["place", "words"]


def marks(case: Case, service: Service, answers: Mapping[str, Any]) -> list[PlaceMark]:
    """The unsaved marks of where a case is; none if its service asks for no place."""
    squares, words = _marked(service, answers, around=0)
    found = [("c", mark) for mark in squares] + [("w", mark) for mark in words]
    return [new(PlaceMark, case_id=case.id, kind=kind, mark=mark) for kind, mark in found]


async def like(service: Service, answers: Mapping[str, Any], limit: int = MOST) -> list[Like]:
    """The open public cases like what is about to be filed, those of the same service first, the newest first.

    `answers` as they were checked. Nothing for a service that is not public or is a statutory petition: nobody is
    helped by another's permit.
    """
    if not service.public or service.statutory:
        return []
    if asks_place(service):
        ids = await _by_place(service, answers)
        return [Like(case, "place") for case in await _cases(ids, service, limit)]
    return [Like(case, "words") for case in await _by_words(service, answers, limit)]


def asks_place(service: Service) -> bool:
    """Whether the service asks where something is."""
    return any(field.kind == "place" for field in service.fields)


def _marked(service: Service, answers: Mapping[str, Any], *, around: int) -> tuple[list[str], list[str]]:
    squares: dict[str, None] = {}
    words: dict[str, None] = {}
    for field in service.fields:
        said = answers.get(field.name)
        if field.kind == "place" and isinstance(said, Mapping):
            squares |= dict.fromkeys(_squares(said, around))
            words |= dict.fromkeys(_words(str(said.get("words", ""))))
    return list(squares), list(words)


def _squares(place: Mapping[str, Any], around: int) -> list[str]:
    """The square that a place lies in, and with `around` 1 the eight around it."""
    try:
        spot = [float(place[name]) / size for name, size in zip(("lat", "lon"), SQUARE, strict=True)]
    except (KeyError, ValueError):
        return []
    north, east = (math.floor(each) for each in spot)
    steps = range(-around, around + 1)
    return [
        keys.keyed_hash("place-square", f"{north + up}:{east + right}") for up in steps for right in steps
    ]


def _words(said: str) -> list[str]:
    plain = (text.noun_of(word) for word in hangul.plain(said).split())
    kept = dict.fromkeys(word for word in plain if word not in _IDLE)
    return [keys.keyed_hash("place-word", word) for word in list(kept)[:WORDS_KEPT]]


async def _by_place(service: Service, answers: Mapping[str, Any]) -> list[UUID]:
    squares, words = _marked(service, answers, around=1)
    wanted = [*squares, *words]
    if not wanted:
        return []
    rows = await ask(
        "SELECT case_id, kind, COUNT(*) AS number FROM place_mark"  # noqa: S608 (marks of values only)
        f" WHERE mark IN ({', '.join('?' * len(wanted))})"
        " GROUP BY case_id, kind ORDER BY MAX(id) DESC LIMIT ?",
        *wanted,
        _LOOKED_AT,
    )
    enough = max(1, math.ceil(len(words) * SHARED))
    same = [row for row in rows if row["kind"] == "c" or int(row["number"]) >= enough]
    return list(dict.fromkeys(UUID(str(row["case_id"])) for row in same))


async def _cases(ids: list[UUID], service: Service, limit: int) -> list[Case]:
    found = await Case.filter(id__in=ids, public=True, closed_at=None, kind=service.kind) if ids else []
    return sorted(
        found, key=lambda case: (case.service_code != service.code, -case.submitted_at.timestamp())
    )[:limit]


async def _by_words(service: Service, answers: Mapping[str, Any], limit: int) -> list[Case]:
    """By the words of the form's lines of text (its title), met in what is public of other cases."""
    lines = [str(answers.get(field.name) or "") for field in service.fields if field.kind == "text"]
    inside = await text_index.inside(text.words_of(" ".join(lines)), every=False)
    return await _cases(await matching(inside, Chosen(open=True)), service, limit)
