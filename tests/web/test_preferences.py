"""Is a visitor's choice of language, size and theme kept, and does the way back stay on this site?"""

import pytest
from starlette.routing import Route

from portal.web import preferences, render


async def show(request):
    return await render.page(request, "room/page.html", {"value": ""})


ROUTES = [Route("/show", show)]


def test_a_choice_is_kept_and_leads_back(build):
    client = build(ROUTES)
    response = client.get(
        "/preferences", params={"lang": "en", "text": "large", "back": "/services?q=가로등"}
    )
    assert response.status_code == 303
    assert response.headers["location"] == "/services?q=%EA%B0%80%EB%A1%9C%EB%93%B1"
    page = client.get("/show").text
    assert '<html lang="en"' in page
    assert 'data-text="large"' in page
    client.get("/preferences", params={"theme": "dark"})
    page = client.get("/show").text
    assert 'data-theme="dark"' in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nX: y",
        "",
        "a",
    ],
)
def test_the_way_back_never_leaves_the_site(build, back):
    assert build(ROUTES).get("/preferences", params={"back": back}).headers["location"] == "/"


def test_a_broken_cookie_or_an_unknown_value_falls_back_to_the_defaults(build):
    client = build(
        ROUTES,
    )
    page = client.get("/show", headers={"Cookie": 'prefs="><script>.huge.neon'}).text
    assert '<html lang="ko" data-theme="auto" data-text="normal"' in page
    client.get("/preferences", params={"lang": "xx", "text": "<", "theme": "neon"})
    assert '<html lang="ko" data-theme="auto" data-text="normal"' in client.get("/show").text


@pytest.mark.parametrize(
    ("header", "lang"),
    [("", "ko"), ("en", "en"), ("ko,en;q=0.9", "ko"), ("en;q=0.3,ko;q=0.8", "ko"), ("ja,en;q=x", "ko")],
)
def test_the_browsers_languages_decide_and_korean_is_the_default(header, lang):
    scope = {"type": "http", "headers": [(b"accept-language", header.encode())]}
    assert preferences.of(scope).lang == lang
