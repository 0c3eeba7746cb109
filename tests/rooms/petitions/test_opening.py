"""Who opens a case: the secret link does, a number alone never."""

from __future__ import annotations

import pytest

from portal.kernel import cases, receipts
from tests.cast import filed


def test_a_stranger_gets_the_same_answer_for_an_existing_and_an_unknown_number(client, case):
    unknown = receipts.make(2026, 999)
    for path in ("", "/supplement", "/withdraw", "/files/018f0000-0000-7000-8000-000000000000"):
        theirs, none = client.get(f"/cases/{case.receipt_no}{path}"), client.get(f"/cases/{unknown}{path}")
        assert theirs.status_code == none.status_code == 404
        assert theirs.text.replace(case.receipt_no, "") == none.text.replace(unknown, "")


def test_a_neighbour_with_a_case_of_their_own_does_not_open_mine(client, case, run, mine):
    other = run(filed())
    assert client.get(mine).status_code == 200
    assert client.get(f"/cases/{other.receipt_no}").status_code == 404


def test_the_secret_link_opens_the_case_and_leaves_the_address(client, case):
    token = cases.link_token(case)
    answer = client.get(f"/cases/{case.receipt_no}", params={"k": token}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/cases/{case.receipt_no}"
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    assert token not in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["", "x", "한글 열쇠", "A" * 43])
def test_a_wrong_link_opens_nothing(client, case, token):
    assert client.get(f"/cases/{case.receipt_no}", params={"k": token}).status_code == 404
    assert client.get(f"/cases/{case.receipt_no}").status_code == 404


def test_the_link_of_one_case_opens_no_other(client, case, run):
    other = run(filed())
    link = {"k": cases.link_token(case)}
    assert client.get(f"/cases/{other.receipt_no}", params=link).status_code == 404


def test_a_browsers_token_changes_when_it_may_open_more(client, case, run, mine):
    before = client.cookies["session"]
    other = run(filed())
    client.get(f"/cases/{other.receipt_no}", params={"k": cases.link_token(other)})
    assert client.cookies["session"] != before
    assert client.get(mine).status_code == 200


def test_guesses_of_links_are_limited(client, case):
    for _ in range(120):
        client.get(f"/cases/{case.receipt_no}", params={"k": "x"})
    answer = client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)})
    assert answer.status_code == 429
