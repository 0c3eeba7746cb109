"""Who may add a way in, and take one away? Its owner, just signed in; never an e-mail by itself."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.models import AccessLog, Identity, Notice, Person, Session
from portal.kernel.people import identities
from portal.kernel.people.identities import NewIdentity
from tests.cast import NOW
from tests.openid.conftest import come_back, leave, post, resident_of, signed_in
from tests.openid.forger import CLIENT, SECRET, Forger


@pytest.fixture
def second() -> Any:
    """Another provider for residents, called `second`."""
    provider = Forger()
    yield provider
    provider.close()


@pytest.fixture
def named(named: Any, second: Forger) -> Any:
    """The second one beside the others."""
    settings = {"ISSUER": second.issuer, "LABEL": "둘째로그인", "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
    return {**named, "SECOND": settings}


def link(browser: Any, second: Forger, time: Any, **claims: Any) -> Any:
    asked = leave(browser, "second", do="link")
    token = second.sign(second.claims(time.now, nonce=asked["nonce"], **claims))
    return come_back(browser, "second", asked, second.code(asked, token))


def test_the_same_email_never_links_by_itself(
    client: Any, haneul: Any, second: Forger, sign_in: Any, run: Any
):
    """Even one that the provider says it proved: whoever gets that address later would get the account."""
    answer = sign_in(client, "second", second, email="haneul@example.org", email_verified=True, sub="other")
    assert answer.headers["location"] == "/account/new"
    assert not signed_in(client)
    assert run(Identity.filter(person_id=haneul.id).count()) == 1


def test_the_same_subject_at_another_issuer_is_somebody_else(
    client: Any, haneul: Any, second: Forger, sign_in: Any
):
    assert sign_in(client, "second", second, sub="haneul").headers["location"] == "/account/new"


def test_a_signed_in_person_links_a_second_provider_and_comes_in_by_both(
    client: Any, other: Any, haneul: Any, second: Forger, sign_in: Any, time: Any, run: Any
):
    sign_in(client)
    before = client.cookies["session"]
    answer = link(client, second, time, sub="other-name")
    assert answer.headers["location"] == "/account/ways?linked=second"
    assert client.cookies["session"] != before
    page = client.get("/account/ways?linked=second").text
    assert "연결했습니다" in page
    assert "둘째로그인 연결 끊기" in page
    sign_in(other, "second", second, sub="other-name")
    assert run(Session.filter(person_id=haneul.id).count()) == 2
    assert run(AccessLog.filter(person_id=haneul.id, what="identity_linked").count()) == 2


def test_an_account_that_belongs_to_another_is_not_taken_over(
    client: Any, haneul: Any, second: Forger, sign_in: Any, time: Any, run: Any
):
    seojun = run(resident_of(second.issuer, "seojun"))
    sign_in(client)
    answer = link(client, second, time, sub="seojun")
    assert answer.status_code == 409
    assert 'href="/account/ways"' in answer.text
    assert run(identities.find(second.issuer, "seojun")).id == seojun.id


def test_a_link_ends_in_the_account_that_began_it_or_nowhere(
    client: Any, haneul: Any, second: Forger, sign_in: Any, time: Any, run: Any
):
    run(resident_of(second.issuer, "seojun"))
    sign_in(client)
    asked = leave(client, "second", do="link")
    sign_in(client, "second", second, sub="seojun")  # somebody else sits down in another tab
    token = second.sign(second.claims(time.now, nonce=asked["nonce"], sub="new"))
    assert come_back(client, "second", asked, second.code(asked, token)).status_code == 422
    assert run(identities.find(second.issuer, "new")) is None


def test_the_owner_hears_of_a_provider_that_was_linked_once(
    client: Any, haneul: Any, second: Forger, sign_in: Any, run: Any, time: Any
):
    sign_in(client, sub="haneul")
    for _ in range(2):
        link(client, second, time, sub="other")
    assert [row.person_id for row in run(Notice.filter(topic="way_added"))] == [haneul.id]


def test_a_stranger_links_nothing(client: Any):
    assert post(client, "/sign-in/with/second", {"do": "link"}).status_code == 401


def test_a_browser_that_was_left_open_gives_nobody_a_lasting_way_in(
    client: Any, haneul: Any, second: Forger, sign_in: Any, time: Any, run: Any
):
    sign_in(client)
    time.passes(minutes=16)
    page = client.get("/account/ways").text
    assert "다시 로그인해 주세요" in page
    assert "연결 끊기" not in page
    assert post(client, "/sign-in/with/second", {"do": "link"}).headers["location"] == "/account/ways"
    row = run(Identity.get(person_id=haneul.id))
    assert post(client, "/account/ways", {"unlink": str(row.id)}).headers["location"] == "/account/ways"
    assert run(Identity.filter(id=row.id).exists())


def test_who_signs_in_again_is_asked_again_by_the_provider(
    client: Any, haneul: Any, forger: Forger, sign_in: Any, time: Any
):
    sign_in(client)
    time.passes(minutes=16)
    asked = leave(client, back="/account/ways")
    assert asked["prompt"] == "login"
    at = int(time.now.timestamp())
    waved = forger.sign(forger.claims(time.now, nonce=asked["nonce"], auth_time=at - 1000))
    assert come_back(client, "own", asked, forger.code(asked, waved)).status_code == 422
    asked = leave(client, back="/account/ways")
    honest = forger.sign(forger.claims(time.now, nonce=asked["nonce"], auth_time=at))
    assert come_back(client, "own", asked, forger.code(asked, honest)).headers["location"] == "/account/ways"
    assert "연결 끊기" in client.get("/account/ways").text


def test_the_last_way_in_stays(client: Any, run: Any, forger: Forger, sign_in: Any):
    person = run(resident_of(forger.issuer, "haneul"))  # without a proved e-mail
    sign_in(client)
    row = run(Identity.get(person_id=person.id))
    answer = post(client, "/account/ways", {"unlink": str(row.id)})
    assert answer.status_code == 409
    assert "다시 로그인할 방법이 없습니다" in answer.text
    assert run(Identity.filter(id=row.id).exists())


def test_with_another_way_left_one_goes_and_its_other_sessions_end(
    client: Any, other: Any, haneul: Any, second: Forger, sign_in: Any, time: Any, run: Any
):
    sign_in(client)
    link(client, second, time)
    sign_in(other, "second", second)
    row = run(Identity.get(person_id=haneul.id, provider="second"))
    answer = post(client, "/account/ways", {"unlink": str(row.id)})
    assert answer.headers["location"] == "/account/ways?unlinked=1"
    assert signed_in(client)
    assert not signed_in(other)
    assert sign_in(other, "second", second).headers["location"] == "/account/new"


def test_unlinking_what_one_came_by_leaves_one_signed_in(
    client: Any, haneul: Any, second: Forger, sign_in: Any, time: Any, run: Any
):
    sign_in(client)
    link(client, second, time)
    row = run(Identity.get(person_id=haneul.id, provider="own"))
    post(client, "/account/ways", {"unlink": str(row.id)})
    assert signed_in(client)


@pytest.mark.parametrize("which", ["", "not-an-id", "01a20d4c-3466-7153-95d9-b881082b2966"])
def test_what_is_not_linked_can_not_be_unlinked(client: Any, haneul: Any, sign_in: Any, which: str):
    sign_in(client)
    assert post(client, "/account/ways", {"unlink": which}).status_code == 404


def test_nobody_unlinks_anothers_way_in(client: Any, haneul: Any, second: Forger, sign_in: Any, run: Any):
    run(resident_of(second.issuer, "seojun"))
    theirs = run(Identity.get(issuer=second.issuer))
    sign_in(client)
    assert post(client, "/account/ways", {"unlink": str(theirs.id)}).status_code == 404
    assert run(Identity.filter(id=theirs.id).exists())


def test_a_closed_account_does_not_open(client: Any, haneul: Any, sign_in: Any, run: Any):
    run(Person.filter(id=haneul.id).update(active=False))
    assert sign_in(client).status_code == 403
    assert not signed_in(client)


def test_the_database_does_not_hold_the_subject(haneul: Any, forger: Forger, run: Any):
    row = run(Identity.get(person_id=haneul.id))
    assert row.subject_hash == NewIdentity("own", forger.issuer, "haneul").subject_hash
    assert "haneul" not in row.subject_hash
    assert row.linked_at == NOW
