"""Closed, open for reading, degraded: who gets in, what is given back, and who is told?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.kernel import modes, silence
from portal.kernel.models import AccessLog, BackOffice, Case, OutboxMessage
from tests.cast import NOW, filed
from tests.rooms.desk.test_counter import PATH, WALK_IN

HOUR = timedelta(hours=1)


def set_mode(name: str, **more: object) -> None:
    modes.set_mode(name, now=NOW, by="tests", **more)  # type: ignore[arg-type]


@pytest.fixture
def bare(client):
    """The same browser without the examiner: the closed page stands by itself, with its own style."""
    client.event_hooks["response"].clear()
    return client


def test_a_closed_house_says_so_in_both_languages_by_itself(bare):
    set_mode("maintenance", until=NOW + HOUR, text="서버를 옮깁니다.", text_en="Moving.")
    page = bare.get("/")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "3600"
    assert page.headers["cache-control"] == "no-store"
    for said in (
        "지금은 점검 중입니다",
        "Closed for maintenance",
        "서버를 옮깁니다.",
        "Moving.",
        "오전 11시",
        "11:00 am",
        "tel:051",
    ):
        assert said in page.text
    assert not re.search(r"<(link|script|img)\b| src=| style=", page.text)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]+='", policy)
    assert "set-cookie" not in page.headers


def test_without_an_end_it_says_none_and_asks_to_come_again(bare):
    set_mode("maintenance")
    page = bare.get("/services")
    assert page.headers["retry-after"] == str(modes.RETRY_SECONDS)
    assert "예정입니다" not in page.text
    set_mode("maintenance", until=NOW - HOUR)  # over time: nobody knows any more
    assert "예정입니다" not in bare.get("/services").text


def test_machines_and_parts_of_pages_are_told_in_their_way(bare):
    set_mode("maintenance")
    problem = bare.get("/services", headers={"Accept": "application/problem+json"})
    assert (problem.status_code, problem.json()["code"]) == (503, "UnderMaintenance")
    assert problem.headers["retry-after"]
    assert bare.post("/sync/v1/anything", json={}).status_code in {503, 404, 405}
    part = bare.get("/services", headers={"HX-Request": "true"})
    assert part.status_code == 503
    assert "<html" not in part.text


def test_files_health_and_the_way_in_for_staff_stay_open(bare):
    (sheet,) = set(re.findall(r'href="(/static/[^"]*page\.css)"', bare.get("/").text))
    set_mode("maintenance")
    assert bare.get(sheet).status_code == 200
    assert bare.get("/healthz").status_code == 200
    assert bare.get("/desk/sign-in").status_code == 200
    assert bare.get("/cases").status_code == 503


def test_a_page_that_stood_ready_is_closed_too_and_stands_ready_again(bare):
    before = bare.get("/services")
    assert before.status_code == bare.get("/services").status_code == 200
    set_mode("maintenance")
    assert bare.get("/services").status_code == 503
    set_mode("normal")
    assert bare.get("/services").text == before.text


def test_an_administrator_works_in_the_closed_house_and_nobody_else(sign_in, bare):
    set_mode("maintenance")
    sign_in("minsu")
    assert bare.get("/desk").status_code == 503
    sign_in("admin")
    page = bare.get("/desk/staff")
    assert page.status_code == 200
    assert "점검 중입니다" in page.text
    assert bare.get("/").status_code == 200


def test_what_is_sent_to_a_closed_house_is_given_back(sign_in, bare, post, run):
    sign_in("sora")
    page = bare.get(PATH)
    (key,) = re.findall(r'name="key" value="([^"]+)"', page.text)
    set_mode("maintenance", until=NOW + HOUR)
    token = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    answer = bare.post(PATH, data={"csrf": token, "key": key, **WALK_IN})
    assert answer.status_code == 503
    assert WALK_IN["details"] in answer.text
    assert run(Case.all().count()) == 0


def test_open_for_reading_pages_go_on_and_what_is_sent_can_be_sent_later(sign_in, client, post, run):
    sign_in("sora")
    (key,) = re.findall(r'name="key" value="([^"]+)"', client.get(PATH).text)
    set_mode("read_only", until=NOW + HOUR)
    for path in ("/", "/services", "/status", "/desk", PATH):
        page = client.get(path)
        assert page.status_code == 200
        assert "지금은 볼 수만 있습니다." in page.text
    answer = post(PATH, {"key": key, **WALK_IN})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3600")
    assert "다시 보내기" in answer.text
    assert run(Case.all().count()) == 0
    given_back = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert {name: given_back[name] for name in WALK_IN} == WALK_IN
    set_mode("normal")
    assert "receipt" in client.post(PATH, data=given_back).url.path
    assert run(Case.all().count()) == 1


def test_in_every_mode_everybody_may_leave(sign_in, client, post):
    sign_in("sora")
    set_mode("read_only")
    assert post("/desk/sign-out").status_code == 200
    assert client.get("/desk").url.path == "/desk/sign-in"


def test_declared_degraded_everybody_is_told_and_everything_goes_on(sign_in, client, post, run):
    before = {path: client.get(path).text for path in ("/help", "/services", "/status")}
    sign_in("admin")
    done = post(
        "/desk/mode",
        {
            "do": "degraded",
            "until_date": "2026-03-10",
            "until_time": "14:30",
            "text": "건설과가 늦습니다.",
            "text_en": "Roads.",
        },
    )
    assert done.url.path == "/desk/mode"
    assert modes.current().until == NOW + timedelta(hours=4, minutes=30)
    for path in ("/", "/services", "/status", "/services/streetlight-road"):
        page = client.get(path).text
        for said in (
            "평소보다 늦어질 수 있습니다",
            "법으로 정한 처리기한도 그대로",
            "오후 2시 30분",
            "건설과가 늦습니다.",
            "tel:051",
        ):
            assert said in page
    sign_in("sora")
    assert "비상 운영 중입니다." in client.get("/desk").text
    (key,) = re.findall(r'name="key" value="([^"]+)"', client.get(PATH).text)
    assert "receipt" in post(PATH, {"key": key, **WALK_IN}).url.path
    sign_in("admin")
    post("/desk/mode", {"do": "normal"})
    assert {path: client.get(path).text for path in before if path != "/status"} == {
        path: text for path, text in before.items() if path != "/status"
    }
    looks = run(AccessLog.filter(what="mode_set").order_by("id").values_list("actor", "why"))
    assert looks == [("admin", "degraded"), ("admin", "normal")]


@pytest.mark.parametrize(
    ("date", "time"), [("2026-03-10", ""), ("", "14:30"), ("2026-03-10", "09:00"), ("x", "y")]
)
def test_an_end_that_can_not_be_is_refused(sign_in, post, date, time):
    sign_in("admin")
    page = post("/desk/mode", {"do": "degraded", "until_date": date, "until_time": time, "text": "늦습니다."})
    assert page.status_code == 422
    assert "늦습니다." in page.text
    assert modes.current().name == "normal"


def test_only_the_administrator_changes_it_and_not_what_the_server_set(sign_in, client, post):
    sign_in("sora")
    assert client.get("/desk/mode").status_code == 403
    assert post("/desk/mode", {"do": "degraded"}).status_code == 403
    sign_in("admin")
    set_mode("maintenance")
    assert "portal mode" in client.get("/desk/mode").text
    assert post("/desk/mode", {"do": "normal"}).status_code == 409
    assert modes.current().name == "maintenance"


async def _office() -> None:
    await BackOffice.create(client="roads", department="construction", secret_hash="x", created_at=NOW)


def test_a_system_that_does_not_fetch_for_half_an_hour_is_hinted_at(sign_in, client, run):
    sign_in("admin")
    run(filed())
    run(OutboxMessage.all().update(available_at=NOW - timedelta(minutes=31)))
    assert run(silence.silent(NOW)) == []  # no system of its own: the desk does the work
    run(_office())
    page = client.get("/desk/mode").text
    assert "30분 넘게 가져가지 않는" in page
    assert "건설과: 1건" in page
    elsewhere = client.get("/desk/staff").text
    assert "30분 넘게 가져가지 않는 부서 시스템이 있습니다." in elsewhere
    assert 'href="/desk/mode"' in elsewhere
    for fetched in (
        {"state": "leased"},
        {"state": "parked"},
        {"state": "pending", "available_at": NOW - timedelta(minutes=29)},
    ):
        run(OutboxMessage.all().update(**fetched))
        assert run(silence.silent(NOW)) == []
