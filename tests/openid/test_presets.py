"""What does the portal know of Kakao and Naver, and which settings does it refuse to start with?"""

from __future__ import annotations

from typing import Any

import pytest
from joserfc.jwk import OctKey
from pydantic import ValidationError

from portal.settings import Settings
from tests.openid.conftest import come_back, leave
from tests.openid.forger import SECRET, Forger

CLIENT = {"client_id": "id", "client_secret": "secret"}


def test_kakao_needs_nothing_but_its_client(monkeypatch: pytest.MonkeyPatch):
    for name, value in {"PRESET": "kakao", "CLIENT_ID": "id", "CLIENT_SECRET": "secret"}.items():
        monkeypatch.setenv(f"OIDC__KAKAO__{name}", value)
    kakao = Settings().oidc["kakao"]
    assert (kakao.issuer, kakao.label) == ("https://kauth.kakao.com", "카카오")
    assert kakao.token_auth == "client_secret_post"
    assert not kakao.staff


def test_what_the_operator_says_wins_over_the_preset():
    naver = Settings(OIDC={"naver": {"preset": "naver", "label": "네이버 아이디", **CLIENT}}).oidc["naver"]
    assert naver.label == "네이버 아이디"
    assert naver.userinfo_root == "response"


@pytest.mark.parametrize(
    "given",
    [
        {"issuer": "http://elsewhere.example", **CLIENT},
        {"issuer": "elsewhere.example", **CLIENT},
        {"issuer": "https://elsewhere.example"},
        {"preset": "google", **CLIENT},
        {"preset": "kakao", "algorithms": "none", **CLIENT},
        {"preset": "kakao", "staf": "true", **CLIENT},
    ],
    ids=str,
)
def test_a_provider_that_can_not_be_meant_stops_the_start(given: dict[str, str]):
    with pytest.raises(ValidationError):
        Settings(OIDC={"one": given})


def test_a_secret_does_not_show_when_settings_are_printed():
    assert "geheim" not in repr(
        Settings(OIDC={"one": {"preset": "kakao", "client_id": "i", "client_secret": "geheim"}})
    )


class TestNaver:
    """What residents told Naver stands under `response`, and has no subject to compare."""

    @pytest.fixture
    def named(self, named: Any, forger: Forger) -> Any:
        here = {
            "PRESET": "naver",
            "USERINFO_ENDPOINT": f"{forger.issuer}/me",
            **{name: named["OWN"][name] for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")},
        }
        return {"NAVER": here}

    def test_the_name_comes_from_the_response(self, client: Any, forger: Forger, time: Any):
        forger.told = {
            "resultcode": "00",
            "response": {"id": "x", "name": "김하늘", "email": "haneul@example.org"},
        }
        asked = leave(client, "naver")
        assert asked["scope"] == "openid profile"
        token = forger.sign(forger.claims(time.now, nonce=asked["nonce"]))
        answer = come_back(client, "naver", asked, forger.code(asked, token))
        assert answer.headers["location"] == "/account/new"
        assert forger.asked["/me"] == 1

    def test_an_answer_without_one_is_a_provider_that_is_away(self, client: Any, forger: Forger, time: Any):
        forger.told = {"resultcode": "024", "message": "Authentication failed"}
        asked = leave(client, "naver")
        token = forger.sign(forger.claims(time.now, nonce=asked["nonce"]))
        assert come_back(client, "naver", asked, forger.code(asked, token)).status_code == 503


class TestSharedSecret:
    """A provider that signs with the client's secret, because the operator said so."""

    @pytest.fixture
    def named(self, named: Any) -> Any:
        return {**named, "OWN": {**named["OWN"], "ALGORITHMS": "HS256"}}

    def test_its_tokens_are_taken_and_others_are_not(
        self, client: Any, other: Any, haneul: Any, forger: Forger, time: Any
    ):
        for browser, key, alg, status in (
            (client, OctKey.import_key(SECRET), "HS256", 303),
            (other, None, "RS256", 422),
        ):
            asked = leave(browser)
            token = forger.sign(forger.claims(time.now, nonce=asked["nonce"]), key=key, alg=alg)
            assert come_back(browser, "own", asked, forger.code(asked, token)).status_code == status
