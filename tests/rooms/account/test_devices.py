"""Where one is signed in, and how one signs out here, there and everywhere."""

from __future__ import annotations

import re

import pytest

from portal.kernel.keys import token_hash
from portal.kernel.models import Session
from tests.cast import NOW, filed
from tests.rooms.account.people import SEOJUN, account, session_of


@pytest.fixture
def haneul(run):
    return run(account())


@pytest.fixture
def elsewhere(run, haneul):
    """Another device of hers: its token."""
    token = run(session_of(haneul))
    run(Session.filter(id=token_hash(token)).update(device="Chrome · Android"))
    return token


def test_each_device_is_listed_and_this_one_is_marked(client, haneul, elsewhere, as_person):
    as_person(haneul)
    page = client.get("/account/devices").text
    assert "Chrome · Android" in page
    assert page.count("지금 이 기기") == 1


def test_one_device_is_signed_out_by_its_button(client, run, haneul, elsewhere, as_person, post):
    as_person(haneul)
    (handle,) = re.findall(r'name="do" value="([\w-]{22})"', client.get("/account/devices").text)
    assert handle not in elsewhere
    post("/account/devices", {"do": handle})
    assert not run(Session.exists(id=token_hash(elsewhere)))
    assert client.get("/account/devices").url.path == "/account/devices"


def test_all_others_are_signed_out_and_this_one_stays(client, run, haneul, elsewhere, as_person, post):
    as_person(haneul)
    answer = post("/account/devices", {"do": "others"})
    assert "다른 기기에서 모두 로그아웃했습니다" in answer.text
    assert run(Session.filter(person_id=haneul.id).count()) == 1


def test_all_are_signed_out_and_this_one_too(client, run, haneul, elsewhere, as_person, post):
    as_person(haneul)
    post("/account/devices", {"do": "all"})
    assert not run(Session.exists(person_id=haneul.id))
    assert client.get("/account/devices").url.path == "/sign-in"


def test_nobody_signs_a_neighbour_out(client, run, haneul, elsewhere, as_person, post):
    seojun = run(account(SEOJUN))
    as_person(haneul)
    handles = re.findall(r'name="do" value="([\w-]{22})"', client.get("/account/devices").text)
    as_person(seojun)
    for handle in handles:
        post("/account/devices", {"do": handle})
    assert run(Session.exists(id=token_hash(elsewhere)))


def test_a_session_that_timed_out_is_no_device(client, clock, run, haneul, as_person):
    old = run(session_of(haneul))
    clock.forward(hours=3)
    fresh = run(session_of(haneul, NOW))
    run(Session.filter(id=token_hash(fresh)).update(seen_at=clock.now))
    client.cookies.set("session", fresh, domain="127.0.0.1")
    page = client.get("/account/devices").text
    assert page.count("마지막으로 씀") == 1
    client.cookies.set("session", old, domain="127.0.0.1")
    assert client.get("/account/devices").url.path == "/sign-in"


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/account/devices")
    assert answer.url.path == "/sign-in"
    assert answer.url.params["back"] == "/account/devices"


class TestATokenThatWasChanged:
    """The token before opens for some minutes what it opened, for an answer that was lost on its way."""

    @pytest.fixture
    def before(self, client, run, post, as_person):
        """The token that Kim Haneul's browser had before a case came into her account."""
        run(filed())
        as_person(run(account()))
        old = client.cookies["session"]
        post("/cases/claim", {"what": "email"})
        assert client.cookies["session"] != old
        return old

    def opens(self, client, token):
        client.cookies.clear()
        client.cookies.set("session", token, domain="127.0.0.1")
        return client.get("/account").url.path == "/account"

    def test_is_no_device_of_its_own(self, client, before):
        page = client.get("/account/devices").text
        assert "지금 이 기기" in page
        assert "이 기기에서 로그아웃" not in page
        assert self.opens(client, before)

    def test_opens_nothing_once_one_signed_out(self, client, before, post):
        post("/sign-out", {})
        assert not self.opens(client, before)

    def test_signs_out_what_it_was_changed_into(self, client, before, post):
        new = client.cookies["session"]
        assert self.opens(client, before)
        post("/sign-out", {})
        assert not self.opens(client, new)


def test_after_a_change_of_ways_the_page_leads_back_to_the_account(client, haneul, as_person):
    as_person(haneul)
    page = client.get("/account/ways?unlinked=1").text
    assert "연결을 끊었습니다" in page
    assert 'href="/account/devices"' in page
    assert "민원 데스크" not in page
