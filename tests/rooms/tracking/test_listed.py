"""The public list: what anyone may see of a case, and what nobody may."""

from __future__ import annotations

import pytest

from portal.kernel import cases, receipts
from tests.cast import NOW, filed, service_of


@pytest.fixture
def public(run):
    """A public case (construction) and one that is not (a grievance, audit)."""
    return run(filed()), run(filed(service_of("audit", "grievance")))


def test_a_stranger_sees_number_service_department_stage_and_dates(client, public):
    page = client.get("/status").text
    assert public[0].receipt_no in page
    assert "접수 대기" in page
    assert "건설과" in page


def test_nobody_sees_names_or_words(client, public):
    for path in ("/status", f"/status/{public[0].receipt_no}"):
        page = client.get(path).text
        for word in ("김하늘", "중앙대로", "2345", "haneul", "가로등이 꺼져 있습니다"):
            assert word not in page


def test_a_grievance_is_neither_listed_nor_found(client, public):
    assert public[1].receipt_no not in client.get("/status").text
    hidden = client.get(f"/status/{public[1].receipt_no}")
    unknown = client.get(f"/status/{receipts.make(2026, 999)}")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace(public[1].receipt_no, "") == unknown.text.replace(receipts.make(2026, 999), "")


def test_a_typed_number_leads_to_its_row(client, public):
    answer = client.get("/status", params={"no": public[0].receipt_no.replace("-", " ")})
    assert answer.url.path == f"/status/{public[0].receipt_no}"


def test_a_mistyped_number_is_said_to_be_unknown(client, public):
    assert "그런 접수번호는 없습니다" in client.get("/status", params={"no": "2026-000001-0"}).text


def test_filters_stay_in_the_address(client, public):
    assert public[0].receipt_no not in client.get("/status?department=traffic").text
    assert public[0].receipt_no in client.get("/status?department=construction&state=open").text
    assert public[0].receipt_no not in client.get("/status?state=closed").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999", "２"])
def test_a_senseless_page_number_is_no_error(client, public, page):
    assert client.get("/status", params={"page": page}).status_code == 200


def test_an_unchanged_page_is_answered_by_304_until_a_case_moves(client, public, run, cast):
    first = client.get("/status")
    again = client.get("/status", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    run(cases.move(public[0].id, "accept", actor=cast.minsu, now=NOW))
    changed = client.get("/status", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "접수됨" in changed.text


def test_public_pages_set_no_cookie(client, public):
    assert "set-cookie" not in client.get("/status").headers


@pytest.mark.parametrize("page", ["0", "-1", "²", "9" * 5000])
def test_a_senseless_page_number_is_the_first_page(client, public, page):
    found = client.get("/status", params={"page": page})
    assert found.status_code == 200
    assert public[0].receipt_no in found.text


def test_a_senseless_choice_is_no_choice(public, client):
    for nonsense in ("department=" + "x" * 300, "department=%00", "state=x", "page=-1", "no=" + "9" * 400):
        assert client.get(f"/status?{nonsense}").status_code == 200
