"""Does every notice find its way, and another one when that fails?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.kernel import cases, sending
from portal.kernel.models import Notice
from portal.kernel.notices import Deferred, stops
from portal.kernel.sending import due
from portal.settings import Settings
from tests.cast import HANEUL, NOW, Cast, filed
from tests.kernel.gateways import listening
from tests.kernel.test_sms import url_of
from tests.kernel.ways import (
    LATER,
    MORNING,
    NIGHT,
    NO_CONTACT,
    PAUSE,
    PHONE_ONLY,
    Ways,
    accept,
    at_counter,
    park,
    replaced,
    rows,
)


@pytest.fixture
def ways(house: Cast) -> Iterator[Ways]:
    """The channels of the opened house, replaced."""
    with replaced() as made:
        yield made


async def test_a_proved_mail_goes_before_a_phone(ways: Ways):
    await filed(petitioner=replace(HANEUL, sms=True))
    await sending.send_due(NOW)
    assert (len(ways.mail.delivered), len(ways.sms.delivered)) == (1, 0)


async def test_who_gave_only_a_phone_is_texted_that_something_moved_and_no_more(ways: Ways):
    case = await filed(petitioner=PHONE_ONLY)
    await sending.send_due(NOW)
    (delivery,) = ways.sms.delivered
    said = delivery.letter.short
    assert delivery.address == "01023456789"
    assert f"/cases/{case.receipt_no}\n" in said
    assert "민원을 받았습니다" in said
    assert cases.link_token(case) not in said
    for private in ("김하늘", "가로등", "?k="):
        assert private not in said
    assert said.rstrip().endswith(delivery.stop)
    assert len(delivery.stop.rpartition("/")[2]) < 40


async def test_a_phone_that_nobody_agreed_to_text_is_left_alone(ways: Ways):
    case = await filed(petitioner=replace(PHONE_ONLY, sms=False))
    await sending.send_due(NOW)
    assert ways.sms.delivered == []
    assert await rows(case, "filed") == []


async def test_a_text_waits_for_the_morning_and_no_try_is_lost(ways: Ways):
    await filed(petitioner=PHONE_ONLY, now=NIGHT)
    await sending.send_due(NIGHT)
    notice = await Notice.get(channel="sms")
    assert ways.sms.delivered == []
    assert (notice.state, notice.available_at, notice.attempts) == ("pending", MORNING, 0)
    await sending.send_due(MORNING)
    assert len(ways.sms.delivered) == 1


async def test_a_mail_does_not_ring_and_goes_at_night(ways: Ways):
    await filed(now=NIGHT)
    await sending.send_due(NIGHT)
    assert len(ways.mail.delivered) == 1


async def test_when_mail_is_refused_the_phone_takes_over_and_then_paper(ways: Ways, house: Cast):
    case = await filed(petitioner=replace(HANEUL, sms=True))
    await accept(case, house)
    await park(ways.mail)
    await sending.send_due(NOW + timedelta(hours=1))
    assert await rows(case, "accepted") == [("mail", "parked"), ("sms", "pending")]
    await park(ways.sms)
    await sending.send_due(NOW + timedelta(hours=1))
    assert await rows(case, "accepted") == [("mail", "parked"), ("sms", "parked"), ("paper", "to_do")]
    first, second, third = (
        await Notice.filter(topic="accepted").exclude(channel="portal").order_by("created_at", "id")
    )
    assert (second.follows_id, third.follows_id) == (first.id, second.id)


async def test_what_need_not_be_told_is_never_written_on_paper(ways: Ways):
    case = await filed()
    await park(ways.mail)
    await sending.send_due(NOW)
    assert await rows(case, "filed") == [("mail", "parked")]


async def test_paper_takes_over_only_once_all_tries_failed(ways: Ways, house: Cast):
    case = await filed()
    await accept(case, house)
    await park(ways.mail, Deferred("421"))
    now = NOW + timedelta(hours=1)
    for wait in due.WAITS:
        await sending.send_due(now)
        assert await rows(case, "accepted") == [("mail", "pending")]
        now += wait
    await sending.send_due(now)
    assert await rows(case, "accepted") == [("mail", "parked"), ("paper", "to_do")]


async def test_who_stopped_mail_is_told_on_paper_what_the_law_wants_told(ways: Ways, house: Cast):
    case = await filed()
    await stops.stop(stops.contact_of("mail", HANEUL.email), NOW)
    await accept(case, house)
    await sending.send_due(NOW + timedelta(hours=1))
    assert ways.mail.delivered == []
    assert await rows(case, "filed") == [("mail", "skipped")]
    assert await rows(case, "accepted") == [("mail", "skipped"), ("paper", "to_do")]
    await stops.resume(stops.contact_of("mail", HANEUL.email))
    await cases.move(case.id, "pause", actor=house.minsu, now=NOW + timedelta(hours=2), data=PAUSE)
    await sending.send_due(NOW + timedelta(hours=3))
    assert len(ways.mail.delivered) == 1


async def test_stopping_one_channel_leaves_the_others_and_other_people_alone(ways: Ways):
    await stops.stop(stops.contact_of("mail", "neighbour@example.org"), NOW)
    await stops.stop(stops.contact_of("sms", HANEUL.email), NOW)
    await filed()
    await sending.send_due(NOW)
    assert len(ways.mail.delivered) == 1


async def test_a_walk_in_without_contact_is_written_to_but_not_what_the_receipt_said(ways: Ways, house: Cast):
    case = await at_counter(NO_CONTACT)
    await accept(case, house, NOW)
    assert await rows(case, "filed") == await rows(case, "accepted") == []
    await cases.move(
        case.id, "request_supplement", actor=house.minsu, now=LATER, data={"request": "사진", "days": "3"}
    )
    assert await rows(case, "supplement_requested") == [("paper", "to_do")]


async def test_a_walk_in_who_asked_for_texts_gets_the_same_notices(ways: Ways, house: Cast):
    case = await at_counter(replace(PHONE_ONLY, name="이철수"))
    await accept(case, house, NOW)
    await sending.send_due(NOW)
    assert await rows(case, "filed") == await rows(case, "accepted") == [("sms", "sent")]


async def test_what_did_not_reach_the_phone_is_written(
    ways: Ways, house: Cast, var: Settings, monkeypatch: Any
):
    case = await filed(petitioner=PHONE_ONLY)
    await accept(case, house)
    await sending.send_due(NOW + timedelta(hours=1))
    with listening("solapi", NOW + timedelta(hours=1)) as server:
        monkeypatch.setattr(var, "sms_url", url_of("solapi", server.port))

        server.states = {"M1": "4000", "M2": "3058"}
        await sending.ask_arrivals(NOW + timedelta(hours=1))
        assert sorted(await rows(case, "accepted") + await rows(case, "filed")) == [
            ("sms", "sent"),
            ("sms", "sent"),
        ]
        server.now = NOW + timedelta(hours=2)
        await sending.ask_arrivals(server.now)
    states = sorted(await rows(case, "accepted") + await rows(case, "filed"))
    assert ("sms", "parked") in states
    assert ("sms", "sent") in states
    arrived = await Notice.get(gateway_id="M1")
    assert arrived.arrived_at == NOW + timedelta(hours=2)
    failed = await Notice.get(gateway_id="M2")
    assert failed.error == "undelivered: 3058"
    assert await Notice.filter(follows_id=failed.id, channel="paper").exists() is (failed.topic == "accepted")
