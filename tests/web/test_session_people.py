"""Whose session is it, on which device, by which provider? What goes along, what ends, and what is kept of it."""

import hashlib

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from portal.kernel import keys
from portal.kernel.models import Identity, Person, Session
from portal.web import session
from tests.web.test_session import ROUTES

pytestmark = pytest.mark.usefixtures("tables")


async def enter_by_provider(request):
    person = await Person.get_or_none(login="haneul")
    if person is None:
        person = await Person.create(login="haneul", kind="resident", name="", created_at=request.state.now)
        await Identity.create(
            person=person,
            provider="login",
            issuer="https://login.example",
            subject_hash="x",
            linked_at=request.state.now,
            used_at=request.state.now,
        )
    identity = await Identity.get(person_id=person.id)
    given = session.ProviderSession(identity.id, request.query_params.get("sid", ""), "an.id.token")
    await (await session.load(request)).sign_in(person, kind="resident", provider=given)
    return PlainTextResponse("")


async def provider_says_out(request):
    identity = await Identity.get()
    return JSONResponse(await session.end_provider(identity.id, request.query_params.get("sid", "")))


async def end_others(request):
    found = await session.load(request)
    person = await session.require(request, "resident")
    return JSONResponse(await session.end_others(person, found.id))


async def kept(request):
    found = await session.load(request)
    row = await Session.get(id=found.id)
    return JSONResponse(
        {
            "device": row.device,
            "sid": row.provider_sid_hash,
            "sealed": bytes(row.id_token_sealed or b"").decode("latin-1"),
            "id_token": found.id_token,
            "key": found.key,
        }
    )


ROUTES_OF_PEOPLE = [
    *ROUTES,
    Route("/enter-by-provider", enter_by_provider),
    Route("/provider-says-out", provider_says_out),
    Route("/end-others", end_others),
    Route("/kept", kept),
]


@pytest.fixture
def client(build, monkeypatch):
    monkeypatch.setattr(keys, "ring", lambda: keys.Ring({"one": b"k" * 32}, "one"))
    with build(ROUTES_OF_PEOPLE) as made:
        yield made


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
