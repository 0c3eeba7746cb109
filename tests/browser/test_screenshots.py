"""How do the pages look? Pictures of every state at 360 and 1280 px, light, dark, with large letters, and printed.

They go to var/screenshots, to be looked at side by side; nothing is compared. Only in `make test-all`.
"""

from __future__ import annotations

import pytest

from tests.browser import ways
from tests.browser.conftest import NewVisitor
from tests.browser.machine import Machine
from tests.browser.test_public_pages import PAGES
from tests.browser.visitor import DESK, PHONE, SHOTS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])


@SIZES
def test_pictures_of_the_public_pages(come: NewVisitor, size: tuple[int, int]) -> None:
    visitor = come(size, shoots=True)
    for name, path in PAGES.items():
        visitor.open(path)
        visitor.look(name)
    visitor.open("/preferences?text=larger&back=/")
    for name, path in PAGES.items():
        visitor.open(path)
        visitor.look(f"{name}-large")
    assert _pictures(size) >= 2 * len(PAGES)


@SIZES
def test_pictures_of_a_petition_s_whole_way(
    machine: Machine, come: NewVisitor, size: tuple[int, int]
) -> None:
    resident, clerk = come(size, shoots=True), come(size, shoots=True)
    filed = ways.files(resident, machine, f"jaeho-{size[0]}@example.org")
    resident.open(f"{filed.path}/receipt")
    _print(resident, f"receipt-{size[0]}")
    ways.signs_in(clerk, machine)
    ways.opens(clerk, filed)
    ways.accepts_and_asks(clerk)
    ways.supplements(resident, machine, filed)
    ways.decides_and_notifies(clerk, filed)
    resident.open(filed.path)
    resident.sees(ways.ANSWER)
    resident.look("case-done")
    _print(resident, f"case-{size[0]}")
    resident.open("/preferences?text=larger&back=/")
    resident.open(filed.path)
    resident.look("case-done-large")


def _print(visitor: Visitor, name: str) -> None:
    visitor.page.emulate_media(media="print")
    visitor.page.screenshot(path=SHOTS / f"{name}-print.png", full_page=True)
    body = visitor.page.pdf(format="A4", path=SHOTS / f"{name}.pdf", print_background=False)
    visitor.page.emulate_media(media="screen")
    assert body.startswith(b"%PDF")


def _pictures(size: tuple[int, int]) -> int:
    return len(list(SHOTS.glob(f"*-{size[0]}-light.png")))
