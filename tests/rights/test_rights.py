"""May they? Every route asked by every role, against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from portal.kernel.moves import binding
from portal.main import create_app
from portal.settings import Settings
from tests.cast import NOW
from tests.rights import reading, scenes_desk, scenes_petitions, scenes_public, world
from tests.rights.asking import ask
from tests.rights.reading import Row
from tests.rights.world import World

ROLES, ROWS = reading.rows()


@pytest.fixture(scope="module")
def house_of_all(rights_var: Settings) -> Iterator[tuple[TestClient, world.Run, dict[str, world.Person]]]:
    """One open house for all lines: each request meets a session and a case of its own."""
    with TestClient(create_app(lambda: NOW), base_url=rights_var.base_url, follow_redirects=False) as client:

        def run(coroutine):
            async def waited():
                return await coroutine

            return client.portal.call(waited)

        yield client, run, run(world.settle())


def test_every_route_stands_in_the_table_and_nothing_else(rights_var):
    assert reading.holes(ROWS, create_app(lambda: NOW).routes) == []


def test_every_move_of_the_desk_stands_in_the_table(house_of_all):
    named = {row.fixed.get("move") for row in ROWS if row.path == "/desk/cases/{no}/{move}"}
    assert set(binding("petitions").definition.moves) <= named


def test_a_new_route_without_a_line_is_found():
    async def page(request):
        raise AssertionError

    assert reading.holes([], [Route("/new/{no:uuid}", page)]) == ["no line for GET /new/{no}"]


def test_the_table_holds_only_answers_about_rights():
    allowed = reading.ANSWERS | {reading.SIGNED_OUT}
    assert [row.name for row in ROWS if set(row.cells.values()) - allowed] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_role_gets_what_the_table_says(row: Row, house_of_all):
    client, run, people = house_of_all
    got = {role: answer(client, run, people, row, role) for role in ROLES}
    wrong = {role: (got[role], row.cells[role]) for role in ROLES if got[role] != row.cells[role]}
    assert not wrong, f"table.txt:{row.line}: {row.name}: (got, table) {wrong}"


def answer(client, run, people, row: Row, role: str) -> int:
    """The status that a well-formed request of this role gets."""
    client.cookies.clear()
    case = run(world.fresh_case(people))
    here = World(client, run, role, people, case)
    here.session = run(world.enter(role, people.get(role), case))
    if here.session:
        client.cookies.set("session", here.session)
    asked = ask(here, row)
    data = asked.data
    if row.method == "POST" and not row.path.startswith("/sync/"):
        data = {"csrf": client.get("/token").json()["csrf"], **data}
    return client.request(
        row.method, asked.path, data=data or None, headers=asked.headers, **asked.more
    ).status_code
