"""What the tests of signing in share: a provider that can forge, a house that asks it, and browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from portal.kernel.models import Person
from portal.kernel.people import identities, residents
from portal.kernel.people.identities import NewIdentity
from portal.main import create_app
from portal.settings import Settings
from portal.web.openid import documents
from tests.cast import NOW
from tests.examine import examine
from tests.openid.forger import CLIENT, SECRET, Forger
from tests.page import Page

T = TypeVar("T")


class Time:
    """The time in the house: it stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **by: int) -> None:
        """Move it on."""
        self.now += timedelta(**by)


@pytest.fixture
def time() -> Time:
    """The time in the house behind `house`."""
    return Time()


@pytest.fixture
def forger() -> Iterator[Forger]:
    """A provider for residents, called `own`."""
    provider = Forger()
    yield provider
    provider.close()


@pytest.fixture
def officers() -> Iterator[Forger]:
    """A provider that is marked for staff, called `office`."""
    provider = Forger("of-the-office")
    yield provider
    provider.close()


@pytest.fixture
def named(forger: Forger, officers: Forger) -> dict[str, dict[str, str]]:
    """The settings of each provider; a test's own fixture of this name changes them."""
    common = {"CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
    return {
        "OWN": {"ISSUER": forger.issuer, "LABEL": "우리로그인", **common},
        "OFFICE": {
            "ISSUER": officers.issuer,
            "LABEL": "직원인증",
            "STAFF": "true",
            "RESIDENTS": "false",
            **common,
        },
    }


@pytest.fixture
def providers(named: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment in which the house finds its providers."""
    for name, values in named.items():
        for key, value in values.items():
            monkeypatch.setenv(f"OIDC__{name}__{key}", value)
    documents.forget()
    yield
    documents.forget()


@pytest.fixture
def client(providers: None, var: Settings, time: Time) -> Iterator[TestClient]:
    """A browser of somebody who is not signed in; redirects are followed only by whoever asks for it."""
    app = create_app(time)
    with TestClient(app, base_url=var.base_url, follow_redirects=False) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser


@pytest.fixture
def other(client: TestClient) -> TestClient:
    """Somebody else's browser, at the same house."""
    browser = TestClient(client.app, base_url=str(client.base_url), follow_redirects=False)
    browser.portal = client.portal  # one event loop: the house's
    return browser


@pytest.fixture
def haneul(run: Callable[..., Any], forger: Forger) -> Person:
    """A resident whose account is linked to the subject `haneul` of `own`."""
    person: Person = run(resident_of(forger.issuer, "haneul", "haneul@example.org"))
    return person


async def resident_of(issuer: str, subject: str, email: str = "") -> Person:
    """A resident's account that is linked to a subject at an issuer; with an e-mail that they proved."""
    profile = residents.Profile(name="김하늘", email=email, email_proved=bool(email))
    person = await residents.create(profile, now=NOW, lang="ko", consents=())
    await identities.link(person, NewIdentity("own", issuer, subject), NOW)
    return person


def post(browser: TestClient, path: str, data: dict[str, str] | None = None) -> Any:
    """Post a form as a page of ours would, with its token."""
    token = browser.get("/token").json()["csrf"]
    return browser.post(path, data={"csrf": token, **(data or {})})


def leave(browser: TestClient, provider: str = "own", **form: str) -> dict[str, str]:
    """Press a provider's button: what its authorization endpoint is asked."""
    page = post(browser, f"/sign-in/with/{provider}", form)
    assert page.status_code == 200, page.text
    links = [str(link.get("href")) for link in Page(page.text, 200, {}).all("a")]
    return dict(parse_qsl(urlsplit(next(link for link in links if "code_challenge" in link)).query))


def come_back(browser: TestClient, provider: str, asked: dict[str, str], code: str, **query: str) -> Any:
    """The provider sends the browser back with a code."""
    return browser.get(f"/sign-in/back/{provider}", params={"code": code, "state": asked["state"], **query})


@pytest.fixture
def sign_in(forger: Forger, time: Time) -> Callable[..., Any]:
    """Sign a browser in at a provider, with claims changed as a test wants; what the portal answers at the end."""

    def enter(browser: TestClient, provider: str = "own", at: Forger = forger, **claims: Any) -> Any:
        asked = leave(browser, provider)
        token = at.sign(at.claims(time.now, **{"nonce": asked["nonce"], **claims}))
        return come_back(browser, provider, asked, at.code(asked, token))

    return enter


def signed_in(browser: TestClient) -> bool:
    """Whether the browser is somebody's: their ways in are shown to nobody else."""
    return any(browser.get(path).status_code == 200 for path in ("/account/ways", "/desk/account"))
