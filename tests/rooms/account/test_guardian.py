"""A child under 14 gets an account by its guardian's consent and in no other way (개인정보 보호법 22조의2)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from portal.kernel import expiry
from portal.kernel.models import AccountRequest, Consent, Notice, Person
from portal.kernel.people import residents
from tests.cast import NOW

ASKED = {
    "name": "이새싹",
    "birth_year": "2016",
    "guardian_name": "이보호",
    "guardian_contact": "guardian@example.org",
}
AGREED = {"do": "agree", "consent-terms": "yes", "consent-account": "yes", "guardian": "yes"}


@pytest.fixture
def asked(arrive, post):
    """A child has asked its guardian."""
    arrive("sprout@example.org")
    answer = post("/account/new?age=child", ASKED)
    assert urlsplit(str(answer.url)).path == "/account/new/sent"


def path(page):
    return urlsplit(str(page.url)).path


def test_a_child_asks_in_plain_words_and_gives_no_consent_itself(client, arrive):
    arrive("sprout@example.org")
    page = client.get("/account/new?age=child").text
    assert "보호자" in page
    assert 'type="checkbox"' not in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_year", "2001"),
        ("birth_year", "2025"),
        ("birth_year", "열 살"),
        ("guardian_name", ""),
        ("guardian_contact", "엄마"),
        ("guardian_contact", "Sprout@example.org"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(arrive, post, run, field, typed):
    arrive("sprout@example.org")
    answer = post("/account/new?age=child", {**ASKED, field: typed})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert 'value="이새싹"' in answer.text
    assert not run(Notice.filter(topic="guardian_asked").exists())


def test_until_the_guardian_agrees_there_is_no_account(asked, run, arrive):
    assert not run(Person.exists(kind="resident"))
    assert path(arrive("sprout@example.org")) == "/account/new"


def test_nothing_that_a_child_told_stands_in_the_clear(asked, run):
    row = run(AccountRequest.get())
    assert "이새싹".encode() not in bytes(row.content_sealed)
    assert b"guardian@example.org" not in bytes(row.content_sealed)


def test_the_guardian_reads_what_it_is_and_agrees(asked, client, run, post, guardian_link, arrive):
    link = guardian_link()
    client.cookies.clear()
    page = client.get(link).text
    for words in ("이새싹", "이보호", "제22조의2", "2016"):
        assert words in page
    answer = post(link, AGREED)
    assert "동의했습니다" in answer.text
    child = run(Person.get(kind="resident"))
    profile = run(residents.profile_of(child))
    assert profile == residents.Profile("이새싹", "", "sprout@example.org", True, "", 2016)
    assert set(run(Consent.all().values_list("given_by", flat=True))) == {"guardian"}
    assert not run(AccountRequest.exists())
    assert run(Notice.filter(topic="account_made", person_id=child.id).count()) == 1
    assert path(arrive("sprout@example.org")) == "/account"


@pytest.mark.parametrize("missing", ["consent-terms", "consent-account", "guardian"])
def test_each_box_must_be_ticked(asked, run, post, guardian_link, missing):
    answer = post(guardian_link(), {name: value for name, value in AGREED.items() if name != missing})
    assert answer.status_code == 422
    assert f'id="e-{missing}"' in answer.text
    assert not run(Person.exists(kind="resident"))


def test_opening_the_link_decides_nothing(asked, client, run, guardian_link):
    for _ in range(3):
        assert client.get(guardian_link()).status_code == 200
    assert run(AccountRequest.exists())
    assert not run(Person.exists(kind="resident"))


def test_a_refusal_deletes_all_that_was_told(asked, run, post, client, guardian_link):
    link = guardian_link()
    assert "동의하지 않았습니다" in post(link, {"do": "refuse"}).text
    assert not run(AccountRequest.exists())
    assert client.get(link).status_code == 404


def test_a_link_is_good_once_and_a_false_one_never(asked, post, client, guardian_link):
    link = guardian_link()
    post(link, AGREED)
    assert post(link, AGREED).status_code == 404
    assert client.get("/account/guardian/" + "x" * 43).status_code == 404


def test_the_childs_own_browser_cannot_agree_for_the_guardian(asked, client, run, post):
    answer = post("/account/new?age=adult", AGREED)
    assert path(answer) == "/sign-in"
    assert not run(Person.exists(kind="resident"))


def test_a_request_runs_out_after_seven_days_and_is_swept(asked, client, clock, run, guardian_link):
    link = guardian_link()
    clock.forward(days=7)
    assert client.get(link).status_code == 404
    run(expiry.remove_expired_rows(NOW + timedelta(days=7)))
    assert not run(AccountRequest.exists())


def test_letters_to_one_guardian_are_few(arrive, post, run):
    for number in range(4):
        arrive(f"sprout{number}@example.org")
        answer = post("/account/new?age=child", ASKED)
    assert answer.status_code == 429
    assert run(Notice.filter(topic="guardian_asked").count()) == 3
