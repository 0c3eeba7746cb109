"""After signing out nothing is open any more: here, at the provider if one wants, and when the provider says so."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from portal.kernel.models import Session
from tests.openid.conftest import post, resident_of, signed_in
from tests.openid.forger import Forger, rsa
from tests.page import Page

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def test_a_session_is_worth_nothing_after_signing_out(
    client: Any, other: Any, haneul: Any, sign_in: Any, run: Any
):
    sign_in(client)
    kept = client.cookies["session"]
    assert post(client, "/sign-out").status_code == 200
    assert not signed_in(client)
    other.cookies.set("session", kept, domain="127.0.0.1")
    assert not signed_in(other)
    assert not run(Session.filter(person_id=haneul.id).exists())


def test_who_signs_out_is_offered_to_sign_out_at_the_provider_too(
    client: Any, haneul: Any, forger: Forger, sign_in: Any, var: Any
):
    sign_in(client)
    answer = post(client, "/sign-out")
    assert "우리로그인에서도 로그아웃" in answer.text
    links = [str(link.get("href")) for link in Page(answer.text, 200, {}).all("a")]
    address = next(link for link in links if link.startswith(f"{forger.issuer}/end?"))
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert said["post_logout_redirect_uri"] == f"{var.base_url}/sign-out"
    assert said["id_token_hint"].count(".") == 2
    assert "로그아웃했습니다" in client.get("/sign-out").text


def test_a_provider_that_is_down_keeps_nobody_signed_in(
    client: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any
):
    sign_in(client)
    time.passes(minutes=90)
    forger.document["issuer"] = "https://elsewhere.example"
    answer = post(client, "/sign-out")
    assert answer.status_code == 200
    assert f"{forger.issuer}/end" not in answer.text
    assert not signed_in(client)


def test_signing_out_asks_before_it_does(client: Any, haneul: Any, sign_in: Any):
    sign_in(client)
    assert "로그아웃할까요?" in client.get("/sign-out").text
    assert signed_in(client)


def logout(at: Forger, time: Any, *, key: Any = None, header: Any = None, **changed: Any) -> str:
    claims = {"jti": uuid4().hex, "events": {EVENT: {}}, **changed}
    return at.sign(at.claims(time.now, **claims), key=key, typ="logout+jwt", **(header or {}))


def tell(browser: Any, token: str, provider: str = "own") -> Any:
    """The provider's server speaks to ours: no cookie, no form token."""
    return browser.post(f"/sign-in/out/{provider}", data={"logout_token": token})


def test_a_logout_at_the_provider_ends_the_sessions_of_its_session(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any
):
    sign_in(client, sid="s-1")
    sign_in(other, sid="s-2")
    answer = tell(other, logout(forger, time, sid="s-1"))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    assert not signed_in(client)
    assert signed_in(other)


def test_a_logout_may_name_the_session_alone(
    client: Any, haneul: Any, forger: Forger, sign_in: Any, other: Any, time: Any
):
    sign_in(client, sid="s-1")
    assert tell(other, logout(forger, time, sub=None, sid="s-1")).status_code == 200
    assert not signed_in(client)


def test_a_logout_without_a_session_ends_all_of_the_person(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any, run: Any
):
    run(resident_of(forger.issuer, "seojun"))
    sign_in(client, sid="s-1")
    sign_in(other, sub="seojun", sid="s-2")
    assert tell(other, logout(forger, time, sid=None)).status_code == 200
    assert not signed_in(client)
    assert signed_in(other)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-client"},
        {"iss": "https://elsewhere.example"},
        {"events": {}},
        {"events": {EVENT: "yes"}},
        {"events": None},
        {"jti": None},
        {"iat": None},
        {"iat": 1},
        {"nonce": "of-an-id-token"},
        {"sub": None, "sid": None},
        {"exp": 1},
        {"header": {"typ": "at+jwt"}},
        {"key": rsa("two"), "header": {"kid": "one"}},
    ],
    ids=lambda changed: " ".join(
        name if name == "key" else f"{name}={value}" for name, value in changed.items()
    ),
)
def test_a_logout_token_that_proves_nothing_ends_nothing(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any, changed: dict[str, Any]
):
    sign_in(client)
    claims = {name: value for name, value in changed.items() if name not in {"header", "key"}}
    claims = {"jti": uuid4().hex, "events": {EVENT: {}}, **claims}
    head = {"typ": "logout+jwt", **changed.get("header", {})}
    token = forger.sign(forger.claims(time.now, **claims), key=changed.get("key"), **head)
    answer = tell(other, token)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"
    assert signed_in(client)


def test_an_id_token_is_no_logout_token(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any
):
    sign_in(client)
    assert tell(other, forger.sign(forger.claims(time.now, nonce="n"))).status_code == 400
    assert tell(other, "").status_code == 400
    assert signed_in(client)


def test_a_logout_token_is_good_once(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any
):
    token = logout(forger, time)
    assert tell(other, token).status_code == 200
    sign_in(client)
    assert tell(other, token).status_code == 400
    assert signed_in(client)


def test_one_provider_signs_nobody_out_of_another(
    client: Any, other: Any, haneul: Any, officers: Forger, forger: Forger, sign_in: Any, time: Any
):
    sign_in(client, sid="s-1")
    assert tell(other, logout(officers, time, iss=forger.issuer), "own").status_code == 400
    assert tell(other, logout(officers, time), "office").status_code == 200
    assert signed_in(client)
