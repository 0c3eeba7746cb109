"""GeoReport v2: a report becomes a case by the house's own way, once, and what is wrong is named."""

from __future__ import annotations

import json

import pytest

from portal.kernel import cases
from portal.kernel.models import Case, Event
from portal.kernel.tries import Limit
from portal.rooms.open311.pages import filing
from portal.settings import settings
from tests.rooms.open311.asking import (
    REPORT,
    V2,
    errors,
    names,
    post,
    tree,
)


def test_a_report_becomes_a_case_by_the_houses_own_way(client, run):
    answer = post(client)
    assert answer.status_code == 201
    (said,) = answer.json()
    assert list(said) == ["service_request_id", "service_notice", "account_id"]
    case = run(Case.get(receipt_no=said["service_request_id"]))
    assert (case.service_code, case.channel, case.stage, case.public) == (
        "streetlight-road",
        "open311",
        "submitted",
        True,
    )
    key = run(cases.key_of(case))
    who = cases.petitioner_of(case, key)
    assert (who.name, who.phone, who.email_proved) == ("김하늘", "010-2345-6789", False)
    answers = cases.answers_of(case, key)
    assert answers["problem"] == "pothole"
    assert answers["place"]["words"] == "중앙대로 1777 앞"
    assert answers["details"].endswith("2212426634_5ed477a060.jpg")
    link = said["service_notice"].split()[-1].removeprefix(settings().base_url)
    assert client.get(link).status_code == 200
    assert run(Event.get(case_id=case.id)).actor_kind == "petitioner"


def test_xml_answers_like_the_documented_example(client):
    root = tree(post(client, "xml"))
    assert root.tag == "service_requests"
    (request,) = root
    assert (request.tag, names(request)) == (
        "request",
        ["service_request_id", "service_notice", "account_id"],
    )
    assert request.findtext("account_id") == ""


def test_what_is_sent_twice_is_filed_once(client, run):
    first, again = post(client), post(client)
    assert again.json()[0]["service_request_id"] == first.json()[0]["service_request_id"]
    assert "/cases/" in first.json()[0]["service_notice"]
    assert (
        "/cases/" not in again.json()[0]["service_notice"]
    )  # who sends it again need not be who sent it first
    other = post(client, description="다른 곳도 패였습니다.")
    assert other.json()[0]["service_request_id"] != first.json()[0]["service_request_id"]
    assert run(Case.all().count()) == 2


def test_a_programs_own_key_finds_what_it_filed_when_the_answer_was_lost(client):
    key = "019cd53a-7000-7000-8000-000000000001"
    number = post(client, key=key).json()[0]["service_request_id"]
    assert post(client, key=key).json()[0]["service_request_id"] == number
    assert client.get(f"{V2}/tokens/{key}.json").json() == [{"service_request_id": number, "token": key}]
    assert tree(client.get(f"{V2}/tokens/{key}.xml")).findtext("request/token") == key
    assert client.get(f"{V2}/tokens/123456.xml?jurisdiction_id=").status_code == 404
    assert post(client, key=key, description="딴 말").status_code == 400
    assert post(client, key="short").status_code == 400


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"description": None, "media_url": None}, "description"),
        ({"lat": None, "long": None, "address_string": None}, "address_string"),
        ({"lat": "200"}, "address_string"),
        ({"first_name": None, "last_name": None}, "first_name"),
        ({"phone": None, "email": None}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"attribute[problem]": None}, "attribute[problem]"),
        ({"attribute[problem]": "dragon"}, "attribute[problem]"),
        ({"attribute[petitioner_address]": None}, "attribute[petitioner_address]"),
        ({"attribute[consent]": None}, "attribute[consent]"),
        ({"attribute[consent]": "no"}, "attribute[consent]"),
        ({"attribute[WHISPAWN]": "123456"}, "attribute[WHISPAWN]"),
        ({"description": "가" * 2001}, "description"),
        ({"address_id": "545483", "lat": None, "long": None, "address_string": None}, "address_id"),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_its_parameter(client, run, changed, parameter):
    answer = post(client, **changed)
    assert answer.status_code == 400
    assert [said.partition(":")[0] for said in errors(answer)].count(parameter) == 1
    assert run(Case.all().count()) == 0


def test_errors_have_the_documented_form_in_xml_too(client):
    answer = post(client, "xml", service_code="001")
    assert answer.status_code == 404
    root = tree(answer)
    assert (root.tag, names(root), names(root[0])) == ("errors", ["error"], ["code", "description"])
    assert root[0].findtext("code") == "404"


def test_a_resident_number_is_never_kept(client, run):
    answer = post(client, description="제 번호는 900101-1234567입니다.")
    assert answer.status_code == 400
    assert "1234567" not in answer.text
    assert run(Case.all().count()) == 0


def test_a_post_without_service_code_or_as_json_is_told_so(client):
    assert "service_code" in errors(post(client, service_code=None))[0]
    answer = client.post(f"{V2}/requests.json", json=REPORT)
    assert (answer.status_code, len(errors(answer))) == (400, 1)


def test_with_keys_only_known_programs_file_and_everybody_reads(client, run, monkeypatch):
    monkeypatch.setattr(settings(), "open311_keys", "xyz abc")
    for wrong in ({}, {"api_key": "xy"}):
        answer = post(client, **wrong)
        assert answer.status_code == 403
        assert "api_key" in errors(answer)[0]
    assert post(client, api_key="abc").status_code == 201
    assert client.get(f"{V2}/services.json").status_code == 200


def test_too_many_reports_are_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(filing, "FILE_BY_ADDRESS", Limit("open311-test", 1, 600))
    assert post(client).status_code == 201
    answer = post(client, description="또 하나")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert json.loads(answer.text)[0]["code"] == 429
