"""A security key as the second factor: only its owner's counts, and where one is, no app is enrolled beside it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from portal.kernel.models import AccessLog, Person
from portal.kernel.people import residents, security_keys
from portal.kernel.people.signing_in import seal_seed
from portal.main import create_app
from portal.settings import settings
from tests.cast import NOW
from tests.examine import examine
from tests.openid.conftest import post, signed_in
from tests.openid.forger import Forger
from tests.openid.test_staff import CLERK, SEED
from tests.soft_key import SoftKey

ORIGIN = "http://localhost:8000"


@pytest.fixture
def client(providers: None, var: Any, time: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser at an address with a name: keys know no numbers."""
    monkeypatch.setattr(settings(), "base_url", ORIGIN)
    with TestClient(create_app(time), base_url=ORIGIN, follow_redirects=False) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser


def question(page: Any) -> str:
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


async def key_of(person: Person) -> SoftKey:
    """A key that this person registered."""
    key = SoftKey(ORIGIN)
    asked = await security_keys.ask_to_add(person, shown_as="나", now=NOW)
    await security_keys.add(person, asked.kept, key.create(asked.options), name="열쇠", now=NOW)
    return key


@pytest.fixture
def clerk(client: Any, sign_in: Any, officers: Forger, run: Any) -> Person:
    """A clerk whom the provider knows, at the second factor in `client`."""
    sign_in(client, "office", officers, **CLERK, groups=["clerk:construction"])
    person: Person = run(Person.get(login="office:minsu.p"))
    return person


def again(client: Any, sign_in: Any, officers: Forger) -> None:
    sign_in(client, "office", officers, **CLERK, groups=["clerk:construction"])


def test_the_owners_key_is_the_second_factor(
    client: Any, clerk: Person, sign_in: Any, officers: Forger, run: Any
):
    key = run(key_of(clerk))
    again(client, sign_in, officers)
    page = client.get("/sign-in/second/key")
    answer = post(client, "/sign-in/second/key", {"answer": key.get(question(page))})
    assert answer.headers["location"] == "/desk"
    assert signed_in(client)


def test_somebody_elses_key_is_no_second_factor_whatever_question_it_answered(
    client: Any, clerk: Person, run: Any
):
    """The sign-in page for keys asks any key of ours; its question must not do for the second factor."""
    run(Person.filter(id=clerk.id).update(totp_sealed=seal_seed(clerk, SEED)))
    mallory = run(residents.create(residents.Profile(name="손모"), now=NOW, lang="ko", consents=()))
    key = run(key_of(mallory))
    page = client.get("/sign-in/key")
    answer = post(client, "/sign-in/second/key", {"answer": key.get(question(page))})
    assert answer.status_code == 422
    assert not signed_in(client)
    assert run(AccessLog.filter(person_id=clerk.id, what="sign_in_failed").count()) == 1


def test_where_a_key_is_a_password_alone_brings_no_app(
    client: Any, clerk: Person, sign_in: Any, officers: Forger, run: Any
):
    shown = client.get("/sign-in/second").text
    assert "<code>" in shown
    run(key_of(clerk))
    assert client.get("/sign-in/second").headers["location"] == "/sign-in/second/key"
    again(client, sign_in, officers)
    assert client.get("/sign-in/second").headers["location"] == "/sign-in/second/key"
    assert post(client, "/sign-in/second", {"code": "123456"}).headers["location"] == "/sign-in/second/key"
