"""The same against a provider that others wrote: Canaille, with the people of the demo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pyotp
import pytest
from starlette.testclient import TestClient

from portal.kernel import people
from portal.kernel.models import Person, Session
from portal.kernel.people import identities, residents
from portal.kernel.people.identities import NewIdentity
from portal.main import create_app
from portal.rooms.demo.definition import password_of
from portal.settings import Settings
from portal.web import clock
from portal.web.openid import coming, documents, tokens
from tests.examine import examine
from tests.openid import canaille
from tests.openid.conftest import leave, post, signed_in
from tests.page import Page


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Both providers of the demo, running."""
    with canaille.running(tmp_path_factory.mktemp("providers"), "http://127.0.0.1:8000") as environment:
        yield environment


@pytest.fixture
def real(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The house is told of them."""
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    documents.forget()


@pytest.fixture
def client(real: None, var: Settings) -> Iterator[TestClient]:
    """A browser on a house that lives in the real time, as the provider does."""
    app = create_app(clock.utc_now)
    with TestClient(app, base_url=var.base_url, follow_redirects=False) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser


def go(browser: TestClient, provider: str, user: str) -> str:
    """Leave for a provider and sign in there; the callback's address with its query."""
    page = post(browser, f"/sign-in/with/{provider}")
    links = [str(link.get("href")) for link in Page(page.text, 200, {}).all("a")]
    address = next(link for link in links if "code_challenge" in link)
    back = urlsplit(canaille.sign_in(address, user, password_of(user)))
    return f"{back.path}?{back.query}"


async def account_for(issuer: str, subject: str) -> Person:
    """A resident's account that is linked to a subject."""
    person = await residents.create(
        residents.Profile(name="김하늘"), now=clock.utc_now(), lang="ko", consents=()
    )
    await identities.link(person, NewIdentity("district", issuer, subject), clock.utc_now())
    return person


def test_a_resident_signs_in_and_out_and_every_value_is_good_once(
    client: TestClient, other: TestClient, run: Any, told: Any, monkeypatch: pytest.MonkeyPatch
):
    vouched = []
    read = coming.read

    async def noted(*given: Any) -> Any:
        vouched.append(await read(*given))
        return vouched[-1]

    monkeypatch.setattr(coming, "read", noted)
    assert client.get(go(client, "district", "haneul")).headers["location"] == "/account/new"
    who = vouched[0]
    assert (who.name, who.groups) == ("김하늘", ())

    person = run(account_for(told["OIDC__DISTRICT__ISSUER"], who.identity.subject))
    back = go(client, "district", "haneul")
    assert client.get(back).headers["location"] == "/account"
    assert signed_in(client)

    assert client.get(back).status_code == 422  # the state is used up
    code = parse_qs(urlsplit(back).query)["code"][0]
    asked = leave(other, "district")
    replayed = other.get("/sign-in/back/district", params={"code": code, "state": asked["state"]})
    assert replayed.status_code == 422  # and so is the code
    assert not signed_in(other)

    kept = client.cookies["session"]
    page = post(client, "/sign-out")
    assert not run(Session.filter(person_id=person.id).exists())
    other.cookies.set("session", kept, domain="127.0.0.1")
    assert not signed_in(other)
    links = [str(link.get("href")) for link in Page(page.text, 200, {}).all("a")]
    ending = next(link for link in links if link.startswith(told["OIDC__DISTRICT__ISSUER"]))
    with httpx2.Client(follow_redirects=False) as browser:
        assert browser.get(ending).status_code in {200, 302, 303}


def test_a_token_for_another_client_of_the_same_provider_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """The real token is good in every other respect: only we are not its audience."""
    back = go(client, "district", "haneul")
    check = tokens._expected
    monkeypatch.setattr(
        tokens,
        "_expected",
        lambda provider, *names: {**check(provider, *names), "aud": {"essential": True, "value": "another"}},
    )
    assert client.get(back).status_code == 422


def test_staff_get_the_rights_of_their_groups_after_the_second_factor(client: TestClient, run: Any):
    assert client.get(go(client, "staff", "minsu")).headers["location"] == "/sign-in/second"
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/sign-in/second").text)
    assert shown is not None
    code = pyotp.TOTP(shown[1].replace(" ", "")).at(clock.utc_now())
    assert post(client, "/sign-in/second", {"code": code}).headers["location"] == "/desk"
    person = run(Person.get(kind="staff"))
    rights = {str(people.Right(one.role, one.department)) for one in run(people.grants_of(person))}
    assert rights == {"clerk:construction", "clerk:cleaning"}
    assert client.get("/desk").status_code == 200


class TestUnmarked:
    """The same directory of staff, which the operator did not mark for staff."""

    @pytest.fixture
    def real(self, real: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OIDC__STAFF__STAFF", "false")
        monkeypatch.setenv("OIDC__STAFF__RESIDENTS", "true")

    def test_its_groups_give_nothing(self, client: TestClient, run: Any):
        assert client.get(go(client, "staff", "admin")).headers["location"] == "/account/new"
        assert client.get("/desk").status_code == 303
        assert not run(Person.filter(kind="staff").exists())
