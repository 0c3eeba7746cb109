"""Which public cases do some words mean?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from portal.database import text_index
from portal.database.rows import ask
from portal.database.text_index import Inside
from portal.kernel import catalogue, receipts, search
from portal.kernel.models import Case, Counter
from portal.kernel.public import text
from portal.kernel.search import Hit

MOST: Final = 200
"""Beyond so many nobody counts on: who gets that many types another word."""
MEANT: Final = 3
_TOGETHER: Final = 100
"""So many services' cases are asked for in one statement; SQLite takes 500."""
_NUMBER: Final = re.compile(r"(?<!\d)(?:(\d{4})[-\s]?)?(\d{6})(?:-?\d)?(?!\d)")


@dataclass(frozen=True)
class Chosen:
    """Which of the found cases are wanted: a department's code; open or closed ones, or (None) both."""

    department: str = ""
    open: bool | None = None


@dataclass(frozen=True)
class Found:
    """One page of cases, newest first, and how many there are (at most MOST)."""

    cases: list[Case]
    total: int


async def find(typed: str, chosen: Chosen, *, page: int, size: int) -> Found:
    """The public cases of this number; or that have every word typed; or any; or of the services that are meant."""
    ids = await _numbered(typed, chosen) or await _by_words(text.words_of(typed), chosen)
    if not ids:
        titles = tuple(text.joined(hit.service.title.ko) for hit in services(typed))
        ids = await matching(await text_index.inside(titles, every=False), chosen)
    listed = ids[(page - 1) * size : page * size]
    cases = {case.id: case for case in await Case.filter(id__in=listed, public=True)} if listed else {}
    return Found([cases[one] for one in listed if one in cases], len(ids))


def services(typed: str) -> tuple[Hit, ...]:
    """The services that the words may mean, also by initial consonants or with a typing error."""
    return search.search(search.index_of(catalogue.current()), typed, MEANT)


async def matching(inside: Inside | None, chosen: Chosen) -> list[UUID]:
    """The ids of the cases whose words a search finds, the newest first, at most MOST."""
    pairs = await _pairs(inside, chosen) if inside else []
    found: list[dict[str, Any]] = []
    for at in range(0, len(pairs), _TOGETHER):
        said, values = statement(pairs[at : at + _TOGETHER], chosen)
        found += await ask(said, *values)
    newest = sorted(found, key=lambda row: (str(row["submitted_at"]), row["receipt_no"]), reverse=True)
    return [UUID(str(row["id"])) for row in newest[:MOST]]


def statement(pairs: list[tuple[str, str]], chosen: Chosen) -> tuple[str, list[Any]]:
    """The newest MOST cases of each service in a department, the newest of all first, and the statement's values."""
    standing = {None: "", True: " AND closed_at IS NULL", False: " AND closed_at IS NOT NULL"}[chosen.open]
    # Only marks and words of ours stand in the text; every value is handed over apart.
    one = (
        'SELECT * FROM (SELECT id, submitted_at, receipt_no FROM "case"'  # noqa: S608
        f" WHERE service_code = ? AND department = ? AND public{standing}"
        f" ORDER BY submitted_at DESC LIMIT {MOST}) AS newest"
    )
    said = f"{' UNION ALL '.join([one] * len(pairs))} ORDER BY submitted_at DESC LIMIT {MOST}"
    return said, [value for pair in pairs for value in pair]


async def _pairs(inside: Inside, chosen: Chosen) -> list[tuple[str, str]]:
    where, values = [inside.where], list[Any](inside.values)
    if chosen.department:
        where.append("t.department = ?")
        values.append(chosen.department)
    said = f"SELECT t.service_code, t.department FROM public_text t {inside.join} WHERE {' AND '.join(where)}"  # noqa: S608
    return [(row["service_code"], row["department"]) for row in await ask(said, *values)]


async def _by_words(words: tuple[str, ...], chosen: Chosen) -> list[UUID]:
    found = await matching(await text_index.inside(words), chosen)
    return found or await matching(await text_index.inside(words, every=False), chosen)


async def _numbered(typed: str, chosen: Chosen) -> list[UUID]:
    """The cases whose receipt number was typed, of any year if none was, with or without its check digit."""
    numbers = [(year, int(number)) for year, number in _NUMBER.findall(typed)]
    if not numbers:
        return []
    names = await Counter.filter(name__startswith="receipt:").values_list("name", flat=True)
    years = sorted((int(str(name).partition(":")[2]) for name in names), reverse=True)
    wanted = [
        receipts.make(each, number) for year, number in numbers for each in ([int(year)] if year else years)
    ]
    found = Case.filter(receipt_no__in=wanted, public=True).order_by("-submitted_at")
    if chosen.department:
        found = found.filter(department=chosen.department)
    if chosen.open is not None:
        found = found.filter(closed_at__isnull=chosen.open)
    return [case.id for case in await found]
