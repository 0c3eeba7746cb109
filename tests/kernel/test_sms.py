"""Does a text message go out as the gateways' documents want it, and does each answer keep its meaning?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from portal.kernel import sending, sms
from portal.kernel.notices import Deferred, Delivery, Letter, Refused
from tests.cast import NOW
from tests.kernel.gateways import KEY, SECRET, SERVICE, Gateway, listening


def url_of(kind: str, port: int) -> str:
    path = f"/{SERVICE}" if kind == "sens" else ""
    return f"{kind}+http://{KEY}:{quote(SECRET, safe='')}@127.0.0.1:{port}{path}?from=051-400-0000"


@pytest.fixture(params=["solapi", "sens"])
def gateway(request: pytest.FixtureRequest) -> Iterator[tuple[Gateway, sms.Gateway]]:
    with listening(request.param, NOW) as server:
        yield server, sms.read_url(url_of(request.param, server.port))


async def test_a_short_message_is_signed_sent_once_and_named_by_the_gateway(gateway: Any):
    server, way = gateway
    taken = await sms.send(way, sms.Message("01023456789", "민원을 접수했습니다", reference="7"), now=NOW)
    (message,) = server.taken
    assert message["type"] == "SMS"
    assert message["from"] == "0514000000"
    assert "01023456789" in {message.get("to"), message.get("messages", [{}])[0].get("to")}
    assert message.get("text", message.get("content")) == "민원을 접수했습니다"
    assert taken.id in {"M4V1", "VORSSA-1"}


async def test_more_than_90_bytes_go_as_a_long_message_with_a_subject(gateway: Any):
    server, way = gateway
    exact, over = "가" * 45, "가" * 45 + "a"
    await sms.send(way, sms.Message("01023456789", exact, "제목"), now=NOW)
    await sms.send(way, sms.Message("01023456789", over, "제목" * 30), now=NOW)
    short, long = server.taken
    assert (short["type"], long["type"]) == ("SMS", "LMS")
    assert "subject" not in short
    assert long["subject"] == "제목" * 10


async def test_what_a_phone_cannot_show_is_replaced_not_refused(gateway: Any):
    server, way = gateway
    await sms.send(way, sms.Message("01023456789", "안녕 😀"), now=NOW)
    assert server.taken[0].get("text", server.taken[0].get("content")) == "안녕 ?"


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503])
async def test_a_fault_that_will_pass_is_tried_again(gateway: Any, status: int):
    server, way = gateway
    server.answer = (status, {"errorCode": "Busy", "errorMessage": "01023456789 is busy"})
    with pytest.raises(Deferred) as told:
        await sms.send(way, sms.Message("01023456789", "x"), now=NOW)
    assert str(status) in told.value.reason
    assert "0102345" not in told.value.reason


async def test_a_message_with_a_fault_of_its_own_is_refused(gateway: Any):
    server, way = gateway
    server.answer = (400, {"errorCode": "ValidationError", "errorMessage": "to: 01023456789"})
    with pytest.raises(Refused) as told:
        await sms.send(way, sms.Message("01023456789", "x"), now=NOW)
    assert "0102345" not in told.value.reason


async def test_a_solapi_message_taken_with_another_status_is_refused():
    with listening("solapi", NOW) as server:
        server.answer = (200, {"statusCode": "1062", "statusMessage": "발신번호 미등록"})
        way = sms.read_url(url_of("solapi", server.port))
        with pytest.raises(Refused, match="1062"):
            await sms.send(way, sms.Message("01023456789", "x"), now=NOW)


async def test_a_solapi_account_without_money_is_tried_again():
    with listening("solapi", NOW) as server:
        server.answer = (402, {"errorCode": "NotEnoughBalance"})
        way = sms.read_url(url_of("solapi", server.port))
        with pytest.raises(Deferred, match="NotEnoughBalance"):
            await sms.send(way, sms.Message("01023456789", "x"), now=NOW)


async def test_nobody_listening_is_tried_again():
    way = sms.read_url(url_of("solapi", 9))
    with pytest.raises(Deferred, match="Connect"):
        await sms.send(way, sms.Message("01023456789", "x"), now=NOW)


@pytest.mark.parametrize(
    ("kind", "state", "arrived"),
    [
        ("solapi", "2000", None),
        ("solapi", "3000", None),
        ("solapi", "4000", True),
        ("solapi", "3058", False),
        ("sens", "", None),
        ("sens", "success", True),
        ("sens", "fail", False),
    ],
)
async def test_the_gateway_says_later_how_it_ended(kind: str, state: str, arrived: bool | None):
    with listening(kind, NOW) as server:
        way = sms.read_url(url_of(kind, server.port))
        server.states["M4V1"] = state
        assert (await sms.outcome(way, "M4V1", now=NOW)).arrived is arrived


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://api.solapi.com",
        "solapi://api.solapi.com?from=0514000000",
        "solapi://key:secret@api.solapi.com",
        "solapi+http://key:secret@api.solapi.com?from=0514000000",
        "sens://key:secret@sens.apigw.ntruss.com?from=0514000000",
        "solapi://key:secret@[broken?from=0514000000",
    ],
)
def test_an_address_that_would_not_work_is_refused_without_its_secret(url: str):
    with pytest.raises(sms.Unusable) as told:
        sms.read_url(url)
    assert "secret@" not in str(told.value)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("010-2345-6789", "01023456789"),
        ("+82 10-2345-6789", "01023456789"),
        ("011-345-6789", "0113456789"),
        ("051-400-0000", ""),
        ("", ""),
    ],
)
def test_only_mobile_numbers_get_messages(typed: str, read: str):
    assert sms.mobile(typed) == read


async def test_a_notice_goes_to_a_mobile_number_in_its_short_words():
    with listening("solapi", NOW) as server:
        deliver = sending.by_sms(sms.read_url(url_of("solapi", server.port)), lambda: NOW)
        letter = Letter("제목", "긴 글", short="짧은 글")
        assert await deliver(Delivery(UUID(int=7), "010-2345-6789", letter, NOW)) == "M4V1"
        with pytest.raises(Refused):
            await deliver(Delivery(UUID(int=8), "051-400-0000", letter, NOW))
    assert [message["text"] for message in server.taken] == ["짧은 글"]
    assert server.taken[0]["customFields"] == {"notice": str(UUID(int=7))}
