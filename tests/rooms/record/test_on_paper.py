"""The signed receipt on what is printed, and the proof of inclusion pasted into the page that checks."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from portal.kernel import cases
from portal.kernel.models import Case
from portal.kernel.record import roots, signed_receipts, signing
from portal.settings import settings
from portal.web import qr
from tests.cast import NOW, filed

DAY = timedelta(days=1)


@pytest.fixture
def case(run, cast):
    run(signing.make(NOW - 9 * DAY))
    found = run(filed(now=NOW - 2 * DAY))
    run(cases.move(found.id, "accept", actor=cast.minsu, now=NOW - DAY))
    return run(Case.get(id=found.id))


@pytest.fixture
def mine(client, case):
    client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}")
    return f"/cases/{case.receipt_no}"


def test_the_printed_receipt_holds_the_newest_signed_one_as_a_qr(client, run, case, mine):
    newest = run(signed_receipts.of_case(case, run(signing.signer())))[-1]
    address = f"{settings().base_url}/ledger/check?r={newest.code()}"
    page = client.get(f"{mine}/receipt").text
    assert str(qr.drawn(address, "l")) in page
    assert "답변하기로 한 약속이 서명되어 있습니다" in page
    assert "진짜 접수증입니다" in client.get(address).text


def test_without_a_signing_key_the_printed_receipt_goes_without(client, run, cast):
    case = run(filed())
    client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}")
    assert "서명되어 있습니다" not in client.get(f"/cases/{case.receipt_no}/receipt").text


def _check(client, text):
    token = client.get("/token").json()["csrf"]
    return client.post("/ledger/check", data={"csrf": token, "receipt": text}).text


def test_a_pasted_proof_is_checked_against_what_was_published(client, run, case, mine):
    run(roots.make_daily(NOW))
    proof = client.get(f"{mine}/record/proof.json").text
    page = _check(client, proof)
    assert "공개 원장에 들어 있습니다" in page
    assert case.receipt_no in page
    changed = json.loads(proof) | {"leaf": [case.receipt_no, 2, "0" * 64]}
    assert "이 증명으로는 확인되지 않습니다" in _check(client, json.dumps(changed))


def test_an_unreadable_text_is_given_back_under_a_heading_that_says_so(client):
    assert "다시 확인하기" in _check(client, "x")
