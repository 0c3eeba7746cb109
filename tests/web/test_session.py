"""Is a session kept on the server, closed when it should be, and absent where nobody needs it?"""

import hashlib
import re

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from portal.kernel.models import Person, Session
from portal.web import session

pytestmark = pytest.mark.usefixtures("tables")


async def look(request):
    found = await session.load(request)
    person = found.person.name if found.person else ""
    return JSONResponse({"person": person, "kind": found.kind, "data": found.data, "ended": found.ended})


async def note(request):
    found = await session.load(request)
    found.data["seen"] = request.query_params["seen"]
    await found.save()
    return PlainTextResponse(found.key)


async def enter(request):
    login = request.query_params.get("login", "minsu")
    person = await Person.create(login=login, name="박민수", created_at=request.state.now)
    await (await session.load(request)).sign_in(person, kind=request.query_params.get("kind", "staff"))
    return PlainTextResponse("")


async def leave(request):
    await (await session.load(request)).sign_out()
    return PlainTextResponse("")


async def turn(request):
    await (await session.load(request)).rotate()
    return PlainTextResponse("")


async def retire(request):
    await Person.filter(login="minsu").update(active=False)
    return PlainTextResponse("")


async def rows(request):
    return JSONResponse([row.id for row in await Session.all()])


async def desk(request):
    return PlainTextResponse((await session.require(request, "staff")).name)


ROUTES = [
    Route("/look", look),
    Route("/note", note),
    Route("/enter", enter),
    Route("/leave", leave),
    Route("/turn", turn),
    Route("/retire", retire),
    Route("/rows", rows),
    Route("/desk", desk, methods=["GET", "POST"]),
]


@pytest.fixture
def client(build):
    with build(ROUTES) as made:
        yield made


def test_a_stranger_has_no_session_and_no_cookie(client):
    response = client.get("/look")
    assert response.json() == {"person": "", "kind": "guest", "data": {}, "ended": False}
    assert "set-cookie" not in response.headers
    assert client.get("/rows").json() == []


def test_what_is_kept_is_found_again_and_the_table_holds_only_a_hash(client):
    response = client.get("/note?seen=a")
    assert "HttpOnly" in response.headers["set-cookie"]
    assert "SameSite=Lax" in response.headers["set-cookie"]
    token = client.cookies["session"]
    assert client.get("/rows").json() == [hashlib.sha256(token.encode()).hexdigest()]
    assert client.get("/look").json()["data"]["seen"] == "a"


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(build):
    with build(ROUTES, base_url="https://testserver") as client:
        cookie = client.get("/note?seen=a").headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_signing_in_changes_the_token_and_staff_take_no_guest_data_along(client):
    client.get("/note?seen=a")
    guest = client.cookies["session"]
    client.get("/enter")
    assert client.cookies["session"] != guest
    seen = client.get("/look").json()
    assert (seen["person"], seen["kind"]) == ("박민수", "staff")
    assert "seen" not in seen["data"]
    client.cookies.set("session", guest)
    assert client.get("/look").json()["person"] == ""


def test_a_resident_keeps_what_the_guest_began(client):
    key = client.get("/note?seen=a").text
    client.get("/enter?kind=resident")
    assert client.get("/look").json()["data"] == {"seen": "a", "key": key}


def test_a_changed_token_keeps_the_person_and_closes_the_old_one(client):
    client.get("/enter")
    old = client.cookies["session"]
    client.get("/turn")
    assert client.get("/look").json()["person"] == "박민수"
    client.cookies.delete("session")
    client.cookies.set("session", old)
    assert client.get("/look").json() == {"person": "", "kind": "guest", "data": {}, "ended": True}


def test_signing_out_closes_the_session_on_the_server(client):
    client.get("/enter")
    token = client.cookies["session"]
    client.get("/leave")
    assert "session" not in client.cookies
    client.cookies.set("session", token)
    assert client.get("/look").json()["person"] == ""


def test_staff_are_signed_out_after_half_an_hour_without_use(client, clock):
    client.get("/enter")
    clock.forward(minutes=29)
    assert client.get("/look").json()["person"] == "박민수"
    clock.forward(minutes=29)
    assert client.get("/look").json()["person"] == "박민수"
    clock.forward(minutes=30)
    seen = client.get("/look").json()
    assert (seen["person"], seen["ended"]) == ("", True)
    assert client.get("/rows").json() == []


def test_staff_are_signed_out_after_ten_hours_in_any_case(client, clock):
    client.get("/enter")
    for _ in range(24):
        clock.forward(minutes=25)
        person = client.get("/look").json()["person"]
    assert person == ""


def test_a_person_who_left_the_office_is_signed_out_at_once(client):
    client.get("/enter")
    client.get("/retire")
    assert client.get("/look").json()["person"] == ""


def test_a_page_for_staff_leads_a_stranger_to_the_sign_in_page_and_back(client):
    response = client.get("/desk?filter=late")
    assert response.status_code == 303
    assert response.headers["location"] == "/desk/sign-in?back=%2Fdesk%3Ffilter%3Dlate"
    client.get("/enter?kind=resident")
    assert client.get("/desk").status_code == 303


def test_what_was_typed_after_a_time_out_can_be_sent_once_signed_in_again(client, clock):
    client.get("/enter")
    token = client.get("/token").json()["csrf"]
    clock.forward(hours=1)
    response = client.post("/desk", data={"csrf": token, "text": "긴 답변"})
    assert response.status_code == 401
    assert "/desk/sign-in" in response.text
    assert 'name="text" value="긴 답변"' in response.text
    fresh = re.search(r'name="csrf" value="([^"]+)"', response.text)
    assert fresh
    client.get("/retire")
    client.get("/enter?login=sora")
    assert client.post("/desk", data={"csrf": fresh[1], "text": "긴 답변"}).status_code == 200


def test_whoever_timed_out_is_told_so_at_the_sign_in_page(client, clock):
    client.get("/enter")
    clock.forward(hours=1)
    assert client.get("/desk").headers["location"] == "/desk/sign-in?back=%2Fdesk&ended=1"


def test_a_session_must_be_loaded_before_it_is_read(build):
    async def careless(request):
        return PlainTextResponse(request.state.session.person)

    with build([Route("/careless", careless)]) as client, pytest.raises(RuntimeError, match="load"):
        client.get("/careless")
