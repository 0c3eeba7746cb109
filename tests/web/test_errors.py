"""Does a refusal tell a person, a fragment and a machine what to do, and a fault tell nobody our secrets?"""

import json
import sqlite3

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs
from tortoise.exceptions import OperationalError

from portal.kernel.refusals import Refusal

CONFLICT = "%(who)s 님이 먼저 바꾸었습니다."


class Taken(Refusal):
    """Somebody was first."""

    kind = "conflict"


async def refuse(request):
    raise Taken(CONFLICT, fields={"stage": "지금은 ‘%(who)s’ 단계입니다."}, who="<정관리>")


async def kinds(request):
    raise Refusal("안 됩니다.", kind=request.path_params["kind"])


async def fault(request):
    raise ValueError("홍길동 900101-1234567")


async def away(request):
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise OperationalError(full) from full


async def half(request):
    async def parts():
        yield b"begun"
        raise ValueError("홍길동")

    return StreamingResponse(parts())


async def plain(request):
    return PlainTextResponse("x")


async def busy(request):
    raise HTTPException(503)


ROUTES = [
    Route("/refuse", refuse),
    Route("/sync/refuse", refuse),
    Route("/kinds/{kind}", kinds, methods=["GET", "POST"]),
    Route("/fault", fault, methods=["GET", "POST"]),
    Route("/away", away, methods=["GET", "POST"]),
    Route("/half", half),
    Route("/plain", plain),
    Route("/busy", busy),
]


def test_a_person_reads_a_page_in_plain_words(build):
    response = build(ROUTES).get("/refuse")
    assert response.status_code == 409
    assert "<h1>그사이 바뀌었습니다</h1>" in response.text
    assert "&lt;정관리&gt; 님이 먼저 바꾸었습니다." in response.text
    assert "지금은 ‘&lt;정관리&gt;’ 단계입니다." in response.text


def test_htmx_gets_a_part_of_the_page(build):
    response = build(ROUTES).get("/refuse", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "<html" not in response.text
    assert 'role="alert"' in response.text
    assert "HX-Request" in response.headers["vary"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/sync/refuse", "*/*"), ("/refuse", "application/json"), ("/refuse", "application/problem+json")],
)
def test_a_machine_gets_problem_json(build, path, accept):
    response = build(ROUTES).get(path, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "그사이 바뀌었습니다",
        "status": 409,
        "detail": "<정관리> 님이 먼저 바꾸었습니다.",
        "code": "Taken",
        "request_id": response.headers["x-request-id"],
        "errors": {"stage": "지금은 ‘<정관리>’ 단계입니다."},
    }


@pytest.mark.parametrize(
    ("kind", "status"),
    [("invalid", 422), ("not_found", 404), ("forbidden", 403), ("too_large", 413), ("unavailable", 503)],
)
def test_each_kind_of_refusal_has_its_status(build, kind, status):
    assert build(ROUTES).get(f"/kinds/{kind}").status_code == status


def test_an_unknown_address_and_a_wrong_method_are_answered_calmly(build):
    client = build(ROUTES)
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "찾는 화면이 없습니다" in missing.text
    token = client.get("/token").json()["csrf"]
    wrong = client.post("/plain", headers={"X-CSRF-Token": token})
    assert (wrong.status_code, set(wrong.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert client.get("/busy").status_code == 503
    assert client.get("/sync/nowhere").json()["status"] == 404


def test_a_fault_is_answered_calmly_and_logged_without_what_was_typed(build):
    with capture_logs() as lines:
        response = build(ROUTES, raise_unexpected=False).get("/fault")
    assert response.status_code == 500
    assert "잠시 문제가 생겼습니다" in response.text
    assert response.headers["x-request-id"] in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    for secret in ("Traceback", "ValueError", "홍길동"):
        assert secret not in response.text
    (line,) = [one for one in lines if one["event"] == "unexpected"]
    assert line["request_id"] == response.headers["x-request-id"]
    assert line["error"] == "ValueError"
    assert line["handler"].endswith("fault")
    assert "홍길동" not in json.dumps(line, ensure_ascii=False)


def test_a_fault_is_a_part_for_htmx_and_a_problem_for_machines(build):
    client = build(ROUTES, raise_unexpected=False)
    part = client.get("/fault", headers={"HX-Request": "true"})
    assert part.status_code == 500
    assert "<html" not in part.text
    assert client.get("/fault", headers={"Accept": "application/json"}).json()["status"] == 500


def test_a_database_that_is_away_is_no_fault_of_ours_and_asks_for_patience(build):
    client = build(ROUTES)
    with capture_logs() as lines:
        page = client.get("/away")
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    assert "잠시 후 다시 눌러 주세요" in page.text
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["database-away"]
    problem = client.get("/away", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json()["code"]) == (503, "database_away")


def test_a_database_that_is_away_leaves_bare_words_if_its_page_can_t_be_made(build, root):
    client = build(ROUTES)
    (root / "templates/shell/error.html").write_text("{{ nobody_gave_this }}", "utf-8")
    assert client.get("/away").status_code == 503


def test_a_fault_of_the_calm_page_itself_leaves_bare_words(build, root):
    client = build(ROUTES, raise_unexpected=False)
    (root / "templates/shell/error.html").write_text("{{ nobody_gave_this }}", "utf-8")
    response = client.get("/fault")
    assert (response.status_code, response.text[:15]) == (500, "잠시 문제가 생겼습니다. 작"[:15])
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_fault_in_the_middle_of_an_answer_is_logged_too(build):
    with capture_logs() as lines:
        build(ROUTES, raise_unexpected=False).get("/half")
    assert [line["error"] for line in lines if line["event"] == "unexpected"] == ["ValueError"]


@pytest.mark.parametrize("path", ["/fault", "/away", "/kinds/too_many", "/kinds/unavailable"])
def test_what_was_typed_is_offered_to_be_sent_again_when_the_trouble_may_pass(build, path):
    client = build(ROUTES, raise_unexpected=False)
    token = client.get("/token").json()["csrf"]
    page = client.post(path, data={"csrf": token, "text": "긴 <글>"})
    assert page.status_code >= 429
    assert 'name="text" value="긴 &lt;글&gt;"' in page.text
    assert f'action="{path}"' in page.text


@pytest.mark.parametrize("secret", ["password", "pin", "code"])
def test_a_page_never_holds_a_secret_that_was_typed(build, secret):
    client = build(ROUTES, raise_unexpected=False)
    token = client.get("/token").json()["csrf"]
    page = client.post("/fault", data={"csrf": token, secret: "hana-dul", "text": "글"})
    assert page.status_code == 500
    assert "hana-dul" not in page.text
