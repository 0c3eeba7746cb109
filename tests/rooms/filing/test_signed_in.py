"""What a signed-in resident has less to do, and what they never lose: drafts, words, cases."""

from __future__ import annotations

import html
import re

import pytest

from portal.kernel.cases import key_of, petitioner_of
from portal.kernel.models import Case, Draft
from portal.kernel.people import residents
from tests.rooms.account.people import HANEUL, SEOJUN, account, session_of
from tests.rooms.filing.resident import WHAT, WHERE, WHO, path_of

PROVED = {**WHO, "petitioner_phone": "", "petitioner_email": HANEUL.email}


@pytest.fixture
def haneul(run):
    return run(account())


@pytest.fixture
def signed_in(client, run, haneul):
    client.cookies.set("session", run(session_of(haneul)), domain="127.0.0.1")
    return haneul


def sign_in(resident, email=HANEUL.email, back=""):
    resident.post("/sign-in/email", {"do": "send", "email": email, "back": back})
    return resident.post("/sign-in/email", {"do": "enter", "code": resident.code()})


def test_the_form_is_filled_with_what_the_account_knows(signed_in, resident):
    resident.begin()
    page = resident.client.get(f"{resident.base}/contact").text
    for words in (HANEUL.name, HANEUL.address, HANEUL.phone, HANEUL.email):
        assert f'value="{words}"' in page
    assert "이메일을 확인했습니다" in page


def test_what_is_typed_differently_stays_so(signed_in, resident):
    resident.begin()
    resident.step("contact", {**WHO, "petitioner_name": "김하늘(대리)", "do": "save"})
    page = resident.client.get(f"{resident.base}/contact").text
    assert 'value="김하늘(대리)"' in page
    assert HANEUL.email not in page


def test_a_case_filed_signed_in_is_in_the_account_and_needs_no_second_code(signed_in, resident, run):
    resident.begin()
    resident.step("what", WHAT)
    resident.step("where", WHERE)
    page = resident.step("contact", PROVED)
    assert path_of(page).endswith("/check")
    assert resident.submit().status_code == 200
    case = run(Case.get())
    assert case.person_id == signed_in.id
    assert petitioner_of(case, run(key_of(case))).email_proved
    resident.client.cookies.clear()
    sign_in(resident)
    assert case.receipt_no in resident.client.get("/cases").text


def test_an_address_that_the_account_did_not_prove_still_needs_its_code(signed_in, resident):
    resident.begin()
    page = resident.step("contact", {**PROVED, "petitioner_email": "other@example.org"})
    assert page.status_code == 422


def test_a_case_filed_as_a_guest_is_in_no_account(resident, run):
    resident.fill()
    resident.submit()
    assert run(Case.get()).person_id is None


def test_what_a_guest_began_is_theirs_after_signing_in_on_every_device(haneul, resident, run):
    resident.begin()
    resident.step("what", {**WHAT, "do": "save"})
    page = sign_in(resident, back=f"{resident.base}/what")
    assert path_of(page) == f"{resident.base}/what"
    assert WHAT["details"] in page.text
    resident.client.cookies.clear()
    sign_in(resident)
    assert WHAT["details"] in resident.client.get(f"{resident.base}/what").text
    assert run(Draft.get()).session_id == residents.drafts_of(haneul)


def test_a_neighbour_at_the_same_browser_sees_nothing_of_it(signed_in, resident, run):
    run(account(SEOJUN))
    resident.begin()
    resident.step("what", {**WHAT, "do": "save"})
    sign_in(resident, SEOJUN.email)
    assert resident.client.get("/account").status_code == 200
    sign_in(resident, SEOJUN.email)
    resident.post("/sign-out")
    sign_in(resident, SEOJUN.email)
    assert resident.client.get(f"{resident.base}/what").status_code == 404


def test_somebody_who_signs_in_over_another_takes_nothing_along(signed_in, resident, run):
    resident.begin()
    resident.fill()
    resident.submit()
    case = run(Case.get())
    run(account(SEOJUN))
    sign_in(resident, SEOJUN.email)
    assert resident.client.get(f"/cases/{case.receipt_no}").status_code == 404
    assert case.receipt_no not in resident.client.get("/cases").text


def sent_again(page):
    """The form that the page offers to be sent once more."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    action = re.search(r'<form action="(/services/[^"]+)" method="post">', page.text)
    assert action
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(signed_in, resident, clock):
    resident.begin()
    token = resident.token()
    clock.forward(hours=3)
    page = resident.client.post(f"{resident.base}/what", data={"csrf": token, **WHAT})
    assert page.status_code == 401
    assert "/sign-in?back=%2Fsign-in%2Fdone" in page.text
    path, typed = sent_again(page)
    assert typed["details"] == WHAT["details"]
    done = sign_in(resident, back="/sign-in/done")
    assert "다시 보내기" in done.text
    # The window that waited sends its own token, made before signing in.
    answer = resident.client.post(path, data=typed)
    assert path_of(answer) == f"{resident.base}/where"
    assert WHAT["details"] in resident.client.get(f"{resident.base}/what").text


def test_the_same_holds_for_the_last_button(signed_in, resident, clock, run):
    resident.fill()
    token = resident.token()
    clock.forward(hours=3)
    page = resident.client.post(f"{resident.base}/submit", data={"csrf": token, "consent": "yes"})
    assert page.status_code == 401
    sign_in(resident, back="/sign-in/done")
    path, typed = sent_again(page)
    assert "접수" in resident.client.post(path, data=typed).text
    assert run(Case.get()).person_id == signed_in.id


def test_a_page_asked_for_when_the_session_ended_comes_after_signing_in(signed_in, resident, clock):
    resident.begin()
    clock.forward(hours=3)
    page = resident.client.get(f"{resident.base}/what")
    assert page.url.path == "/sign-in"
    assert "안전을 위해 로그아웃되었습니다" in page.text
    assert path_of(sign_in(resident, back=page.url.params["back"])) == f"{resident.base}/what"


def test_a_receipt_is_found_again_though_the_answer_and_the_session_were_lost(signed_in, resident, run):
    resident.fill()
    key = resident.drafts()[0].idempotency_key
    resident.submit()
    resident.client.cookies.clear()
    sign_in(resident)
    page = resident.post(f"{resident.base}/submit", {"consent": "yes", "key": key})
    assert path_of(page) == f"/cases/{run(Case.get()).receipt_no}/receipt"


def test_one_request_files_into_the_account_too(signed_in, resident, run):
    answer = resident.post(
        f"/services/{resident.service}/file",
        {"key": "k" * 20, "consent": "yes", **WHAT, **WHERE, **PROVED},
    )
    assert answer.status_code == 200
    assert run(Case.get()).person_id == signed_in.id


def test_social_sign_in_is_no_proof_of_identity(signed_in, client):
    found = re.findall(r'href="(/services/[\w-]+)"', client.get("/services").text)
    closed = [page for page in map(client.get, dict.fromkeys(found)) if "본인 확인이 필요한" in page.text]
    assert closed
    assert "로그인은 본인 확인이 아니어서" in closed[0].text
