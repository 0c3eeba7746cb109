"""Which public cases do some words mean, and is the index of them whole?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from portal.database import text_index
from portal.database.rows import ask, change, insert
from portal.database.text_index import Inside
from portal.database.transactions import transaction
from portal.kernel import catalogue, search
from portal.kernel.models import Case, Counter, PublicText
from portal.kernel.public import text
from portal.kernel.search import Hit

MOST: Final = 200
"""Beyond so many nobody counts on: who gets that many types another word."""
BATCH: Final = 200
MEANT: Final = 3
VERSION: Final = 1
"""Raise it when the words of a row are made otherwise: then all rows are made anew, in batches, beside the work."""
_COUNTER: Final = "public_text"
_MISSING: Final = """
SELECT c.id FROM "case" c WHERE c.public AND NOT EXISTS (SELECT 1 FROM public_text t WHERE t.case_id = c.id)
ORDER BY c.submitted_at LIMIT ?
"""


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
    """The public cases that have every word typed; or else any; or else those of the services that are meant."""
    words = text.words_of(typed)
    for inside in (await text_index.inside(words), await text_index.inside(words, every=False)):
        found = await _page(inside, chosen, page, size) if inside else Found([], 0)
        if found.total:
            return found
    titles = tuple(text.joined(hit.service.title.ko) for hit in services(typed))
    meant = await text_index.inside(titles, every=False)
    return await _page(meant, chosen, page, size) if meant else Found([], 0)


def services(typed: str) -> tuple[Hit, ...]:
    """The services that the words may mean, also by initial consonants or with a typing error."""
    return search.search(search.index_of(catalogue.current()), typed, MEANT)


def statement(inside: Inside, chosen: Chosen, what: str, tail: str) -> tuple[str, list[Any]]:
    """A search as one statement and its values; the newest first, cut by `tail`."""
    where, values = [inside.where], list[Any](inside.values)
    if chosen.department:
        where.append("t.department = ?")
        values.append(chosen.department)
    if chosen.open is not None:
        where.append("t.open" if chosen.open else "NOT t.open")
    # Only marks and names of ours stand in the text; every value is handed over apart.
    said = f"SELECT {what} FROM public_text t {inside.join} WHERE {' AND '.join(where)}"  # noqa: S608
    return f"{said} ORDER BY {inside.order} {tail}", values


async def _page(inside: Inside, chosen: Chosen, page: int, size: int) -> Found:
    counted, values = statement(inside, chosen, "1 AS one", "LIMIT ?")
    rows = await ask(f"SELECT COUNT(*) AS number FROM ({counted}) AS f", *values, MOST)  # noqa: S608
    total = int(rows[0]["number"])
    first = (page - 1) * size
    if first >= total:
        return Found([], total)
    listed, values = statement(inside, chosen, "t.case_id AS id", "LIMIT ? OFFSET ?")
    ids = [UUID(str(row["id"])) for row in await ask(listed, *values, size, first)]
    cases = {case.id: case for case in await Case.filter(id__in=ids, public=True)}
    return Found([cases[one] for one in ids if one in cases], total)


async def fill(now: datetime) -> bool:
    """Give a batch of public cases that have no row theirs; True if more may be waiting. One look once all have one."""
    if await Counter.exists(name=_COUNTER, value=VERSION):
        return False
    if not await Counter.exists(name=_COUNTER, value=-VERSION):
        await begin_again()
    cases = await Case.filter(id__in=[UUID(str(row["id"])) for row in await ask(_MISSING, BATCH)])
    async with transaction():
        for case in sorted(cases, key=lambda each: each.submitted_at):
            service = await catalogue.service_version(case.service_code, case.service_version)
            if not await PublicText.exists(case_id=case.id):
                await insert(text.row_of(case, service))
        if not cases:
            await Counter.filter(name=_COUNTER).update(value=VERSION)
    return bool(cases)


async def begin_again() -> None:
    """Empty the index and make it anew; `fill` brings the rows back. A search finds less until then."""
    async with transaction() as client:
        await change("DELETE FROM public_text")
        await text_index.build(client)
        await Counter.filter(name=_COUNTER).delete()
        await Counter.create(name=_COUNTER, value=-VERSION)


async def whole() -> bool:
    """Whether every public case has its row, by the count."""
    return await PublicText.all().count() == await Case.filter(public=True).count()
