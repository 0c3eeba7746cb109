"""A browser that comes back is believed once, in time, in the session that left, and from whom it was sent to."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal.kernel.models import Session
from tests.openid.conftest import come_back, leave, post, signed_in
from tests.openid.forger import CLIENT, Forger


def code_for(forger: Forger, asked: dict[str, str], time: Any, **claims: Any) -> str:
    token = forger.sign(forger.claims(time.now, nonce=asked["nonce"], **claims))
    return forger.code(asked, token)


def test_the_provider_is_asked_for_a_code_with_pkce_and_values_that_are_never_the_same(
    client: Any, forger: Forger, var: Any
):
    first, second = leave(client), leave(client)
    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["client_id"] == CLIENT
    assert first["redirect_uri"] == f"{var.base_url}/sign-in/back/own"
    assert first["scope"].split()[0] == "openid"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


def test_a_state_is_good_once(client: Any, haneul: Any, forger: Forger, time: Any):
    asked = leave(client)
    come_back(client, "own", asked, code_for(forger, asked, time))
    assert signed_in(client)
    post(client, "/sign-out")
    answer = come_back(client, "own", asked, code_for(forger, asked, time))
    assert answer.status_code == 422
    assert not signed_in(client)


def test_a_state_is_used_up_by_a_refusal_too(client: Any, haneul: Any, forger: Forger, time: Any):
    asked = leave(client)
    come_back(client, "own", asked, code_for(forger, asked, time, aud="another"))
    answer = come_back(client, "own", asked, code_for(forger, asked, time))
    assert answer.status_code == 422
    assert not signed_in(client)


def test_a_code_that_was_used_before_is_refused(
    client: Any, other: Any, haneul: Any, forger: Forger, time: Any
):
    asked = leave(client)
    code = code_for(forger, asked, time)
    come_back(client, "own", asked, code)
    again = leave(client)
    post(client, "/sign-out")
    assert come_back(client, "own", again, code).status_code == 422
    theirs = leave(other)
    assert come_back(other, "own", theirs, code).status_code == 422
    assert not signed_in(client)
    assert not signed_in(other)


def test_a_stolen_code_is_worth_nothing_in_another_sign_in(
    client: Any, other: Any, haneul: Any, forger: Forger, time: Any
):
    """PKCE and the nonce: the code was made for the browser that asked."""
    asked, theirs = leave(client), leave(other)
    stolen = code_for(forger, asked, time)
    assert come_back(other, "own", theirs, stolen).status_code == 422
    assert not signed_in(other)


@pytest.mark.parametrize("state", ["", "forged"])
def test_a_callback_that_nobody_left_for_is_refused(
    client: Any, haneul: Any, forger: Forger, time: Any, state: str
):
    """Somebody else's code behind a link must not sign its reader in (login CSRF)."""
    asked = leave(client)
    answer = client.get("/sign-in/back/own", params={"code": code_for(forger, asked, time), "state": state})
    assert answer.status_code == 422
    assert not signed_in(client)


def test_a_callback_in_another_browser_is_refused(
    client: Any, other: Any, haneul: Any, forger: Forger, time: Any
):
    asked = leave(client)
    answer = come_back(other, "own", asked, code_for(forger, asked, time))
    assert answer.status_code == 422
    assert not signed_in(other)


def test_who_takes_too_long_begins_anew(client: Any, haneul: Any, forger: Forger, time: Any):
    asked = leave(client)
    time.passes(minutes=11)
    assert come_back(client, "own", asked, code_for(forger, asked, time)).status_code == 422
    assert not signed_in(client)


def test_two_tabs_may_sign_in_beside_each_other(client: Any, haneul: Any, forger: Forger, time: Any):
    first, second = leave(client), leave(client)
    assert come_back(client, "own", second, code_for(forger, second, time)).status_code == 303
    assert come_back(client, "own", first, code_for(forger, first, time)).status_code == 303


def test_one_provider_can_not_answer_for_another(client: Any, haneul: Any, forger: Forger, time: Any):
    asked = leave(client)
    assert come_back(client, "office", asked, code_for(forger, asked, time)).status_code == 422
    assert not signed_in(client)


def test_an_issuer_in_the_callback_must_be_the_one_that_was_asked(
    client: Any, haneul: Any, forger: Forger, time: Any
):
    asked = leave(client)
    code = code_for(forger, asked, time)
    assert come_back(client, "own", asked, code, iss="https://elsewhere.example").status_code == 422
    asked = leave(client)
    come_back(client, "own", asked, code_for(forger, asked, time), iss=forger.issuer)
    assert signed_in(client)


def test_a_provider_that_promises_its_issuer_must_name_it(
    client: Any, haneul: Any, forger: Forger, time: Any
):
    forger.document["authorization_response_iss_parameter_supported"] = True
    asked = leave(client)
    assert come_back(client, "own", asked, code_for(forger, asked, time)).status_code == 422
    assert not signed_in(client)


def test_who_says_no_at_the_provider_is_offered_the_other_ways(client: Any):
    asked = leave(client, back="/cases")
    answer = client.get("/sign-in/back/own", params={"error": "access_denied", "state": asked["state"]})
    assert answer.status_code == 422
    assert 'href="/sign-in?back=/cases"' in answer.text
    assert "우리로그인" in answer.text


def test_after_signing_in_one_is_where_one_was(client: Any, haneul: Any, forger: Forger, time: Any):
    asked = leave(client, back="/services")
    assert come_back(client, "own", asked, code_for(forger, asked, time)).headers["location"] == "/services"


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"])
def test_the_way_back_never_leaves_the_portal(client: Any, haneul: Any, forger: Forger, time: Any, back: str):
    asked = leave(client, back=back)
    assert come_back(client, "own", asked, code_for(forger, asked, time)).headers["location"] == "/account"


def test_a_provider_that_is_down_gives_a_plain_page_with_the_other_ways(client: Any, forger: Forger):
    forger.close()
    answer = post(client, "/sign-in/with/own", {"back": "/cases"})
    assert answer.status_code == 503
    assert "지금은 우리로그인 로그인을 쓸 수 없습니다" in answer.text
    assert 'href="/sign-in?back=/cases"' in answer.text


def test_a_provider_that_goes_down_on_the_way_gives_the_same_page(client: Any, forger: Forger, time: Any):
    asked = leave(client, back="/cases")
    code = code_for(forger, asked, time)
    forger.close()
    answer = come_back(client, "own", asked, code)
    assert answer.status_code == 503
    assert 'href="/sign-in?back=/cases"' in answer.text


def test_a_provider_whose_discovery_names_another_issuer_is_not_used(client: Any, forger: Forger):
    forger.document["issuer"] = "https://elsewhere.example"
    assert post(client, "/sign-in/with/own").status_code == 503


def test_an_unknown_provider_is_no_page(client: Any):
    assert post(client, "/sign-in/with/nobody").status_code == 404
    assert client.get("/sign-in/back/nobody?code=1&state=2").status_code == 404


def test_nobody_is_sent_off_by_another_site(client: Any):
    answer = client.post("/sign-in/with/own", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_session_that_somebody_planted_before_is_worth_nothing_afterwards(
    client: Any, other: Any, haneul: Any, forger: Forger, time: Any, run: Any
):
    """Session fixation: the id changes with the sign-in, and the old one opens nothing."""
    asked = leave(client)
    planted = client.cookies["session"]
    other.cookies.set("session", planted, domain="127.0.0.1")
    come_back(client, "own", asked, code_for(forger, asked, time))
    assert signed_in(client)
    assert client.cookies["session"] != planted
    assert not signed_in(other)
    assert run(Session.filter(person_id=haneul.id).count()) == 1


def test_a_planted_session_does_not_learn_who_asks_for_an_account_either(
    client: Any, other: Any, forger: Forger, time: Any
):
    asked = leave(client)
    other.cookies.set("session", client.cookies["session"], domain="127.0.0.1")
    answer = come_back(client, "own", asked, code_for(forger, asked, time, sub="new-here"))
    assert answer.headers["location"] == "/account/new"
    assert "no-store" in answer.headers["cache-control"]
    assert client.cookies["session"] != other.cookies["session"]


def test_the_leaving_page_goes_on_by_itself_and_has_a_link(client: Any, forger: Forger):
    page = post(client, "/sign-in/with/own").text
    assert f'http-equiv="refresh" content="0; url={forger.issuer}/authorize?' in page
    address = page.split('content="0; url=')[1].split('"')[0].replace("&amp;", "&")
    assert dict(parse_qsl(urlsplit(address).query))["client_id"] == CLIENT
