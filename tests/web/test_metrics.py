"""Does `/metrics` tell the operator the house's numbers, and nobody else anything?"""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

TOKEN = "a-token-of-the-operator"


async def case(request):
    return PlainTextResponse("x")


ROUTES = [Route("/cases/{no}", case)]


@pytest.fixture
def client(build, tables, root, monkeypatch):
    monkeypatch.setenv("PORTAL_VAR", str(root))
    with build(ROUTES, metrics_token=TOKEN) as made:
        yield made


def neighbour(client: TestClient, host: str = "127.0.0.1") -> TestClient:
    near = TestClient(client.app, base_url="http://testserver", client=(host, 50000))
    near.portal = client.portal  # the same event loop, on which the database is open
    return near


def test_requests_are_counted_by_the_routes_template(client):
    for no in ("2026-000001-1", "2026-000002-2"):
        client.get(f"/cases/{no}")
    client.get("/nothing")
    text = neighbour(client).get("/metrics").text
    assert 'portal_http_requests_total{method="GET",route="/cases/{no}",status="2xx"} 2.0' in text
    assert 'portal_http_requests_total{method="GET",route="(none)",status="4xx"} 1.0' in text
    assert 'portal_http_request_seconds_count{route="/cases/{no}"} 2.0' in text
    assert "2026-" not in text


def test_what_stands_in_the_house_is_read_when_asked_for(client):
    text = neighbour(client).get("/metrics").text
    for line in (
        "portal_cases 0.0",
        "portal_sessions 0.0",
        "portal_parked 0.0",
        'portal_mode{mode="normal"} 1.0',
    ):
        assert line in text
    assert "portal_worker_beat_age_seconds" not in text


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_this_machine_may_ask_and_who_is_passed_on_by_its_proxy_may_not(client, host):
    near = neighbour(client, host)
    assert near.get("/metrics").status_code == 200
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert near.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_others_need_the_token(client):
    def asked(token):
        return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code

    assert client.get("/metrics").status_code == 404
    assert asked(TOKEN) == 200
    assert asked("another-token-of-somebody") == 404


def test_without_a_token_set_an_empty_one_opens_nothing(build, tables):
    with build(ROUTES) as client:
        assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_it_sets_no_cookie_and_is_not_counted_itself(client):
    near = neighbour(client)
    first, second = near.get("/metrics"), near.get("/metrics")
    assert "set-cookie" not in first.headers
    assert "/metrics" not in second.text
    assert first.headers["cache-control"] == "no-store"


def test_alive_needs_no_database(build):
    answer = build(ROUTES).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "set-cookie" not in answer.headers
