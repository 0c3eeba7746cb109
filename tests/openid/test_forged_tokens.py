"""A token that does not prove what it should signs nobody in, whatever else is right about it."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest
from joserfc.jwk import OctKey

from tests.openid.conftest import come_back, leave, signed_in
from tests.openid.forger import CLIENT, SECRET, Forger, rsa


def test_an_honest_token_signs_its_owner_in(client: Any, haneul: Any, sign_in: Any):
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert signed_in(client)


def refused(client: Any, answer: Any) -> bool:
    """A plain page that leads to the other ways, and nobody is signed in."""
    leads = 'href="/sign-in"' in answer.text and "로그인" in answer.text
    return answer.status_code == 422 and leads and not signed_in(client)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": []},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"azp": "another-client"},
        {"aud": [CLIENT, "another-client"]},  # for several, and none of them named as the one it was made for
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"exp": None},
        {"iat": None},
        {"exp": float("inf")},
        {"at_hash": "of-another-token"},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(
    client: Any, haneul: Any, sign_in: Any, changed: dict[str, Any]
):
    assert refused(client, sign_in(client, **changed))


@pytest.mark.parametrize(
    ("begins", "ends"), [(-7200, -3600), (-600, -121), (300, 900)], ids=["long ago", "just now", "not yet"]
)
def test_a_token_of_another_time_is_refused(
    client: Any, haneul: Any, sign_in: Any, time: Any, begins: int, ends: int
):
    at = int(time.now.timestamp())
    assert refused(client, sign_in(client, iat=at + begins, exp=at + ends))


def test_a_token_from_before_the_sign_in_is_refused(client: Any, haneul: Any, sign_in: Any, time: Any):
    at = int(time.now.timestamp())
    assert refused(client, sign_in(client, iat=at - 300, exp=at + 600))


def test_a_token_for_several_is_taken_when_it_was_made_for_us(client: Any, haneul: Any, sign_in: Any):
    sign_in(client, aud=[CLIENT, "another-client"], azp=CLIENT)
    assert signed_in(client)


def unsigned(claims: dict[str, Any], alg: str, **header: str) -> str:
    parts = [{"alg": alg, "typ": "JWT", **header}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, ""])


def with_token(client: Any, forger: Forger, time: Any, make: Any) -> Any:
    asked = leave(client)
    token = make(forger.claims(time.now, nonce=asked["nonce"]))
    return come_back(client, "own", asked, forger.code(asked, token))


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_an_unsigned_token_is_refused_though_discovery_offers_it(
    client: Any, haneul: Any, forger: Forger, time: Any, alg: str
):
    assert refused(client, with_token(client, forger, time, lambda claims: unsigned(claims, alg)))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    client: Any, haneul: Any, forger: Forger, time: Any
):
    public = rsa("one").as_pem(private=False)

    def forged(claims: dict[str, Any]) -> str:
        body = unsigned(claims, "HS256", kid="one").rstrip(".")
        mac = hmac.digest(public, body.encode(), "sha256")
        return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    assert refused(client, with_token(client, forger, time, forged))


def test_a_token_signed_with_the_clients_secret_is_refused_unless_the_operator_chose_it(
    client: Any, haneul: Any, forger: Forger, time: Any
):
    secret = OctKey.import_key(SECRET)
    answer = with_token(client, forger, time, lambda claims: forger.sign(claims, key=secret, alg="HS256"))
    assert refused(client, answer)


def test_a_token_signed_by_a_stranger_under_the_providers_key_name_is_refused(
    client: Any, haneul: Any, forger: Forger, time: Any
):
    answer = with_token(client, forger, time, lambda claims: forger.sign(claims, key=rsa("two"), kid="one"))
    assert refused(client, answer)


@pytest.mark.parametrize(
    "token", ["", "a.b.c", "가.나.다", "..", "x" * 3000], ids=["empty", "junk", "hangul", "dots", "long"]
)
def test_what_is_no_token_is_refused(client: Any, haneul: Any, forger: Forger, time: Any, token: str):
    assert refused(client, with_token(client, forger, time, lambda claims: token))


def test_after_a_rotation_of_keys_the_new_key_is_fetched_at_once(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any
):
    sign_in(client)
    assert forger.asked["/keys"] == 1
    forger.keys = [rsa("two"), rsa("one")]
    sign_in(other)
    assert signed_in(other)
    assert forger.asked["/keys"] == 2


def test_a_key_that_was_taken_back_is_not_believed_once_the_set_was_fetched_anew(
    client: Any, other: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any
):
    sign_in(client)
    forger.keys = [rsa("two")]
    time.passes(minutes=61)
    answer = with_token(other, forger, time, lambda claims: forger.sign(claims, key=rsa("one")))
    assert refused(other, answer)


def test_unknown_keys_do_not_make_the_house_ask_the_provider_again_and_again(
    client: Any, haneul: Any, forger: Forger, time: Any
):
    for _ in range(5):
        answer = with_token(client, forger, time, lambda claims: forger.sign(claims, key=rsa("unknown")))
        assert refused(client, answer)
    assert forger.asked["/keys"] == 2  # once at first, once anew
    time.passes(minutes=2)
    with_token(client, forger, time, lambda claims: forger.sign(claims, key=rsa("unknown")))
    assert forger.asked["/keys"] == 3


def test_userinfo_of_somebody_else_is_refused(client: Any, haneul: Any, forger: Forger, sign_in: Any):
    forger.told = {"sub": "seojun", "name": "박서준"}
    assert refused(client, sign_in(client))
