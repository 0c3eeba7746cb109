"""Is a public page served from bytes, the same for everybody, and never a moment too long?"""

import pytest
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.refusals import Refusal
from portal.web import cache, render
from portal.web.store import PublicStore

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class House:
    """What the store asks, and how often the handler had to work."""

    def __init__(self) -> None:
        self.version = 1
        self.generation = 1
        self.asked = 0
        self.made = 0

    async def ask(self) -> int:
        self.asked += 1
        return self.generation

    def commit(self, *, public: bool) -> None:
        self.version += 1
        self.generation += public


@pytest.fixture
def house():
    return House()


@pytest.fixture
def client(build, house):
    @cache.public_page
    async def status(request):
        house.made += 1
        return await render.page(request, "room/page.html", {"value": house.made}, block="row")

    @cache.public_page(unless_signed_in=True)
    async def home(request):
        house.made += 1
        return await render.page(request, "room/page.html", {"value": house.made})

    @cache.public_page
    async def nothing(request):
        house.made += 1
        raise Refusal("없습니다.", kind="not_found")

    @cache.public_page
    async def baked(request):
        return Response("x", headers={"Set-Cookie": "a=b"})

    routes = [
        Route("/status", status),
        Route("/", home),
        Route("/nothing", nothing),
        Route("/baked", baked),
    ]
    return build(routes, store=PublicStore(lambda: house.version, house.ask))


def test_a_page_is_made_once_for_everybody(client, house):
    first = client.get("/status")
    assert client.get("/status").text == first.text
    assert (house.made, house.asked) == (1, 1)
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "set-cookie" not in first.headers


def test_a_browser_that_has_it_hears_304_and_no_body(client):
    etag = client.get("/status").headers["etag"]
    again = client.get("/status", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert "content-length" not in again.headers
    assert "default-src 'none'" in again.headers["content-security-policy"]


def test_packed_and_plain_are_the_same_page(client):
    packed = client.get("/status?" + "x" * 8, headers={"Accept-Encoding": "gzip"})
    plain = client.get("/status?" + "x" * 8, headers={"Accept-Encoding": "identity"})
    assert plain.text == packed.text
    assert "content-encoding" not in plain.headers


def test_each_language_size_theme_query_and_part_is_kept_apart(client, house):
    client.get("/status")
    client.get("/status", headers={"Accept-Language": "en"})
    client.get("/status", headers={"Cookie": "prefs=ko.large.auto"})
    client.get("/status", headers={"Cookie": "prefs=ko.normal.dark"})
    client.get("/status?q=1")
    assert client.get("/status", headers=HTMX).text.startswith('<p id="row">')
    assert house.made == 6


def test_other_cookies_do_not_matter(client, house):
    client.get("/status", headers={"Cookie": "session=a"})
    client.get("/status", headers={"Cookie": "session=b; other=c"})
    assert house.made == 1


def test_a_public_event_makes_the_page_anew_and_another_commit_does_not(client, house):
    client.get("/status")
    house.commit(public=False)
    client.get("/status")
    assert (house.made, house.asked) == (1, 2)
    client.get("/status")
    assert house.asked == 2
    house.commit(public=True)
    client.get("/status")
    assert house.made == 2


def test_an_event_while_the_page_is_made_is_not_missed(build, house):
    @cache.public_page
    async def status(request):
        house.made += 1
        house.commit(public=True)
        return await render.page(request, "room/page.html", {"value": house.made})

    client = build([Route("/status", status)], store=PublicStore(lambda: house.version, house.ask))
    client.get("/status")
    client.get("/status")
    assert house.made == 2


def test_a_page_lives_sixty_seconds_at_most(client, house, clock):
    client.get("/status")
    clock.forward(seconds=59)
    client.get("/status")
    assert house.made == 1
    clock.forward(seconds=1)
    client.get("/status")
    assert house.made == 2


def test_a_browser_with_a_session_may_get_a_page_of_its_own(client, house):
    client.get("/")
    own = client.get("/", headers={"Cookie": "session=a"})
    assert own.headers["cache-control"] == "no-store"
    assert (house.made, "etag" in own.headers) == (2, False)


def test_refusals_are_not_kept(client, house):
    assert [client.get("/nothing").status_code for _ in range(2)] == [404, 404]
    assert house.made == 2


def test_a_page_that_would_give_everybody_one_cookie_is_refused(client):
    with pytest.raises(RuntimeError, match="cookies"):
        client.get("/baked")


def test_head_has_the_headers_and_no_body(client):
    full = client.get("/status")
    head = client.head("/status")
    assert (head.content, head.headers["etag"]) == (b"", full.headers["etag"])


def test_the_store_lets_the_least_used_pages_go(monkeypatch, client, house):
    monkeypatch.setattr("portal.web.store.MAX_BYTES", 4000)
    client.get("/status?a")
    for other in "bcdefg":
        client.get(f"/status?{other}")
    client.get("/status?a")
    assert house.made == 8


def test_a_page_that_stands_ready_is_sent_without_a_new_page_head_or_cookie(client, house):
    made = client.get("/status")
    ready = client.get("/status")
    own = {name: value for name, value in ready.headers.items() if name != "x-request-id"}
    assert own == {name: value for name, value in made.headers.items() if name != "x-request-id"}
    assert "content-security-policy" in ready.headers
    assert ready.headers["x-request-id"] != made.headers["x-request-id"]
    head = client.head("/status")
    assert (head.content, head.headers["content-length"]) == (b"", ready.headers["content-length"])


def test_a_post_to_a_page_that_stands_ready_is_not_answered_with_it(client, house):
    client.get("/status")
    assert client.post("/status").status_code in {403, 405}


def test_a_page_that_a_session_may_change_is_never_sent_before_the_session_is_asked(client, house):
    client.get("/")
    client.cookies.set("session", "somebody")
    assert client.get("/").headers["cache-control"] == "no-store"
