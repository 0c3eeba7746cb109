"""A resident looks at the account, corrects it, takes consents back, and takes all data away."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest

from portal.kernel import cases, keys
from portal.kernel.models import AccessLog, Case, Consent, ContactProof, DataKey, Notice, Person, Session
from portal.kernel.notices import wishes
from portal.kernel.people import consents, note_look, residents
from portal.kernel.sending.code_letter import code_place
from tests.cast import NOW, filed, service_of
from tests.rooms.account.people import HANEUL, SEOJUN, account, session_of

PAGES = (
    "/account",
    "/account/profile",
    "/account/consents",
    "/account/notices",
    "/account/data",
    "/account/data/all",
    "/account/close",
)


@pytest.fixture
def haneul(run, cast):
    """Kim Haneul's account, with her phone and address kept by consent."""
    return run(account(HANEUL, "contact"))


@pytest.fixture
def case(run, haneul):
    """A case of hers, in her account."""
    found = run(filed())
    run(Case.filter(id=found.id).update(person_id=haneul.id))
    return found


@pytest.fixture
def sign_in(run, client):
    """Sign this browser in as somebody, with a session that began at a time."""

    def enter(person, at=NOW):
        client.cookies.clear()
        client.cookies.set("session", run(session_of(person, at)))

    return enter


@pytest.fixture
def me(haneul, sign_in):
    """Kim Haneul, signed in just now."""
    sign_in(haneul)
    return haneul


@pytest.fixture
def post(client):
    """Send a form as this browser would."""

    def send(path, data, **more):
        token = client.get("/token").json()["csrf"]
        return client.post(path, data={"csrf": token, **data}, **more)

    return send


@pytest.fixture
def profile(run, haneul):
    """What the account holds now."""
    return lambda: run(_profile(haneul))


async def _profile(person):
    return await residents.profile_of(await Person.get(id=person.id))


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
    assert run(_profile(seojun)).phone == ""
    post("/account/profile", {**sent, "agree": "yes"})
    assert run(_profile(seojun)).phone == "010-1111-2222"
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


def test_an_email_of_another_account_is_not_taken_over(me, post, profile, run):
    run(account(SEOJUN))
    post("/account/profile", {"do": "email", "email": SEOJUN.email})
    proof = run(ContactProof.all().order_by("-created_at").first())
    answer = post("/account/profile", {"do": "code", "code": _code_of(proof)})
    assert answer.status_code == 409
    assert profile().email == "haneul@example.org"


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


def test_the_download_holds_the_account_its_cases_and_who_looked(client, me, case, post, run, cast):
    minsu = run(Person.get(id=UUID(cast.minsu.id)))
    run(note_look(minsu, "case_opened", now=NOW, case=case))
    answer = post("/account/data/file", {})
    assert answer.headers["content-disposition"].startswith("attachment")
    said = json.loads(answer.content)
    assert said["account"]["name"] == "김하늘"
    assert {row["purpose"] for row in said["consents"]} == {"terms", "account", "contact"}
    (mine,) = said["cases"]
    assert mine["receipt_no"] == case.receipt_no
    assert "가로등이 꺼져 있습니다." in mine["answers"].values()
    assert mine["petitioner"]["address"] == HANEUL.address
    (look,) = mine["seen_by"]
    assert look["what"] == "민원 열람"
    assert look["office"] == service_of("construction").department.title.ko
    assert "박민수" not in answer.text
    assert said["made_at"] == "2026-03-10T10:00:00+09:00"
    assert run(AccessLog.filter(what="own_data_taken", subject_id=me.id).count()) == 1


def test_the_page_of_all_data_says_the_same_in_words(client, me, case, run, cast):
    minsu = run(Person.get(id=UUID(cast.minsu.id)))
    run(note_look(minsu, "case_opened", now=NOW, case=case))
    page = client.get("/account/data/all").text
    for shown in ("김하늘", case.receipt_no, "가로등이 꺼져 있습니다.", "민원 열람", "이용 약속"):
        assert shown in page
    assert "박민수" not in page


@pytest.mark.parametrize("path", ["/account/data/all", "/account/close"])
def test_a_screen_left_open_gives_nothing_away(client, haneul, case, sign_in, path, post, run):
    sign_in(haneul, NOW - timedelta(minutes=16))
    answer = client.get(path)
    assert answer.status_code == 403
    assert "한 번 더 로그인해 주세요" in answer.text
    assert f"/sign-in?again=1&amp;back={path}" in answer.text
    assert post("/account/data/file", {}).status_code == 403
    assert post("/account/close", {"sure": "yes"}).status_code == 403
    assert run(Person.get(id=haneul.id)).active


def test_the_sign_in_page_opens_for_somebody_who_is_asked_once_more(client, me):
    assert client.get("/sign-in?again=1&back=/account/close").url.path == "/sign-in"


def test_closing_says_first_what_goes_and_until_when_the_law_keeps_the_rest(client, me, case, run, cast):
    run(cases.move(case.id, "withdraw", actor=cast.sora, now=NOW))
    years = {"y1": 1, "y3": 3, "y5": 5, "y10": 10, "y30": 30}[run(Case.get(id=case.id)).retention_class]
    page = client.get("/account/close").text
    assert "지금 바로 지우는 것" in page
    assert "법에 따라 남는 것" in page
    assert f"{2026 + years}. 12. 31." in page
    assert case.receipt_no in page


def test_closing_is_asked_once_more(me, post, run):
    answer = post("/account/close", {})
    assert answer.status_code == 422
    assert run(Person.get(id=me.id)).active


def test_a_closed_account_is_gone_and_its_case_goes_on(client, me, case, post, run):
    answer = post("/account/close", {"sure": "yes"})
    assert answer.url.path == "/account/closed"
    assert "계정을 닫았습니다" in answer.text
    person = run(Person.get(id=me.id))
    assert not person.active
    assert run(DataKey.get(id=person.key_id)).wrapped is None
    assert run(Session.filter(person_id=me.id).count()) == 0
    kept = run(Case.get(id=case.id))
    assert kept.person_id is None
    assert cases.petitioner_of(kept, run(cases.key_of(kept))).name == "김하늘"
    assert "/sign-in" in client.get("/account", follow_redirects=False).headers["location"]
    assert run(Notice.filter(topic="account_closed").count()) == 1
    assert not re.search("김하늘", client.get("/account/closed").text)
