"""Does a handler's page go out whole, as a block, in the right language?"""

import pytest
from jinja2 import UndefinedError
from starlette.routing import Route

from portal.kernel.words import Message, Text
from portal.web import render

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def show(request):
    return await render.page(request, "room/page.html", {"value": "<b>"}, block="row")


async def forgot(request):
    return await render.page(request, "room/page.html")


async def onward(request):
    return render.redirect(request, "room:case", no="2026-1", query={"q": "가로등"})


async def away(request):
    return render.redirect(request, "//evil.example/")


async def file(request):
    return render.download(b"x", "사진 1.jpg", "image/jpeg")


ROUTES = [
    Route("/show", show),
    Route("/forgot", forgot),
    Route("/onward", onward),
    Route("/away", away),
    Route("/file", file),
    Route("/cases/{no}", show, name="room:case"),
]


def test_a_page_is_whole_escaped_and_in_korean(build):
    response = build(ROUTES).get("/show")
    assert response.text.startswith("<!doctype html>")
    assert '<html lang="ko"' in response.text
    assert "&lt;b&gt;" in response.text
    assert "HX-Request" in response.headers["vary"]


def test_htmx_gets_the_block_alone(build):
    assert build(ROUTES).get("/show", headers=HTMX).text == '<p id="row">&lt;b&gt;</p>'


def test_htmx_gets_the_whole_page_for_a_whole_body(build):
    headers = {"HX-Request": "true", "HX-Request-Type": "full"}
    assert "<!doctype html>" in build(ROUTES).get("/show", headers=headers).text


def test_english_is_read_from_the_catalogue(build):
    response = build(ROUTES).get("/show", headers={"Accept-Language": "en-GB,en;q=0.9,ko;q=0.5"})
    assert "<h1>Progress</h1>" in response.text
    assert response.headers["content-language"] == "en"


def test_a_name_that_nobody_gave_is_an_error(build):
    with pytest.raises(UndefinedError):
        build(ROUTES).get("/forgot")


def test_a_redirect_is_a_303_or_htmx_own(build):
    client = build(ROUTES)
    plain = client.get("/onward")
    target = "/cases/2026-1?q=%EA%B0%80%EB%A1%9C%EB%93%B1"
    assert (plain.status_code, plain.headers["location"]) == (303, target)
    swapped = client.get("/onward", headers=HTMX)
    assert (swapped.status_code, swapped.headers["hx-redirect"]) == (200, target)


def test_a_redirect_never_leaves_the_site(build):
    assert build(ROUTES).get("/away").headers["location"] == "/"


def test_a_download_keeps_its_name_and_stands_in_a_sandbox(build):
    headers = build(ROUTES).get("/file").headers
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''%EC%82%AC%EC%A7%84%201.jpg"
    assert headers["content-security-policy"].endswith("sandbox")
    assert headers["cache-control"] == "no-store"


def test_the_footer_says_whether_the_front_desk_is_open(build, clock):
    client = build(ROUTES)
    assert "지금 운영 중 · 오후 6시까지" in client.get("/show").text
    clock.forward(hours=9)
    assert "지금은 운영하지 않습니다 · 3. 11.(수) 오전 9시부터" in client.get("/show").text


def test_filters_and_messages_speak_the_readers_language(build, root):
    (root / "templates/room/words.html").write_text(
        "{{ 1000|won }} {{ message|say }} {{ text|say }} {{ now|datetime }}", "utf-8"
    )

    async def words(request):
        context = {"message": Message("처리 현황"), "text": Text("포트홀", "Pothole")}
        return await render.page(request, "room/words.html", context)

    client = build([Route("/words", words)])
    assert client.get("/words").text == "1,000원 처리 현황 포트홀 2026. 3. 10.(화) 오전 10시"
    english = client.get("/words", headers={"Accept-Language": "en"}).text
    assert english == "1,000 won Progress Pothole 10 Mar 2026 (Tue), 10:00 am"
