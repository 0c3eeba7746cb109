"""How does a program ask, and how are its answers read? The specification's own example, and what each answer holds."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

V2 = "/open311/v2"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
REPORT = {
    "jurisdiction_id": "",
    "service_code": "streetlight-road",
    "lat": "35.24290",
    "long": "129.09220",
    "address_string": "중앙대로 1777 앞",
    "email": "haneul@example.org",
    "device_id": "tt222111",
    "account_id": "123456",
    "first_name": "하늘",
    "last_name": "김",
    "phone": "010-2345-6789",
    "description": "큰 구멍이 길을 막고 있습니다.\n아이들이 다닙니다.",
    "media_url": "http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg",
    "attribute[problem]": "pothole",
    "attribute[petitioner_address]": "부산광역시 금정구 중앙대로 1777",
    "attribute[consent]": "yes",
}
"""The specification's own example of a POST, with what our law asks besides."""
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
REQUEST = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]


def post(client, form="json", key="", **changed):
    body = {name: value for name, value in {**REPORT, **changed}.items() if value is not None}
    headers = FORM | ({"Idempotency-Key": key} if key else {})
    return client.post(f"{V2}/requests.{form}", content=urlencode(body), headers=headers)


def tree(answer) -> Xml.Element:
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.text.startswith("<?xml version='1.0' encoding='utf-8'?>")
    return Xml.fromstring(answer.content)


def names(element: Xml.Element) -> list[str]:
    return [child.tag for child in element]


def errors(answer) -> list[str]:
    found = answer.json()
    assert all(each["code"] == answer.status_code for each in found)
    return [each["description"] for each in found]
