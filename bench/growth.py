"""Is a house with twenty times as many cases as fast? `python -m bench.growth`: two houses, one after the other.

Public pages are asked for once each, so that none comes out of the store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Final

from bench import machine, officer, visitors
from bench.app import now
from bench.load import Pace, each_once, request
from bench.machine import Machine
from bench.measures import ROUNDS, Measure, get
from bench.tables import Row, Table, show
from portal.rooms.desk.definition.lists import CLOSED, OFFICE

SIZES: Final = (10_000, 200_000)
FILINGS: Final = 100
PAGES: Final = 60
BAR: Final = 1.3
SEPARATOR: Final = " with "
EXPLAINED: Final = """\
How many times slower the greater house is. Two houses with a database and a server of their own, asked one right after
the other; the cases are of all services, stages and departments. Each page of the public list is asked for once, right
after a filing, so that none comes out of the store.
"""


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
    return f"{name}{SEPARATOR}{size:,} cases"


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


def measure() -> Table:
    """Five rounds in both houses."""
    paces: dict[str, list[float]] = defaultdict(list)
    with machine.at_rest() as small, machine.grown(small, SIZES) as houses:
        taken = list(measures(houses))
        for _ in range(ROUNDS):
            for each in taken:
                each.prepare()
                paces[each.name].append(each.take().per_second)
    rows, said = [], []
    for name in dict.fromkeys(name.rpartition(SEPARATOR)[0] for name in paces):
        small_paces, great_paces = (paces[named(name, size)] for size in SIZES)
        slower = [one / other for one, other in zip(small_paces, great_paces, strict=True)]
        rows.append(Row(name, slower, BAR, at_most=True))
        said.append(f"{name}: {median(small_paces):,.0f} and {median(great_paces):,.0f} a second")
    return Table(f"{SIZES[0]:,} cases : {SIZES[1]:,} cases", rows, said, EXPLAINED)


if __name__ == "__main__":
    show(measure())
