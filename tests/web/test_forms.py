"""Is a form read as it was typed, within limits, whatever is in it?"""

import unicodedata

import pytest
from starlette.responses import JSONResponse
from starlette.routing import Route

from portal.web import body, forms, multipart


async def read(request):
    form = await forms.read(request)
    files = [
        [file.field, file.name, file.content_type, file.size, file.read().decode()] for file in form.files
    ]
    return JSONResponse({"values": form.values, "files": files})


async def lenient(request):
    form = await forms.read(request, strict=False)
    problems = {name: str(message) for name, message in form.problems.items()}
    request.app.state.files = form.files
    return JSONResponse({"values": form.values, "problems": problems, "kept": [f.name for f in form.files]})


ROUTES = [Route("/read", read, methods=["POST"]), Route("/lenient", lenient, methods=["POST"])]


@pytest.fixture
def client(build):
    made = build(ROUTES)
    made.headers["X-CSRF-Token"] = made.get("/token").json()["csrf"]
    return made


def url(text: bytes) -> dict:
    return {"content": text, "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


def test_text_is_kept_as_typed_with_plain_line_ends(client):
    response = client.post("/read", data={"a": ["  하나\r\n둘 ", "셋"], "empty": ""})
    assert response.json()["values"] == {"a": ["  하나\n둘 ", "셋"], "empty": [""]}


def test_what_cannot_be_read_becomes_a_sign_and_the_rest_is_kept(client):
    assert client.post("/read", **url(b"a=x%00y&b=%ff%fe&c=ok")).json()["values"] == {
        "a": ["x\ufffdy"],
        "b": ["\ufffd\ufffd"],
        "c": ["ok"],
    }


def test_hangul_in_parts_is_put_together(client):
    parts = unicodedata.normalize("NFD", "가로등.jpg")
    response = client.post("/read", data={"a": parts}, files={"photo": (parts, b"x", "image/jpeg")})
    assert response.json() == {
        "values": {"a": ["가로등.jpg"]},
        "files": [["photo", "가로등.jpg", "image/jpeg", 1, "x"]],
    }


def test_a_files_name_is_data_and_no_path(client):
    response = client.post("/read", files={"photo": ("../../etc/passwd", b"x")})
    assert response.json()["files"][0][1] == "../../etc/passwd"


def test_an_empty_file_input_is_no_file(client):
    parts = b'--b\r\nContent-Disposition: form-data; name="photo"; filename=""\r\n'
    parts += b"Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n"
    response = client.post(
        "/read", content=parts, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert response.json() == {"values": {}, "files": []}


def test_a_file_that_is_too_large_is_named_and_what_was_typed_is_kept(client, monkeypatch):
    monkeypatch.setattr(multipart, "MAX_FILE_BYTES", 1024 * 1024)
    files = [
        ("photo", ("큰 사진.jpg", b"x" * (1024 * 1024 + 1))),
        ("photo", ("작은.jpg", b"x" * 1024 * 1024)),
    ]
    answer = client.post("/lenient", data={"a": "긴 글"}, files=files).json()
    assert answer["values"] == {"a": ["긴 글"]}
    assert answer["kept"] == ["작은.jpg"]
    assert answer["problems"] == {
        "photo": "‘큰 사진.jpg’ 파일이 너무 큽니다. 한 파일은 1 MB까지 올릴 수 있습니다."
    }
    strict = client.post("/read", data={"a": "긴 글"}, files=files)
    assert strict.status_code == 413
    assert "‘큰 사진.jpg’ 파일이 너무 큽니다" in strict.text


def test_a_sixth_file_is_left_out_and_said_so(client):
    files = [("photo", (f"{number}.jpg", b"x")) for number in range(6)]
    answer = client.post("/lenient", files=files).json()
    assert answer["kept"] == [f"{number}.jpg" for number in range(5)]
    assert "5개까지" in answer["problems"]["photo"]


def test_temporary_files_are_gone_after_the_answer(client):
    client.post("/lenient", files={"photo": ("a.jpg", b"x" * 1_000_000)})
    assert [file.file.closed for file in client.app.state.files] == [True]


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
        ("multipart/form-data; boundary=b", b"no boundary at all"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(600))),
        ("text/plain", b"a=1"),
    ],
)
def test_what_is_no_form_is_refused_in_plain_words(client, content_type, content):
    response = client.post("/read", content=content, headers={"Content-Type": content_type})
    assert response.status_code == 422
    assert "읽을 수 없습니다" in response.text


def test_a_body_over_the_limit_is_refused_with_or_without_a_declared_length(client):
    too_much = b"a=" + b"x" * body.MAX_PLAIN
    assert client.post("/read", **url(too_much)).status_code == 413
    streamed = client.post("/read", **url(part for part in [too_much, b"x"]))  # type: ignore[arg-type]
    assert streamed.status_code == 413
    assert "너무 큽니다" in streamed.text
