"""The public record: what is published, what anybody can check, what a petitioner can prove."""

from __future__ import annotations

import html
import json
from datetime import timedelta

import pytest

from portal.kernel import cases
from portal.kernel.models import Case, Event
from portal.kernel.record import inclusion, published, roots, signed_receipts, signing
from tests.cast import NOW, filed

DAY = timedelta(days=1)


@pytest.fixture
def key(run, cast):
    return run(signing.make(NOW - 9 * DAY))


@pytest.fixture
def case(run, cast, key):
    found = run(filed(now=NOW - 2 * DAY))
    run(cases.move(found.id, "accept", actor=cast.minsu, now=NOW - DAY))
    return run(Case.get(id=found.id))


@pytest.fixture
def mine(client, case):
    client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}")
    return f"/cases/{case.receipt_no}/record"


def _check(client, text: str):
    token = client.get("/token").json()["csrf"]
    return client.post("/ledger/check", data={"csrf": token, "receipt": text})


def test_before_the_first_midnight_the_ledger_says_so(client):
    assert "아직 공개한 뿌리값이 없습니다" in client.get("/ledger").text


def test_the_ledger_shows_the_newest_root_and_all_before_it(client, case, run):
    run(roots.make_daily(NOW - DAY))
    run(roots.make_daily(NOW))
    history = run(roots.history())
    page = client.get("/ledger").text
    assert all(str(root.said["root"]) in page for root in history)
    assert published.read(client.get("/ledger/roots.json").text) == history
    assert "set-cookie" not in client.get("/ledger").headers


def test_a_new_root_shows_at_once(client, case, run):
    before = client.get("/ledger").headers["etag"]
    run(roots.make_daily(NOW))
    assert client.get("/ledger", headers={"If-None-Match": before}).status_code == 200


def test_the_public_keys_stand_at_their_well_known_address(client, key, run):
    answer = client.get("/.well-known/portal-keys.json")
    assert signing.read_key_set(answer.json()) == {key.kid: key}
    assert answer.headers["cache-control"].startswith("public")


def test_the_petitioner_gets_both_receipts_as_text_file_and_qr(client, mine, run):
    page = client.get(mine).text
    for what in ("filed", "accepted"):
        file = client.get(f"{mine}/{what}.json")
        assert "attachment" in file.headers["content-disposition"]
        assert file.text in html.unescape(page)
        checked = signed_receipts.check(file.text, run(signing.public_keys()))
        assert (checked.result, checked.said["what"]) == ("genuine", what)
        assert client.get(f"{mine}/{what}.svg").headers["content-type"].startswith("image/svg+xml")
    assert client.get(f"{mine}/other.json").status_code == 404


def test_the_case_page_and_the_receipt_lead_there(client, mine, case):
    assert mine in client.get(f"/cases/{case.receipt_no}").text
    assert mine in client.get(f"/cases/{case.receipt_no}/receipt").text


def test_nobody_else_gets_them(client, case):
    for address in ("record", "record/filed.json", "record/proof.json", "record/filed.svg"):
        assert client.get(f"/cases/{case.receipt_no}/{address}").status_code == 404


def test_without_a_signing_key_the_page_says_so(client, run, cast):
    case = run(filed())
    client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}")
    assert "지금은 서명한 접수증을 드릴 수 없습니다" in client.get(f"/cases/{case.receipt_no}/record").text


def test_the_proof_of_inclusion_can_be_checked_without_the_house(client, mine, run):
    assert "자정이 지나면" in client.get(mine).text
    assert client.get(f"{mine}/proof.json").status_code == 404
    run(roots.make_daily(NOW))
    assert f"{mine}/proof.json" in client.get(mine).text
    proof = client.get(f"{mine}/proof.json").json()
    keys = signing.read_key_set(client.get("/.well-known/portal-keys.json").json())
    assert inclusion.proves(proof, keys)


def test_a_pasted_receipt_is_genuine_and_told_in_words(client, mine, case):
    found = _check(client, client.get(f"{mine}/accepted.json").text).text
    assert "진짜 접수증입니다" in found
    assert "지금의 기록도 이 접수증과 같습니다" in found
    assert case.receipt_no in found
    assert "답변 기한" in found


def test_a_scanned_receipt_is_checked_at_once(client, mine, run, case):
    one = run(signed_receipts.of_case(case, run(signing.signer())))[0]
    assert "진짜 접수증입니다" in client.get(f"/ledger/check?r={one.code()}").text


def test_a_changed_receipt_is_told(client, mine):
    document = client.get(f"{mine}/accepted.json").json()
    document["receipt"]["due_at"] = "2027-01-01T09:00:00+00:00"
    assert "서명과 내용이 맞지 않습니다" in _check(client, json.dumps(document)).text


def test_a_receipt_by_an_unknown_key_is_told(client, mine):
    document = client.get(f"{mine}/accepted.json").json()
    document["receipt"]["kid"] = "another"
    assert "이 누리집의 키로 서명한 접수증이 아닙니다" in _check(client, json.dumps(document)).text


def test_what_is_no_receipt_is_given_back_to_be_mended(client):
    found = _check(client, "<b>영수증</b>").text
    assert "접수증을 읽지 못했습니다" in found
    assert "&lt;b&gt;영수증" in found


def test_a_lost_or_changed_case_is_told_to_who_has_the_receipt(client, mine, run, case):
    text = client.get(f"{mine}/accepted.json").text
    run(Event.filter(case_id=case.id, seq=2).update(actor_id="somebody else"))
    assert "지금의 기록이 이 접수증과 다릅니다" in _check(client, text).text
    run(Event.filter(case_id=case.id, seq=2).delete())
    assert "지금의 기록에는 이 민원이 없습니다" in _check(client, text).text


def test_senseless_scans_are_no_error(client):
    for typed in ("x", "%00", "e30", "é", "W10"):
        assert client.get(f"/ledger/check?r={typed}").status_code == 200
