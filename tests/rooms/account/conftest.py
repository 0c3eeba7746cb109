"""What do the account room's tests stand on? A clock that can be moved, forms that are sent, and letters that came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from portal.kernel import keys
from portal.kernel.models import ContactProof, Notice, Person
from portal.kernel.sending.code_letter import code_place
from portal.kernel.sending.recipients import sealed_place
from portal.main import create_app
from portal.settings import Settings
from tests.examine import examine
from tests.rooms.account.people import session_of
from tests.rooms.filing.resident import Clock

Post = Callable[..., Response]


@pytest.fixture
def clock() -> Clock:
    """Stands at `tests.cast.NOW` until it is moved."""
    return Clock()


@pytest.fixture
def client(var: Settings, clock: Clock) -> Iterator[TestClient]:
    """A visitor's browser on a house whose clock can be moved; every page it sees is examined."""
    with TestClient(create_app(clock), base_url=var.base_url) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser


@pytest.fixture
def post(client: TestClient) -> Post:
    """Send a form as this browser would."""

    def send(path: str, data: dict[str, Any], **options: Any) -> Response:
        token = client.get("/token").json()["csrf"]
        return client.post(path, data={"csrf": token, **data}, **options)

    return send


@pytest.fixture
def newest_code(run: Any) -> Callable[[], str]:
    """The code of the newest letter."""

    def read() -> str:
        proof = run(ContactProof.all().order_by("-id").first())
        return keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))

    return read


@pytest.fixture
def guardian_link(run: Any) -> Callable[[], str]:
    """The path in the letter that was last sent to a guardian."""

    def read() -> str:
        notice = run(Notice.filter(topic="guardian_asked").order_by("-id").first())
        said = keys.unseal_for_house(bytes(notice.sealed), sealed_place(notice))
        found = re.search(r"/account/guardian/[\w-]+", said)
        assert found
        return found[0]

    return read


@pytest.fixture
def arrive(post: Post, newest_code: Callable[[], str]) -> Callable[..., Response]:
    """Come in by a code to an address; the page that one ends on."""

    def come(email: str = "haneul@example.org", back: str = "") -> Response:
        post("/sign-in/email", {"do": "send", "email": email, "back": back})
        return post("/sign-in/email", {"do": "enter", "code": newest_code()})

    return come


@pytest.fixture
def as_person(client: TestClient, run: Any) -> Callable[[Person], None]:
    """Be signed in as this person."""

    def be(person: Person) -> None:
        # As the house would set it, so that a later one takes its place.
        client.cookies.set("session", run(session_of(person)), domain="127.0.0.1")

    return be
