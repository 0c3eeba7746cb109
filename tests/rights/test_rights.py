"""May they? Every route asked by every role, against a table written by hand."""

from __future__ import annotations

import pytest
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute

from portal.kernel.moves import binding
from portal.main import create_app
from tests.cast import NOW
from tests.rights import asking, reading, world
from tests.rights.reading import Row

HEAD, ALL = reading.rows()
ROWS = [row for row in ALL if not row.demo]
MOVES = "/desk/cases/{no}/{move}"


def test_every_route_stands_in_the_table_and_nothing_else(machine):
    assert reading.holes(ROWS, create_app(lambda: NOW).routes) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_move_of_the_desk_stands_in_the_table(house, method):
    named = {row.fixed.get("move") for row in ROWS if row.route == f"{method} {MOVES}"}
    assert set(binding("petitions").definition.moves) == named


def test_every_role_has_a_column():
    assert sorted(HEAD) == sorted(world.ROLES)


def test_no_line_stands_twice_and_no_scene_for_nothing():
    names = [row.name for row in ALL]
    assert sorted(names) == sorted(set(names))
    assert asking.forgotten(ALL) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_role_gets_what_the_table_says(row: Row, house):
    """민원법 7: contents and persons do not leak."""
    got = {role: house.answer(row, role) for role in HEAD}
    wrong = {role: (got[role], row.cells[role]) for role in HEAD if got[role] != row.cells[role]}
    assert not wrong, f"table.txt:{row.line}: {row.name}: (got, table) {wrong}"


async def _page(request):
    raise AssertionError


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (Route("/new/{no:uuid}", _page), "no line for GET /new/{no}"),
        (Route("/new", _page, methods=["DELETE"]), "no line for DELETE /new"),
        (Mount("/inside", routes=[Route("/new", _page)]), "no line for GET /inside/new"),
        (Mount("/files", Response("x")), "no line for GET /files/{path}"),
        (WebSocketRoute("/talk", _page), "no line for WebSocketRoute /talk"),
    ],
)
def test_a_new_route_without_a_line_is_found(route, said):
    assert reading.holes([], [route]) == [said]


def test_a_line_for_nothing_is_found():
    _, found = reading.rows("role stranger\nGET /gone 200")
    assert reading.holes(found, []) == ["nothing serves GET /gone"]


@pytest.mark.parametrize(
    "table",
    [
        "role a b\nGET /x 200",
        "role a\nGET /x 200 200",
        "role a\nGET /x 500",
        "role a\nGET /x maybe",
        "GET /x 200",
    ],
)
def test_a_line_with_a_cell_too_few_too_many_or_none_about_rights_is_refused(table):
    with pytest.raises(ValueError, match=r"table\.txt:\d"):
        reading.rows(table)
