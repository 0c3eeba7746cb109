"""How a security key lets its owner in, and how it is added and taken away, without and with the script's answer."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from portal.kernel.keys import token_hash
from portal.kernel.models import Notice, Person, SecurityKey, Session
from portal.kernel.people import residents
from portal.kernel.tries import Limit
from portal.main import create_app
from portal.rooms.account.pages import keys
from portal.settings import settings
from tests.cast import NOW
from tests.examine import examine
from tests.soft_key import SoftKey

ORIGIN = "http://localhost:8000"


@pytest.fixture
def client(var, monkeypatch):
    """A browser at an address with a name: keys know no numbers."""
    monkeypatch.setattr(settings(), "base_url", ORIGIN)
    with TestClient(create_app(lambda: NOW), base_url=ORIGIN) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser


@pytest.fixture
def haneul(run):
    profile = residents.Profile(name="김하늘", email="haneul@example.org", email_proved=True)
    return run(residents.create(profile, now=NOW, lang="ko", consents=()))


@pytest.fixture
def minsu(cast, run):
    return run(Person.get(login="minsu"))


@pytest.fixture
def post(client):
    def send(path, data):
        return client.post(path, data={"csrf": client.get("/token").json()["csrf"], **data})

    return send


@pytest.fixture
def enter(client, run):
    """Be signed in as somebody, since `ago`."""

    def come(person, ago=timedelta(0)):
        token = f"token-{uuid4()}"
        run(
            Session.create(
                id=token_hash(token),
                person=person,
                kind=person.kind,
                created_at=NOW - ago,
                seen_at=NOW,
                expires_at=NOW + timedelta(hours=1),
            )
        )
        client.cookies.clear()
        client.cookies.set("session", token)

    return come


def question(page) -> str:
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


@pytest.fixture
def added(client, enter, post):
    """A key of somebody's, added on their page; the browser is a stranger's again afterwards."""

    def add(person, path):
        key = SoftKey(ORIGIN)
        enter(person)
        answer = key.create(question(client.get(path)))
        page = post(path, {"do": "add", "name": "내 휴대전화", "answer": answer})
        assert page.status_code == 200
        assert "내 휴대전화" in page.text
        client.cookies.clear()
        return key

    return add


def test_a_resident_adds_a_key_and_signs_in_with_it_alone(client, haneul, added, post, run):
    key = added(haneul, "/account/ways/keys")
    page = client.get("/sign-in/key?back=/cases")
    answer = post("/sign-in/key?back=/cases", {"answer": key.get(question(page))})
    assert answer.url.path == "/cases"
    assert run(Session.filter(person_id=haneul.id, kind="resident").count()) == 2


def test_a_member_of_staff_signs_in_at_the_desk_with_a_key_that_asked_who_they_are(
    client, minsu, added, post
):
    key = added(minsu, "/desk/account/keys")
    path = "/sign-in/key?back=/desk"
    asked = question(client.get(path))
    assert '"userVerification": "required"' in asked
    assert post(path, {"answer": key.get(asked)}).url.path == "/desk"
    client.cookies.clear()
    key.verifies = False
    refused = post(path, {"answer": key.get(question(client.get(path)))})
    assert refused.status_code == 422
    assert "보안 키를 확인하지 못했습니다" in refused.text


def test_an_answer_is_good_once_and_in_the_browser_that_was_asked(client, haneul, added, post):
    key = added(haneul, "/account/ways/keys")
    answer = key.get(question(client.get("/sign-in/key")))
    client.cookies.clear()
    client.get("/sign-in/key")
    assert post("/sign-in/key", {"answer": answer}).status_code == 422
    answer = key.get(question(client.get("/sign-in/key")))
    before = dict(client.cookies)
    assert post("/sign-in/key", {"answer": answer}).status_code in {200, 404}
    client.cookies.clear()
    client.cookies.update(before)
    assert post("/sign-in/key", {"answer": answer}).status_code == 422


def test_signing_in_by_key_gives_the_browser_a_new_id(client, haneul, added, post):
    key = added(haneul, "/account/ways/keys")
    page = client.get("/sign-in/key?back=/cases")
    before = client.cookies["session"]
    post("/sign-in/key?back=/cases", {"answer": key.get(question(page))})
    assert client.cookies["session"] != before


def test_without_a_script_the_page_says_which_other_ways_there_are(client):
    page = client.get("/sign-in/key")
    shown = page.text.split("data-no-keys", 1)[1]
    assert 'href="/sign-in"' in shown
    assert re.search(r"<form[^>]*data-key-question[^>]*hidden", page.text)


def test_at_an_address_of_numbers_keys_are_not_offered(client, monkeypatch, haneul, enter):
    monkeypatch.setattr(settings(), "base_url", "http://127.0.0.1:8000")
    assert "data-options" not in client.get("/sign-in/key").text
    enter(haneul)
    page = client.get("/account/ways/keys")
    assert "이 주소에서는 보안 키를 쓸 수 없습니다" in page.text


def test_keys_are_changed_only_soon_after_signing_in(client, haneul, enter, post, run):
    enter(haneul, ago=timedelta(minutes=16))
    page = client.get("/account/ways/keys")
    assert "data-options" not in page.text
    assert "다시 로그인" in page.text
    post("/account/ways/keys", {"do": "add", "name": "열쇠", "answer": "{}"})
    assert run(SecurityKey.all().count()) == 0


def test_a_key_is_removed_but_not_the_last_way_in(client, haneul, added, enter, post, run):
    added(haneul, "/account/ways/keys")
    row = run(SecurityKey.get(person_id=haneul.id))
    enter(haneul)
    run(Person.filter(id=haneul.id).update(email_hash=""))
    refused = post("/account/ways/keys", {"remove": str(row.id)})
    assert refused.status_code == 409
    assert "다시 로그인할 방법이 없습니다" in refused.text
    run(Person.filter(id=haneul.id).update(email_hash="x" * 64))
    assert "보안 키를 지웠습니다" in post("/account/ways/keys", {"remove": str(row.id)}).text
    assert run(SecurityKey.all().count()) == 0


def test_nobody_removes_anothers_key(client, haneul, minsu, added, enter, post, run):
    added(haneul, "/account/ways/keys")
    row = run(SecurityKey.get(person_id=haneul.id))
    enter(minsu)
    assert post("/desk/account/keys", {"remove": str(row.id)}).status_code == 404
    assert post("/desk/account/keys", {"remove": "nothing"}).status_code == 404
    assert run(SecurityKey.all().count()) == 1


def test_a_nameless_key_is_told_so_beside_its_field(client, haneul, enter, post):
    enter(haneul)
    answer = SoftKey(ORIGIN).create(question(client.get("/account/ways/keys")))
    page = post("/account/ways/keys", {"do": "add", "name": " ", "answer": answer})
    assert page.status_code == 422
    assert "보안 키의 이름을 적어 주세요" in page.text


def test_each_kind_of_person_has_a_page_of_its_own(client, haneul, minsu, enter):
    enter(haneul)
    assert client.get("/desk/account/keys").url.path == "/account/ways/keys"
    enter(minsu)
    assert client.get("/account/ways/keys").url.path == "/desk/account/keys"
    client.cookies.clear()
    assert client.get("/desk/account/keys").url.path == "/desk/sign-in"
    assert client.get("/account/ways/keys", follow_redirects=False).status_code in {303, 401}


def test_the_owner_hears_of_a_key_that_was_added(haneul, added, run):
    added(haneul, "/account/ways/keys")
    assert [row.person_id for row in run(Notice.filter(topic="way_added"))] == [haneul.id]


def test_staff_keys_write_no_letters(minsu, added, run):
    added(minsu, "/desk/account/keys")
    assert not run(Notice.filter(topic="way_added").exists())


def test_a_program_does_not_fill_the_house_with_questions(client, run, monkeypatch):
    monkeypatch.setattr(keys, "KEY_ASKED", Limit("security-key-asked", 3, 3600))
    answers = []
    for _ in range(5):
        client.cookies.clear()
        answers.append(client.get("/sign-in/key").status_code)
    assert answers == [200, 200, 200, 429, 429]
    assert run(Session.all().count()) == 3
