"""Is a forged post refused, and does an honest one pass without JavaScript?"""

import re

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from portal.web import cache, forms, render, session


async def form(request):
    return await render.page(request, "room/form.html")


async def post(request):
    request.app.state.posts += 1
    return JSONResponse((await forms.read(request)).values)


async def put(request):
    return JSONResponse(await forms.read_json(request))


async def machine(request):
    return PlainTextResponse((await request.body()).decode())


async def note(request):
    found = await session.load(request)
    await found.save()
    return PlainTextResponse("")


ROUTES = [
    Route("/form", form),
    Route("/post", post, methods=["POST"]),
    Route("/put", put, methods=["PUT"]),
    Route("/sync/events", machine, methods=["POST"]),
    Route("/note", note),
]
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(build, tables):
    with build(ROUTES) as made:
        made.app.state.posts = 0
        yield made


def field_of(client) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/form").text)
    assert found
    return found[1]


def test_an_honest_post_passes_and_the_handler_does_not_see_the_token(client):
    response = client.post("/post", data={"csrf": field_of(client), "text": "가"}, headers=OURS)
    assert response.json() == {"text": ["가"]}


def test_a_browser_that_says_nothing_of_its_origin_is_judged_by_the_token(client):
    assert client.post("/post", data={"csrf": field_of(client)}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_post_from_elsewhere_is_refused_even_with_a_token(client, headers):
    response = client.post("/post", data={"csrf": field_of(client)}, headers=headers)
    assert response.status_code == 403
    assert "바뀐 것은 없습니다" in response.text
    assert client.app.state.posts == 0


@pytest.mark.parametrize("token", ["", "x", "가", "A" * 88])
def test_a_post_without_a_true_token_is_refused(client, token):
    field_of(client)
    assert client.post("/post", data={"csrf": token}, headers=OURS).status_code == 403
    assert client.post("/post", headers=OURS).status_code == 403
    assert client.app.state.posts == 0


def test_somebody_elses_token_is_refused(client, build):
    stranger = field_of(build(ROUTES))
    field_of(client)
    assert client.post("/post", data={"csrf": stranger}, headers=OURS).status_code == 403


def test_a_form_opened_before_the_session_began_may_still_be_sent(client):
    early = field_of(client)
    client.get("/note")
    assert client.post("/post", data={"csrf": early}, headers=OURS).status_code == 200
    assert client.post("/post", data={"csrf": field_of(client)}, headers=OURS).status_code == 200


def test_what_was_typed_on_a_stale_page_can_be_sent_once_more(client):
    response = client.post("/post", data={"csrf": "old", "text": "긴 글 <&>\n둘째 줄"}, headers=OURS)
    assert response.status_code == 403
    assert 'name="text" value="긴 글 &lt;&amp;&gt;\n둘째 줄"' in response.text
    fresh = re.search(r'name="csrf" value="([^"]+)"', response.text)
    assert fresh
    again = client.post("/post", data={"csrf": fresh[1], "text": "긴 글"}, headers=OURS)
    assert again.json() == {"text": ["긴 글"]}


def test_a_post_that_no_browser_vouches_for_is_not_offered_again(client):
    assert "긴 글" not in client.post("/post", data={"text": "긴 글"}).text


def test_tokens_are_masked_anew_in_every_page(client):
    assert field_of(client) != field_of(client)


def test_a_script_sends_the_token_as_a_header(client):
    token = client.get("/token").json()["csrf"]
    assert client.put("/put", json=[1], headers={**OURS, "X-CSRF-Token": token}).json() == [1]
    assert client.put("/put", json=[1], headers=OURS).status_code == 403
    broken = client.put("/put", content=b"{", headers={**OURS, "X-CSRF-Token": token})
    assert broken.status_code == 422
    both = client.post("/post", data={"text": "a"}, headers={**OURS, "X-CSRF-Token": token})
    assert both.json() == {"text": ["a"]}


def test_machines_with_secrets_of_their_own_are_not_asked(client):
    assert client.post("/sync/events", content=b"x", headers={"Origin": "https://office.example"}).text == "x"


def test_a_cached_public_page_can_hold_no_token(build):
    with pytest.raises(RuntimeError, match="public page"):
        build([Route("/form", cache.public_page(form))]).get("/form")
