"""Is a session kept on the server, closed when it should be, and absent where nobody needs it?"""

import hashlib
import re

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from portal.kernel import keys
from portal.kernel.models import Identity, Person, Session
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


async def enter_by_provider(request):
    person = await Person.get_or_none(login="haneul")
    if person is None:
        person = await Person.create(login="haneul", kind="resident", name="", created_at=request.state.now)
        fields = {"provider": "login", "issuer": "https://login.example", "subject_hash": "x"}
        await Identity.create(person=person, linked_at=request.state.now, used_at=request.state.now, **fields)
    identity = await Identity.get(person_id=person.id)
    given = session.ProviderSession(identity.id, request.query_params.get("sid", ""), "an.id.token")
    await (await session.load(request)).sign_in(person, kind="resident", provider=given)
    return PlainTextResponse("")


async def provider_says_out(request):
    identity = await Identity.get()
    return JSONResponse(await session.end_provider(identity.id, request.query_params.get("sid", "")))


async def end_others(request):
    found = await session.load(request)
    return JSONResponse(await session.end_others(found.person, found.id))


async def kept(request):
    found = await session.load(request)
    row = await Session.get(id=found.id)
    return JSONResponse(
        {
            "device": row.device,
            "sid": row.provider_sid_hash,
            "sealed": bytes(row.id_token_sealed).decode("latin-1"),
            "id_token": found.id_token,
            "key": found.key,
        }
    )


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
    Route("/enter-by-provider", enter_by_provider),
    Route("/provider-says-out", provider_says_out),
    Route("/end-others", end_others),
    Route("/kept", kept),
    Route("/leave", leave),
    Route("/turn", turn),
    Route("/retire", retire),
    Route("/rows", rows),
    Route("/desk", desk, methods=["GET", "POST"]),
]


@pytest.fixture
def client(build, monkeypatch):
    monkeypatch.setattr(keys, "ring", lambda: keys.Ring({"one": b"k" * 32}, "one"))
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


CHROME = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


def test_a_session_keeps_the_kind_of_browser_and_the_providers_session_sealed(client):
    client.get("/enter-by-provider?sid=s-1", headers={"user-agent": CHROME})
    before = client.get("/kept").json()
    assert before["device"] == "Chrome · Android"
    assert before["sid"] == hashlib.sha256(b"s-1").hexdigest()
    assert before["id_token"] == "an.id.token"
    assert "token" not in before["sealed"]
    client.get("/turn")
    assert client.get("/kept").json() == before


def test_a_residents_drafts_have_one_name_on_all_devices(client):
    client.get("/enter-by-provider")
    key = client.get("/kept").json()["key"]
    client.cookies.clear()
    client.get("/enter-by-provider")
    assert client.get("/kept").json()["key"] == key


def test_the_providers_logout_ends_its_session_and_no_other(client):
    client.get("/enter-by-provider?sid=s-1")
    first = client.cookies["session"]
    client.cookies.clear()
    client.get("/enter-by-provider?sid=s-2")
    assert client.get("/provider-says-out?sid=s-1").json() == 1
    assert client.get("/look").json()["kind"] == "resident"
    client.cookies.clear()
    client.cookies.set("session", first)
    assert client.get("/look").json()["ended"]


def test_a_logout_that_names_no_session_ends_all_of_the_identity(client):
    client.get("/enter-by-provider?sid=s-1")
    client.cookies.clear()
    client.get("/enter-by-provider?sid=s-2")
    assert client.get("/provider-says-out").json() == 2
    assert client.get("/look").json()["ended"]


def test_all_other_sessions_of_a_person_end_and_this_one_stays(client):
    client.get("/enter-by-provider")
    client.cookies.clear()
    client.get("/enter-by-provider")
    assert client.get("/end-others").json() == 1
    assert client.get("/look").json()["kind"] == "resident"


def test_what_one_person_held_never_goes_along_to_the_next(client):
    client.get("/enter-by-provider")
    client.get("/note?seen=a")
    client.get("/enter?kind=resident")
    seen = client.get("/look").json()
    assert (seen["person"], "seen" in seen["data"]) == ("박민수", False)


def test_a_residents_session_ends_sooner_than_a_guests_and_later_than_staffs(client, clock):
    client.get("/enter-by-provider")
    clock.forward(minutes=119)
    assert client.get("/look").json()["kind"] == "resident"
    clock.forward(minutes=120)
    assert client.get("/look").json()["ended"]
    assert client.get("/look").json()["ended"]
