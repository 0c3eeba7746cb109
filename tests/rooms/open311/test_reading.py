"""GeoReport v2: the specification's documented questions, in both formats, and nothing personal in any answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases
from portal.kernel.models import Case
from portal.settings import settings
from tests.cast import NOW, filed, service_of
from tests.rooms.open311.asking import (
    ATTRIBUTE,
    REQUEST,
    SERVICE,
    V2,
    errors,
    names,
    post,
    tree,
)


def test_the_discovery_names_the_endpoint_and_its_formats(client):
    found = client.get("/open311/discovery.json").json()
    assert list(found) == ["changeset", "contact", "key_service", "endpoints"]
    (endpoint,) = found["endpoints"]
    assert list(endpoint) == ["specification", "url", "changeset", "type", "formats"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == f"{settings().base_url}{V2}"
    assert (endpoint["type"], endpoint["formats"]) == ("production", ["text/xml", "application/json"])
    root = tree(client.get("/open311/discovery.xml"))
    assert root.tag == "discovery"
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_the_services_are_the_marked_ones_in_both_formats(client):
    found = client.get(f"{V2}/services.json?jurisdiction_id=").json()
    assert {each["service_code"] for each in found} >= {"streetlight-road", "rubbish"}
    assert all(list(each) == SERVICE for each in found)
    assert {(each["type"], each["metadata"]) for each in found} == {("realtime", True)}
    root = tree(client.get(f"{V2}/services.xml"))
    assert (root.tag, {child.tag for child in root}) == ("services", {"service"})
    assert names(root[0]) == SERVICE
    assert root[0].findtext("metadata") == "true"
    assert len(root) == len(found)


def test_a_definition_lists_what_a_report_must_say(client):
    found = client.get(f"{V2}/services/streetlight-road.json").json()
    assert list(found) == ["service_code", "attributes"]
    assert [(one["code"], one["datatype"], one["order"]) for one in found["attributes"]] == [
        ("problem", "singlevaluelist", 1),
        ("petitioner_address", "string", 2),
        ("consent", "singlevaluelist", 3),
    ]
    assert all(set(one) == ATTRIBUTE | {"values"} for one in found["attributes"])
    root = tree(client.get(f"{V2}/services/streetlight-road.xml"))
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/values/value/key") == "streetlight"
    assert (
        "street light"
        in client.get(
            f"{V2}/services/streetlight-road.json", headers={"Accept-Language": "en"}
        ).text.casefold()
    )


def test_public_reports_are_read_by_number_service_state_and_time(client, run, cast):
    old = run(filed(now=NOW - timedelta(days=100)))
    one, two = run(filed(now=NOW - timedelta(days=3))), run(filed(now=NOW - timedelta(days=2)))
    rubbish = run(filed(service_of("cleaning", "living_report"), now=NOW - timedelta(days=1)))
    run(cases.move(one.id, "withdraw", actor=cast.sora, now=NOW, data={"asked_by": "phone", "reason": "."}))

    def found(**asked):
        rows = client.get(f"{V2}/requests.json", params=asked).json()
        assert all(list(row) == REQUEST for row in rows)
        return [row["service_request_id"] for row in rows]

    numbers = [each.receipt_no for each in (rubbish, two, one)]
    assert found() == numbers
    assert found(status="closed") == numbers[2:]
    assert found(status="open,closed") == numbers
    assert found(service_code="rubbish") == numbers[:1]
    assert found(service_code="rubbish,streetlight-road", status="open") == numbers[:2]
    assert found(service_request_id=f"{old.receipt_no},{two.receipt_no}", status="closed") == [
        two.receipt_no,
        old.receipt_no,
    ]
    since = (NOW - timedelta(days=2, hours=1)).isoformat()
    assert found(start_date=since) == numbers[:2]
    assert found(start_date="2025-11-01T00:00:00Z", end_date="2025-12-31T00:00:00+09:00") == [old.receipt_no]
    root = tree(client.get(f"{V2}/requests.xml?status=closed"))
    assert names(root[0]) == REQUEST
    assert root[0].findtext("status") == "closed"


def test_one_report_is_read_by_its_number(client, run, cast):
    case = run(filed())
    run(cases.move(case.id, "accept", actor=cast.minsu, now=NOW))
    (row,) = client.get(f"{V2}/requests/{case.receipt_no}.json").json()
    assert (row["status"], row["status_notes"], row["service_code"]) == (
        "open",
        "접수됨",
        "streetlight-road",
    )
    assert row["requested_datetime"] == "2026-03-10T10:00:00+09:00"
    assert row["expected_datetime"] == "2026-03-10T14:00:00+09:00"
    assert tree(client.get(f"{V2}/requests/{case.receipt_no}.xml")).findtext("request/status") == "open"


def test_no_answer_says_who_reported_what_and_where(client, run):
    number = post(client).json()[0]["service_request_id"]
    for path in (f"requests/{number}", "requests", "services"):
        for form in ("xml", "json"):
            text = client.get(f"{V2}/{path}.{form}").text
            for word in ("하늘", "2345", "haneul", "구멍", "1777", "35.24", "flickr"):
                assert word not in text


def test_what_is_not_public_or_no_living_report_is_not_there(client, run):
    hidden = run(filed())
    run(Case.filter(id=hidden.id).update(public=False))
    permit = run(filed(service_of("construction", "permit")))
    for number in (hidden.receipt_no, permit.receipt_no, "2026-999999-9", "x"):
        answer = client.get(f"{V2}/requests/{number}.json")
        assert answer.status_code == 404
        assert len(errors(answer)) == 1
    assert client.get(f"{V2}/requests.json").json() == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services.json?jurisdiction_id=city.gov", 404),
        ("services/033.json?jurisdiction_id=", 404),
        ("services.yaml", 404),
        ("requests.json?start_date=yesterday", 400),
        ("requests.json?start_date=2010-05-24", 400),
        ("requests.json?start_date=2010-05-24T00:00:00Z&end_date=2010-09-24T00:00:00Z", 400),
        ("requests.json?status=done", 400),
    ],
)
def test_calls_that_can_not_be_answered(client, path, status):
    assert client.get(f"{V2}/{path}").status_code == status


def test_the_documented_search_is_understood(client):
    asked = "start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open&jurisdiction_id="
    answer = client.get(f"{V2}/requests.xml?{asked}")
    assert answer.status_code == 200
    assert len(tree(answer)) == 0


def test_letters_that_xml_does_not_know_do_not_break_it(client):
    answer = client.get(f"{V2}/tokens/%01%02nothing.xml")
    assert (answer.status_code, tree(answer).tag) == (404, "errors")
