"""Does one request file as the pages do, and the same key only once?"""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response

from portal.kernel.cases import link_token
from tests.rooms.filing.resident import WHAT, WHERE, WHO, Resident, path_of

PATH = "/services/streetlight-road/file"
KEY = "0198c0de-0000-7000-8000-000000000001"
ALL = {**WHAT, "place-words": WHERE["place-words"], **WHO, "key": KEY, "consent": "yes"}
JSON = {"Accept": "application/json"}


def send(resident: Resident, body: dict[str, Any], path: str = PATH) -> Response:
    return resident.client.post(path, json=body, headers={"X-CSRF-Token": resident.token()})


def test_a_program_files_json_and_gets_number_link_and_dates(resident: Resident) -> None:
    body = {
        "key": KEY,
        "consent": True,
        "answers": {**WHAT, "place": {"words": "북문"}},
        "petitioner": {
            "petitioner_name": "김하늘",
            "petitioner_address": {"road": "중앙대로 1777"},
            "petitioner_phone": "01023456789",
        },
    }
    answer = send(resident, body)
    assert answer.status_code == 201
    case = resident.cases()[0]
    said = answer.json()
    assert said["receipt_no"] == case.receipt_no
    assert answer.headers["location"] == f"/cases/{case.receipt_no}?k={link_token(case)}"
    assert said["link"].endswith(answer.headers["location"])
    assert said["accept_by"] == "2026-03-11T01:00:00+00:00"
    assert said["answer_by"] == "2026-03-11T05:00:00+00:00"
    again = send(resident, body)
    assert (again.status_code, again.json()) == (201, said)
    assert len(resident.cases()) == 1


def test_another_body_under_the_same_key_is_refused(resident: Resident) -> None:
    assert resident.post(PATH, ALL, headers=JSON).status_code == 201
    answer = resident.post(PATH, {**ALL, "details": "다른 내용"}, headers=JSON)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "KeyReused"
    assert len(resident.cases()) == 1


def test_a_simple_browser_is_led_to_its_receipt(resident: Resident) -> None:
    first = resident.post(PATH, ALL, headers={"Accept": "text/html"}, follow=False)
    assert first.status_code == 303
    receipt = resident.client.get(first.headers["location"])
    assert receipt.status_code == 200
    assert path_of(receipt) == f"/cases/{resident.cases()[0].receipt_no}/receipt"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"details": ""}, "details"),
        ({"problem": "volcano"}, "problem"),
        ({"place-words": ""}, "place-words"),
        ({"petitioner_name": ""}, "petitioner_name"),
        ({"petitioner_phone": ""}, "petitioner_phone"),
        ({"petitioner_phone": "12"}, "petitioner_phone"),
        ({"consent": ""}, "consent"),
        ({"key": "short"}, "key"),
        ({"key": ""}, "key"),
    ],
)
def test_what_is_missing_or_wrong_is_named(resident: Resident, change: dict[str, str], field: str) -> None:
    answer = resident.post(PATH, {**ALL, **change}, headers=JSON)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in answer.json()["errors"]
    assert resident.cases() == []


@pytest.mark.parametrize(
    "body",
    [
        {**ALL, "unknown": "x"},
        {**ALL, "photos": "0198c0de-0000-7000-8000-000000000001"},
        [ALL],
        {**ALL, "details": 5},
        {**ALL, "place": {"words": ["x"]}},
    ],
)
def test_what_the_form_does_not_have_is_refused(resident: Resident, body: Any) -> None:
    answer = send(resident, body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert resident.cases() == []


def test_unknown_services_and_those_that_need_identity_are_refused(resident: Resident) -> None:
    assert send(resident, ALL, "/services/nothing/file").status_code == 404
    assert send(resident, ALL, "/services/resident-register-copy/file").status_code == 403


def test_a_request_without_the_page_s_token_is_refused(resident: Resident) -> None:
    answer = resident.client.post(PATH, json=ALL)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
