"""The way in for staff: both factors at once, one answer for every mistake, limits, and back to the wanted page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.kernel import keys
from portal.kernel.models import AccessLog, Person, Session
from tests.cast import NOW
from tests.rooms.desk.conftest import PASSWORD, code

LATER = NOW + timedelta(days=1)
SORRY = "로그인하지 못했습니다"


@pytest.fixture
def come(staff, post):
    """Try to sign in."""

    def attempt(login="minsu", password=PASSWORD, typed=None, back="/desk"):
        return post(
            f"/desk/sign-in?back={back}",
            {"login": login, "password": password, "code": code() if typed is None else typed},
        )

    return attempt


def test_a_stranger_is_sent_to_sign_in_and_back(client, come):
    page = client.get("/desk?view=late")
    assert page.url.path == "/desk/sign-in"
    back = re.search(r'action="(/desk/sign-in\?back=[^"]+)"', page.text)
    assert back is not None
    assert "late" in back[1]
    assert come(back="/desk%3Fview%3Dlate").url == "http://127.0.0.1:8000/desk?view=late"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_the_way_back_never_leaves_the_portal(come, back):
    assert come(back=back).url.path == "/desk"


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "nobody"},
        {"password": "wrong"},
        {"typed": "000000"},
        {"typed": ""},
        {"login": ""},
        {"password": ""},
        {"login": "' or 1=1 --"},
    ],
)
def test_whatever_is_wrong_the_page_says_the_same(client, come, wrong):
    page = come(**wrong)
    assert page.status_code == 422
    assert SORRY in page.text
    assert PASSWORD not in page.text
    assert client.get("/desk").url.path == "/desk/sign-in"


def test_a_code_is_good_once(client, come, post):
    assert come().url.path == "/desk"
    post("/desk/sign-out")
    assert SORRY in come().text


def test_after_ten_tries_the_login_waits_even_with_the_right_password(come):
    for _ in range(10):
        come(password="wrong")
    page = come()
    assert page.status_code == 429
    assert "너무 여러 번 시도했습니다" in page.text
    assert come("jeonghee").url.path == "/desk"


def test_a_success_forgets_the_tries(come, post, run):
    for _ in range(9):
        come(password="wrong")
    assert come().status_code == 200
    post("/desk/sign-out")
    run(_reset_codes())
    assert come().status_code == 200


async def _reset_codes():
    await Person.all().update(totp_last_step=0)


def test_signing_in_changes_a_session_that_somebody_else_fixed(client, come, run):
    run(Session.create(id=keys.token_hash("fixed"), created_at=NOW, seen_at=NOW, expires_at=LATER))
    client.cookies.set("session", "fixed", domain="127.0.0.1")
    assert come().url.path == "/desk"
    (row,) = run(_sessions())
    assert row.kind == "staff"
    assert row.id != keys.token_hash("fixed")
    assert keys.token_hash(client.cookies["session"]) == row.id


async def _sessions():
    return await Session.all()


def test_signing_out_ends_the_session_on_the_server(client, come, post, run):
    come()
    assert post("/desk/sign-out").url.path == "/desk/sign-in"
    assert run(_sessions()) == []


def test_whoever_is_in_is_not_asked_again(client, come):
    come()
    assert client.get("/desk/sign-in?back=/desk/counter").url.path == "/desk/counter"


def test_coming_going_and_failing_are_on_record_without_what_was_typed(come, post, run):
    come(password="wrong-secret")
    come()
    post("/desk/sign-out")
    rows = run(_log())
    assert [row.what for row in rows] == ["sign_in_failed", "signed_in", "signed_out"]
    assert all("wrong-secret" not in row.why and row.actor == "minsu" for row in rows)


def test_a_login_that_nobody_has_is_on_record_too_but_not_what_was_typed(come, run):
    come("my-secret-password")
    come("my-secret-password")
    come("nobody")
    rows = run(_log())
    assert [(row.what, row.person_id, row.address) for row in rows] == [
        ("sign_in_failed", None, "testclient")
    ] * 3
    actors = [row.actor for row in rows]
    assert actors[0] == actors[1] != actors[2]
    assert all(actor.startswith("unknown:") and "secret" not in actor for actor in actors)


async def _log():
    return await AccessLog.all().order_by("id")


def test_a_forged_post_signs_nobody_in(client, staff):
    answer = client.post("/desk/sign-in", data={"login": "minsu", "password": PASSWORD, "code": code()})
    assert answer.status_code == 403
    assert client.get("/desk").url.path == "/desk/sign-in"
