"""May they, in a demo? Its own pages, against the last part of the table; and no hole there either."""

from __future__ import annotations

import pytest

from portal.main import create_app
from tests.cast import NOW
from tests.rights import reading
from tests.rights.reading import Row

HEAD, ALL = reading.rows()


@pytest.fixture(scope="module")
def demo() -> str:
    return "1"


def test_every_route_of_a_demo_stands_in_the_table_and_nothing_else(machine):
    assert reading.holes(ALL, create_app(lambda: NOW).routes) == []


@pytest.mark.parametrize("row", [row for row in ALL if row.demo], ids=lambda row: row.name)
def test_each_role_gets_what_the_table_says(row: Row, house):
    got = {role: house.answer(row, role) for role in HEAD}
    wrong = {role: (got[role], row.cells[role]) for role in HEAD if got[role] != row.cells[role]}
    assert not wrong, f"table.txt:{row.line}: {row.name}: (got, table) {wrong}"
