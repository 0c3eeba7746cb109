"""Is a house with twenty times as many cases as fast? The same pages and filings in two houses, one after the other.

Public pages are asked for once each, so that none comes out of the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bench import officer, visitors
from bench.app import now
from bench.load import Pace, each_once, request
from bench.machine import Machine
from bench.measures import Measure, get
from portal.rooms.desk.definition.lists import CLOSED, OFFICE

SIZES: Final = (10_000, 200_000)
FILINGS: Final = 100
PAGES: Final = 60


def measures(grown: dict[int, Machine]) -> Iterator[Measure]:
    """Each thing in every house in turn, named with the house's number of cases."""
    for size, house in grown.items():
        yield _public(named("public list, each page once", size), house.portal)
    asked = {size: dict(_pages(house)) for size, house in grown.items()}
    for name in next(iter(asked.values())):
        for size, house in grown.items():
            path, headers = asked[size][name]
            yield get(named(name, size), house.portal, path, headers)
    for size, house in grown.items():
        yield _filings(named("filing", size), house.portal)


def named(name: str, size: int) -> str:
    """The name of a measure in a house of so many cases."""
    return f"{name}, {size:,} cases"


def _pages(house: Machine) -> Iterator[tuple[str, tuple[str, dict[str, str]]]]:
    path, resident = visitors.opened_case(house.portal)
    staff = officer.signed_in(house.portal, now())
    yield "a case for its petitioner", (path, resident)
    yield "the desk's list", ("/desk", staff)
    yield "the desk's ended cases", (f"/desk?view={CLOSED}", staff)
    yield "the desk's cases, department", (f"/desk?view={OFFICE}", staff)


def _public(name: str, port: int) -> Measure:
    """Pages of the list that nobody has asked for since the last filing."""
    file_one = visitors.filings(port, 1)

    def prepare() -> None:
        # What was stored is no longer true once something was filed.
        visitors.file_each(port, file_one, 1)
        file_one[:] = visitors.filings(port, 1)

    def take() -> Pace:
        asked = [request("GET", f"/status?page={page}") for page in range(1, PAGES + 1)]
        return each_once(port, asked, status=200, connections=4)

    return Measure(name, take, prepare)


def _filings(name: str, port: int) -> Measure:
    waiting: list[bytes] = []

    def prepare() -> None:
        waiting[:] = visitors.filings(port, FILINGS)

    def take() -> Pace:
        return visitors.file_each(port, waiting, 1)

    return Measure(name, take, prepare)
