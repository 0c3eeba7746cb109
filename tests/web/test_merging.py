"""Do two tabs that change one session at the same moment keep what both of them did?"""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from portal.kernel.models import Case, Session
from portal.web import holding
from portal.web.merging import merged
from portal.web.session import BrowserSession


def test_what_one_added_changed_and_took_out_is_done_to_what_the_other_left():
    before = {"cases": ["a", "b"], "code": "1", "same": "s"}
    mine = {"cases": ["b", "c"], "same": "s", "new": "n"}
    theirs = {"cases": ["a", "b", "d"], "code": "1", "same": "changed"}
    assert merged(before, mine, theirs) == {"cases": ["b", "d", "c"], "same": "changed", "new": "n"}


def test_what_both_added_stands_once():
    assert merged({}, {"cases": ["a"]}, {"cases": ["a", "b"]}) == {"cases": ["a", "b"]}


def case(name: str) -> Case:
    """As much of a case as the session asks for."""
    return cast(Case, SimpleNamespace(id=name))


def tabs(request):
    """Two requests of one browser that have both read its session."""
    return [BrowserSession(request.scope, secure=False) for _ in range(2)]


async def begin(request):
    await request.state.session.save()
    return PlainTextResponse("")


async def save_both(request):
    one, other = tabs(request)
    await asyncio.gather(one.load(), other.load())
    one.data["searches"], other.data["searches"] = ["one"], ["other"]
    await asyncio.gather(one.save(), other.save())
    return JSONResponse([row.data["searches"] for row in await Session.all()])


async def take_both(request):
    one, other = tabs(request)
    await asyncio.gather(one.load(), other.load())
    await asyncio.gather(holding.take(one, [case("one")]), holding.take(other, [case("other")]))
    late = BrowserSession(request.scope, secure=False)
    await late.load()
    held = [row.data.get("cases", []) for row in await Session.all().order_by("expires_at")]
    return JSONResponse({"held": held, "old": sorted(holding.held(late))})


async def take_after(request):
    """The token from before is used again after its rights went on to another."""
    first, _ = tabs(request)
    await holding.take(await first.load(), [case("one")])
    second, _ = tabs(request)
    await holding.take(await second.load(), [case("two")])
    return JSONResponse(sorted(holding.held(second)))


@pytest.fixture
def client(build, tables):
    routes = [Route(f"/{one.__name__}", one) for one in (begin, save_both, take_both, take_after)]
    with build(routes) as made:
        made.get("/begin")
        yield made


def test_two_tabs_that_save_at_the_same_moment_lose_nothing(client):
    (kept,) = client.get("/save_both").json()
    assert sorted(kept) == ["one", "other"]


def test_two_tabs_that_gain_a_case_at_the_same_moment_open_both_whichever_token_arrives(client):
    said = client.get("/take_both").json()
    assert [sorted(held) for held in said["held"]] == [[], ["one", "other"], ["one", "other"]]
    assert said["old"] == []


def test_a_token_that_was_left_behind_gains_nothing_of_its_successor(client):
    assert client.get("/take_after").json() == ["two"]
