"""Does every answer carry the headers that protect it?"""

from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def plain(request):
    return PlainTextResponse("x")


async def kept(request):
    headers = {"Cache-Control": "public, max-age=5", "Content-Security-Policy": "sandbox"}
    return PlainTextResponse("x", headers=headers)


async def the_time(request):
    return PlainTextResponse(request.state.now.isoformat())


ROUTES = [Route("/plain", plain), Route("/kept", kept), Route("/time", the_time)]


def test_every_answer_even_a_404_has_the_strict_policy(build):
    client = build(ROUTES)
    for path in ("/plain", "/nowhere", "/static/css/page.css", "/static/nothing.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"


def test_pages_are_private_unless_a_handler_says_otherwise(build):
    client = build(ROUTES)
    assert client.get("/plain").headers["cache-control"] == "no-store"
    kept_headers = client.get("/kept").headers
    assert kept_headers["cache-control"] == "public, max-age=5"
    assert kept_headers.get_list("content-security-policy") == ["sandbox"]


def test_each_request_has_an_id_of_its_own(build):
    client = build(ROUTES)
    assert client.get("/plain").headers["x-request-id"] != client.get("/plain").headers["x-request-id"]


def test_strict_transport_is_asked_for_only_over_https(build):
    assert "strict-transport-security" not in build(ROUTES).get("/plain").headers
    assert (
        "strict-transport-security" in build(ROUTES, base_url="https://portal.example").get("/plain").headers
    )


def test_a_request_reads_the_clock_it_was_given(build, clock):
    client = build(ROUTES)
    assert client.get("/time").text == clock.now.isoformat()


def test_a_public_answer_sets_no_cookie(build):
    assert "set-cookie" not in build(ROUTES).get("/plain").headers
