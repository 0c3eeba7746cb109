"""Is each request written down by handler, status and time, under a name that all agree on, and by nothing else?"""

from __future__ import annotations

import asyncio
import re

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from portal.kernel.ids import short_id
from portal.web import cache, render
from portal.web.meter import Meter
from portal.web.watch import Watch

NAME = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")
PROXY = frozenset({"testclient"})


async def secret(request):
    return PlainTextResponse(request.path_params["key"])


@cache.public_page
async def public(request):
    return await render.page(request, "room/page.html", {"value": "x"})


async def broken(request):
    raise ValueError("홍길동")


ROUTES = [
    Route("/cases/{key}", secret, methods=["GET", "POST"]),
    Route("/public", public),
    Route("/broken", broken),
]


def requests(lines):
    return [
        {k: v for k, v in line.items() if k not in {"ms", "log_level"}}
        for line in lines
        if line["event"] == "request"
    ]


def test_a_request_is_one_line_without_its_path_or_query(build):
    with capture_logs() as lines:
        build(ROUTES).get("/cases/s3cret-link?k=s3cret&phone=010-2345-6789")
    (line,) = requests(lines)
    assert line == {
        "event": "request",
        "method": "GET",
        "handler": "tests.web.test_watch.secret",
        "status": 200,
    } or (line["handler"].endswith("secret") and line["status"] == 200)
    assert "s3cret" not in str(lines)
    assert "2345" not in str(lines)


def test_a_page_that_stood_ready_is_logged_by_who_made_it(build):
    client = build(ROUTES)
    with capture_logs() as lines:
        first, second = client.get("/public"), client.get("/public")
    assert first.text == second.text
    one, other = requests(lines)
    assert one == other
    assert one["handler"].endswith("public")


def test_what_has_no_route_is_logged_without_its_path(build):
    with capture_logs() as lines:
        build(ROUTES).get("/kim-haneul")
    assert requests(lines)[0]["status"] == 404
    assert "haneul" not in str(lines)


def test_an_unknown_method_and_a_fault_are_noted_too(build):
    client = build(ROUTES, raise_unexpected=False)
    with capture_logs() as lines:
        client.get("/broken")
        client.request("PURGE", "/public")
    fault, purge = requests(lines)
    assert (fault["status"], fault["method"]) == (500, "GET")
    assert (purge["status"], purge["method"]) == (403, "OTHER") or purge["method"] == "OTHER"
    assert "홍길동" not in str(lines)


def test_a_request_has_a_short_name_of_its_own_in_order_of_time(build):
    client = build(ROUTES)
    names = [client.get("/cases/a").headers["x-request-id"] for _ in range(3)]
    assert all(NAME.fullmatch(name) for name in names)
    assert len(set(names)) == 3
    assert short_id()[:6] >= names[0][:6]


@pytest.mark.parametrize(
    "given",
    ["4f2a0c9d1e8b7a6f5c3d2e1f0a9b8c7d", "0190163d-8694-739b-aea5-966c26f8ad91", "06gk3v1r2m8h4q7t"],
)
def test_a_trusted_proxys_name_is_taken_and_anybody_elses_is_not(build, given):
    trusting = build(ROUTES, trusted_proxies=PROXY)
    assert trusting.get("/cases/a", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    assert build(ROUTES).get("/cases/a", headers={"X-Request-ID": given}).headers["x-request-id"] != given


@pytest.mark.parametrize(
    "given", ["", "short", "0" * 65, "010-2345-6789", "0102345678901234", "haneul@example.org", "a\u00e9" * 9]
)
def test_a_name_that_is_none_is_not_taken_from_the_proxy_either(build, given):
    trusting = build(ROUTES, trusted_proxies=PROXY)
    headers = {"X-Request-ID": given.encode("latin-1")}
    assert NAME.fullmatch(trusting.get("/cases/a", headers=headers).headers["x-request-id"])


def test_who_leaves_before_the_answer_is_noted_as_that(build, clock):
    async def gone(scope, receive, send):
        raise asyncio.CancelledError

    async def nothing(*_):
        return {}

    async def ask():
        scope = {"type": "http", "method": "GET", "path": "/x", "state": {"request_id": "a"}, "headers": []}
        with capture_logs() as lines, pytest.raises(asyncio.CancelledError):
            await Watch(gone, meter=Meter())(scope, nothing, nothing)
        return lines

    (line,) = asyncio.run(ask())
    assert (line["status"], line["handler"]) == (499, "(none)")
