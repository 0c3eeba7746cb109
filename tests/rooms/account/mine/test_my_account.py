"""A resident looks at the account, corrects it, takes consents back, and takes all data away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.kernel import cases, keys
from portal.kernel.models import Consent, ContactProof, Notice, Person
from portal.kernel.notices import wishes
from portal.kernel.people import consents
from portal.kernel.sending.code_letter import code_place
from tests.cast import NOW
from tests.rooms.account.people import HANEUL, SEOJUN, account, profile_now

PAGES = (
    "/account",
    "/account/profile",
    "/account/consents",
    "/account/notices",
    "/account/data",
    "/account/data/all",
    "/account/close",
)


async def _wishes(person):
    return await wishes.of(await Person.get(id=person.id))


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_an_account_without_signing_in(client, path):
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_account_can_be_read(client, me, case, path):
    assert client.get(path).status_code == 200


def test_the_overview_names_the_open_cases_with_their_next_date_and_news(client, me, case, run, cast):
    run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
    page = client.get("/account").text
    for shown in ("김하늘 님", case.receipt_no, "까지", "읽지 않은 소식이 2건"):
        assert shown in page


def test_the_front_page_names_the_open_cases_to_their_owner_alone(client, run, me, case, sign_in):
    own = client.get("/")
    assert case.receipt_no in own.text
    assert "public" not in own.headers["cache-control"]
    sign_in(run(account(SEOJUN)))
    assert case.receipt_no not in client.get("/").text
    client.cookies.clear()
    stranger = client.get("/")
    assert case.receipt_no not in stranger.text
    assert "public" in stranger.headers["cache-control"]


def test_an_empty_account_says_how_to_begin(client, me):
    page = client.get("/account").text
    assert "처리 중인 민원이 없습니다" in page
    assert 'href="/services"' in page


def test_a_neighbour_sees_nothing_of_it(client, run, case, sign_in, cast):
    sign_in(run(account(SEOJUN)))
    for path in PAGES:
        page = client.get(path).text
        assert case.receipt_no not in page
        assert "김하늘" not in page


def test_a_correction_changes_the_account_and_no_case(me, case, post, profile, run):
    answer = post(
        "/account/profile", {"do": "save", "name": "김하늘", "phone": "010 9999 8888", "address": ""}
    )
    assert "저장했습니다" in answer.text
    assert profile().phone == "010-9999-8888"
    assert profile().email_proved
    key = run(cases.key_of(case))
    assert cases.petitioner_of(case, key).phone == "010-2345-6789"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "이름을 적어 주세요"),
        ("phone", "12", "전화번호를 다시 봐 주세요"),
        ("address", "900101-1234567", "주민등록번호는 받지 않습니다"),
    ],
)
def test_what_can_not_be_right_is_said_beside_its_field(me, post, profile, field, typed, says):
    right = {"do": "save", "name": "김하늘", "phone": "010-2345-6789", "address": "금정구"}
    answer = post("/account/profile", {**right, field: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert profile() == HANEUL


def test_phone_and_address_are_kept_only_with_their_own_consent(run, cast, sign_in, post):
    seojun = run(account(SEOJUN))
    sign_in(seojun)
    sent = {"do": "save", "name": "박서준", "phone": "010-1111-2222", "address": "금정구"}
    assert "동의에 표시해 주세요" in post("/account/profile", sent).text
    assert run(profile_now(seojun)).phone == ""
    post("/account/profile", {**sent, "agree": "yes"})
    assert run(profile_now(seojun)).phone == "010-1111-2222"
    assert "contact" in run(consents.given(seojun))


def _code_of(proof):
    return keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))


def test_a_new_email_counts_once_its_code_came_back_and_the_old_one_is_told(me, post, profile, run, client):
    answer = post("/account/profile", {"do": "email", "email": "new@example.org"})
    assert "확인번호 6자리" in answer.text
    assert profile().email == "haneul@example.org"
    proof = run(ContactProof.all().order_by("-created_at").first())
    wrong = post("/account/profile", {"do": "code", "code": "000000" if _code_of(proof) != "000000" else "1"})
    assert wrong.status_code == 422
    assert profile().email == "haneul@example.org"
    post("/account/profile", {"do": "code", "code": _code_of(proof)})
    assert (profile().email, profile().email_proved) == ("new@example.org", True)
    assert run(Notice.filter(topic="email_changed").count()) == 1


def test_at_a_screen_left_open_the_email_that_signs_in_is_not_changed(haneul, sign_in, post, profile, run):
    sign_in(haneul, NOW - timedelta(minutes=16))
    answer = post("/account/profile", {"do": "email", "email": "mallory@example.org"})
    assert answer.status_code == 403
    assert "/sign-in?again=1&amp;back=/account/profile" in answer.text
    assert not run(ContactProof.exists())
    assert profile().email == "haneul@example.org"


def test_an_email_of_another_account_is_not_taken_over(me, post, profile, run):
    run(account(SEOJUN))
    post("/account/profile", {"do": "email", "email": SEOJUN.email})
    proof = run(ContactProof.all().order_by("-created_at").first())
    answer = post("/account/profile", {"do": "code", "code": _code_of(proof)})
    assert answer.status_code == 409
    assert profile().email == "haneul@example.org"


@pytest.mark.parametrize(("born", "may"), [(2016, False), (2012, False), (2011, True)])
def test_a_child_under_14_consents_to_nothing_more_without_the_guardian(sign_in, post, run, born, may):
    """Born in 2012 they may still be 13 in March 2026; only the year is kept."""
    child = run(account(replace(SEOJUN, birth_year=born)))
    sign_in(child)
    first = post("/account/consents", {"do": "give", "purpose": "sms"})
    second = post("/account/profile", {"name": "박서준", "phone": "010-1111-2222", "agree": "yes"})
    assert {first.status_code, second.status_code} == ({200} if may else {403})
    assert ({"sms", "contact"} <= run(consents.given(child)).keys()) is may
    assert bool(run(profile_now(child)).phone) is may


def test_each_consent_stands_apart_with_its_article(client, me):
    page = client.get("/account/consents").text
    for purpose in consents.PURPOSES.values():
        assert purpose.label in page
        assert purpose.law in page
    for basis in consents.WITHOUT_CONSENT:
        assert basis.label in page
    assert "동의 없이 처리하는 것" in page


def test_a_consent_taken_back_deletes_what_it_kept(me, post, profile, run):
    post("/account/consents", {"do": "withdraw", "purpose": "contact"})
    assert (profile().phone, profile().address) == ("", "")
    assert profile().name == "김하늘"
    row = run(Consent.get(person_id=me.id, purpose="contact"))
    assert row.withdrawn_at == NOW


def test_a_consent_the_account_rests_on_stays_until_the_account_is_closed(me, post, run):
    answer = post("/account/consents", {"do": "withdraw", "purpose": "account"})
    assert answer.status_code == 409
    assert "account" in run(consents.given(me))


def test_wishes_are_kept_by_topic_and_way(client, me, post, run):
    chosen = {f"topic-{name}": ["mail"] for name in wishes.TOPICS if name != "received"}
    answer = post("/account/notices", {**chosen, "quiet_from": "22", "quiet_until": "7"})
    assert "저장했습니다" in answer.text
    kept = run(_wishes(me))
    assert not kept.wants("received", "mail")
    assert kept.wants("result", "mail")
    assert (kept.quiet_from, kept.quiet_until) == (22, 7)


def test_a_topic_that_must_be_told_keeps_a_way(me, post, run):
    answer = post("/account/notices", {"quiet_from": "21", "quiet_until": "8"})
    assert answer.status_code == 422
    assert "받을 방법을 하나는 골라 주세요" in answer.text
    assert run(wishes.of(me)).wants("result", "mail")


def test_sms_is_offered_only_with_a_number_and_its_consent(client, me, run):
    assert 'value="sms"' not in client.get("/account/notices").text
    run(consents.give(me, "sms", now=NOW))
    assert 'value="sms"' in client.get("/account/notices").text
