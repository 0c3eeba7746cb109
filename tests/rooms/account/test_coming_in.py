"""How residents come in by a code, what a new account asks, and what nobody gets by the way."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from portal.kernel.keys import token_hash
from portal.kernel.models import AccountRequest, Consent, Notice, Person, Session
from portal.kernel.people import residents
from portal.rooms.account.actions.requests import Arrival, begin
from tests.cast import NOW
from tests.rooms.account.people import HANEUL, account

CONSENTS = {"consent-terms": "yes", "consent-account": "yes"}


@pytest.fixture
def haneul(run):
    return run(account())


def path(page):
    return urlsplit(str(page.url)).path


def test_the_sign_in_page_says_that_nobody_has_to(client):
    page = client.get("/sign-in").text
    assert "로그인하지 않아도 민원을 신청할 수 있습니다" in page
    assert "로그인은 본인 확인이 아닙니다" in page
    assert client.get("/account").url.path == "/sign-in"


def test_a_code_brings_the_owner_of_the_address_in_and_back_to_the_page_that_was_wanted(
    client, haneul, arrive
):
    page = arrive(back="/account/devices")
    assert path(page) == "/account/devices"
    assert path(client.get("/sign-in")) == "/account"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_off_the_site_after_signing_in(haneul, arrive, back):
    assert path(arrive(back=back)) == "/account"


def test_signing_in_changes_the_token_that_somebody_may_have_fixed_before(
    client, run, haneul, post, newest_code
):
    post("/sign-in/email", {"do": "send", "email": "haneul@example.org"})
    fixed = client.cookies["session"]
    post("/sign-in/email", {"do": "enter", "code": newest_code()})
    assert client.cookies["session"] != fixed
    assert not run(Session.exists(id=token_hash(fixed)))


def test_the_token_changes_for_whoever_arrives_without_an_account_too(client, run, post, newest_code):
    post("/sign-in/email", {"do": "send", "email": "new@example.org"})
    fixed = client.cookies["session"]
    post("/sign-in/email", {"do": "enter", "code": newest_code()})
    assert client.cookies["session"] != fixed
    assert not run(Session.exists(id=token_hash(fixed)))


def test_asking_for_a_code_tells_nothing_about_an_account(client, haneul, post):
    known = post("/sign-in/email", {"do": "send", "email": "haneul@example.org"})
    unknown = post("/sign-in/email", {"do": "send", "email": "nobody@example.org"})

    def plain(page):
        return [line for line in page.text.splitlines() if "csrf" not in line]

    assert plain(known) == plain(unknown)


def test_an_address_that_nobody_proved_does_not_open_the_account(run, arrive):
    run(account(residents.Profile(name="김하늘", email="haneul@example.org")))
    assert path(arrive()) == "/account/new"


def test_a_false_address_or_code_is_said_beside_its_field(post, haneul):
    answer = post("/sign-in/email", {"do": "send", "email": "하늘@"})
    assert answer.status_code == 422
    assert 'id="e-email"' in answer.text
    post("/sign-in/email", {"do": "send", "email": "haneul@example.org"})
    answer = post("/sign-in/email", {"do": "enter", "code": "12"})
    assert answer.status_code == 422
    assert 'id="e-code"' in answer.text


def test_codes_to_one_address_are_limited(post):
    for _ in range(5):
        post("/sign-in/email", {"do": "send", "email": "haneul@example.org"})
    assert post("/sign-in/email", {"do": "send", "email": "Haneul@example.org"}).status_code == 429


def test_a_code_of_another_purpose_does_not_sign_in(client, haneul, post, newest_code):
    post("/account/code", {"do": "send", "email": "haneul@example.org"})
    code = newest_code()
    post("/sign-in/email", {"do": "send", "email": "seojun@example.org"})
    if code != newest_code():
        assert post("/sign-in/email", {"do": "enter", "code": code}).status_code == 422
    assert path(client.get("/account")) == "/sign-in"


def test_an_account_is_made_by_consents_each_apart_and_by_nothing_less(client, run, arrive, post):
    page = arrive("new@example.org", back="/cases")
    assert path(page) == "/account/new"
    page = client.get("/account/new?age=adult").text
    assert page.count('type="checkbox"') == 2
    assert " checked" not in page
    answer = post("/account/new?age=adult", {"name": "김하늘", "consent-terms": "yes"})
    assert answer.status_code == 422
    assert 'id="e-consent-account"' in answer.text
    assert 'value="김하늘"' in answer.text
    assert not run(Person.exists(kind="resident"))
    answer = post("/account/new?age=adult", {"name": "김하늘", **CONSENTS})
    assert path(answer) == "/cases"
    person = run(Person.get(kind="resident"))
    assert run(residents.profile_of(person)) == residents.Profile(
        name="김하늘", email="new@example.org", email_proved=True
    )
    assert person.name == ""
    assert set(run(Consent.filter(given_by="self").values_list("purpose", flat=True))) == {"terms", "account"}
    assert not run(AccountRequest.exists())


def test_the_name_is_optional(run, arrive, post):
    arrive("new@example.org")
    assert path(post("/account/new?age=adult", {"name": "", **CONSENTS})) == "/account"
    assert run(residents.profile_of(run(Person.get(kind="resident")))).name == ""


def test_the_button_pressed_twice_makes_one_account(client, run, arrive, post):
    arrive("new@example.org")
    post("/account/new?age=adult", CONSENTS)
    assert path(post("/account/new?age=adult", CONSENTS)) == "/account"
    assert run(Person.filter(kind="resident").count()) == 1


def test_who_waits_too_long_signs_in_again(client, clock, run, arrive, post):
    arrive("new@example.org")
    clock.forward(minutes=61)
    assert path(post("/account/new?age=adult", CONSENTS)) == "/sign-in"
    assert not run(Person.exists(kind="resident"))


def test_another_browser_cannot_take_an_arrival_over(client, arrive):
    arrive("new@example.org")
    client.cookies.clear()
    assert path(client.get("/account/new")) == "/sign-in"


def test_a_providers_word_proves_no_address(client, run, arrive, post, as_person):
    """The same e-mail never links by itself: a code to it does not open an account that a provider described."""
    arrival = Arrival("openid", name="김하늘", email="haneul@example.org")
    token = run(begin(arrival, NOW))
    person = run(account(residents.Profile(name="박서준")))
    client.get("/cases")
    post("/sign-in/email", {"do": "send", "email": "x@example.org"})
    row = run(Session.get(id=token_hash(client.cookies["session"])))
    run(Session.filter(id=row.id).update(data={**row.data, "arrival": token}))
    post("/account/new?age=adult", {"name": "", "email": "haneul@example.org", **CONSENTS})
    made = run(Person.exclude(id=person.id).get(kind="resident"))
    assert made.email_hash == ""
    client.cookies.clear()
    assert path(arrive("haneul@example.org")) == "/account/new"


def test_a_sign_in_on_a_new_device_is_told_once(client, run, haneul, arrive):
    def told():
        return run(Notice.filter(topic="new_device", person_id=haneul.id).count())

    arrive()
    assert told() == 1
    client.cookies.delete("session")
    arrive()
    assert told() == 1
    client.cookies.clear()
    arrive()
    assert told() == 2


def test_a_word_of_somebody_else_makes_no_device_known(client, run, haneul, arrive):
    client.cookies.set("known", "x" * 22)
    arrive()
    assert run(Notice.filter(topic="new_device").count()) == 1


def test_a_closed_account_is_not_opened_by_its_address(run, haneul, arrive):
    run(residents.close(haneul, NOW))
    assert path(arrive(HANEUL.email)) == "/account/new"
