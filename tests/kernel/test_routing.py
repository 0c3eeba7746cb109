"""Does every notice find its way, and another one when that fails?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.kernel import cases, notices, proofs, sending
from portal.kernel.cases import Filing, Petitioner, file
from portal.kernel.models import Case, ContactProof, Notice, Person
from portal.kernel.moves import PETITIONER
from portal.kernel.notices import Deferred, Delivery, Refused, channels, stops, wishes
from portal.kernel.people import residents
from portal.kernel.people.residents import Profile
from portal.kernel.sending import due
from portal.settings import Settings
from tests.cast import HANEUL, NOW, Cast, filed, service_of
from tests.kernel.gateways import listening
from tests.kernel.test_sms import url_of

NIGHT = NOW + timedelta(hours=13)
"""Eleven in the evening of the tests' day."""
MORNING = NOW + timedelta(hours=22)
"""Eight in the morning after it."""
LATER = NOW + timedelta(hours=1)
PHONE_ONLY = replace(HANEUL, email="", email_proved=False, sms=True)
NO_CONTACT = Petitioner(name="박순자", address="부산광역시 금정구 서동로 1")


class Way:
    """A channel at the edge of the world: it notes deliveries, or fails as it is told to."""

    def __init__(self) -> None:
        self.delivered: list[Delivery] = []
        self.fail: Exception | None = None

    async def __call__(self, delivery: Delivery) -> str:
        if self.fail is not None:
            raise self.fail
        self.delivered.append(delivery)
        return f"M{len(self.delivered)}"


class Ways:
    """Mail and text messages of the opened house, replaced."""

    def __init__(self) -> None:
        self.mail, self.sms = Way(), Way()


@pytest.fixture
def ways(house: Cast) -> Iterator[Ways]:
    before = dict(channels._channels)
    made = Ways()
    notices.plug("mail", made.mail)
    notices.plug("sms", made.sms)
    yield made
    channels._channels.clear()
    channels._channels.update(before)


async def at_counter(petitioner: Petitioner, **more: Any) -> Case:
    filing = Filing(
        service=service_of("construction", "living_report"),
        answers={"description": "가로등이 꺼져 있습니다."},
        petitioner=petitioner,
        key=f"counter-{petitioner.name}-{petitioner.phone}",
        channel="counter",
        **more,
    )
    return (await file(filing, actor=PETITIONER, now=NOW)).case


async def rows(case: Case, topic: str) -> list[tuple[str, str]]:
    found = (
        await Notice.filter(case_id=case.id, topic=topic)
        .exclude(channel="portal")
        .order_by("created_at", "id")
    )
    return [(row.channel, row.state) for row in found]


async def accept(case: Case, house: Cast, now: Any = NOW + timedelta(minutes=5)) -> None:
    await cases.move(case.id, "accept", actor=house.minsu, now=now)


async def park(way: Way, fail: Exception | None = None) -> None:
    way.fail = fail or Refused("550")


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


PAUSE = {"ground": "hearing", "reason": "의견을 듣습니다."}


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


@pytest.fixture
async def owner(house: Cast) -> Person:
    profile = Profile(name="김하늘", phone="010-9999-8888", email="new@example.org", email_proved=True)
    return await residents.create(profile, now=NOW, lang="en", consents=())


async def owned(person: Person, **more: Any) -> Case:
    case = await filed(**more)
    await Notice.filter(case_id=case.id).delete()
    await Case.filter(id=case.id).update(person_id=person.id)
    return case


async def test_an_accounts_case_is_told_by_the_accounts_wishes_and_addresses(
    ways: Ways, house: Cast, owner: Person
):
    case = await owned(owner)
    await wishes.save(owner, {("accepted", "sms"): True}, quiet_from=21, quiet_until=8)
    await accept(case, house)
    assert await rows(case, "accepted") == [("account", "pending")]
    await sending.send_due(NOW + timedelta(hours=1))
    await sending.send_due(NOW + timedelta(hours=1))
    assert sorted(await rows(case, "accepted")) == [("mail", "sent"), ("sms", "sent")]
    assert ways.mail.delivered[0].address == "new@example.org"
    assert ways.sms.delivered[0].address == "01099998888"


async def test_paper_waits_while_another_wished_channel_is_under_way(ways: Ways, house: Cast, owner: Person):
    case = await owned(owner)
    await wishes.save(owner, {("accepted", "sms"): True}, quiet_from=21, quiet_until=8)
    await accept(case, house)
    await park(ways.mail)
    for _ in range(2):
        await sending.send_due(NOW + timedelta(hours=1))
    assert sorted(await rows(case, "accepted")) == [("mail", "parked"), ("sms", "sent")]


async def test_an_optional_topic_may_be_silenced_altogether(ways: Ways, house: Cast, owner: Person):
    case = await owned(owner)
    await wishes.save(owner, {("progress", "mail"): False}, quiet_from=21, quiet_until=8)
    await accept(case, house)
    await cases.move(case.id, "pause", actor=house.minsu, now=NOW + timedelta(hours=1), data=PAUSE)
    for _ in range(2):
        await sending.send_due(NOW + timedelta(hours=2))
    assert await rows(case, "paused") == [("account", "skipped")]
    assert await rows(case, "accepted") == [("mail", "sent")]


async def test_an_account_may_wish_for_letters_on_paper(ways: Ways, house: Cast, owner: Person):
    case = await owned(owner)
    wished = {("accepted", "mail"): False, ("accepted", "paper"): True}
    await wishes.save(owner, wished, quiet_from=21, quiet_until=8)
    await accept(case, house)
    await sending.send_due(NOW + timedelta(hours=1))
    assert await rows(case, "accepted") == [("paper", "to_do")]


async def test_the_quiet_hours_of_an_account_are_its_own(ways: Ways, house: Cast, owner: Person):
    case = await owned(owner)
    wished = {("accepted", "sms"): True, ("accepted", "mail"): False}
    await wishes.save(owner, wished, quiet_from=0, quiet_until=0)
    await accept(case, house)
    for _ in range(2):
        await sending.send_due(NIGHT)
    assert len(ways.sms.delivered) == 1


async def test_an_account_is_told_of_itself_in_its_language_also_at_night(ways: Ways, owner: Person):
    await wishes.save(owner, {("account", "sms"): True}, quiet_from=21, quiet_until=8)
    await sending.tell_person(owner, "new_device", NIGHT)
    for _ in range(2):
        await sending.send_due(NIGHT)
    (mail,), (text,) = ways.mail.delivered, ways.sms.delivered
    assert "Signed in on a new device" in mail.letter.subject
    assert "10 March 2026 at 23:00" in mail.letter.text
    assert "/account/devices" in mail.letter.text
    assert mail.stop == text.stop == "", "whoever reads the mail must not silence what protects the account"


async def test_a_closed_account_is_told_at_the_address_it_had(ways: Ways, owner: Person):
    await sending.tell_address("new@example.org", "account_closed", NOW, lang="en")
    await residents.close(owner, NOW)
    await sending.send_due(NOW)
    (delivery,) = ways.mail.delivered
    assert delivery.address == "new@example.org"
    assert "Your account is closed" in delivery.letter.subject
    notice = await Notice.get(topic="account_closed")
    assert (notice.state, notice.sealed) == ("sent", None)


async def test_a_guardian_gets_the_link_that_asks_for_consent(ways: Ways):
    await sending.tell_address(
        "mother@example.org", "guardian_asked", NOW, link="https://portal/account/guardian/x"
    )
    assert b"mother" not in bytes((await Notice.get()).sealed or b"")
    await sending.send_due(NOW)
    assert "https://portal/account/guardian/x" in ways.mail.delivered[0].letter.text


async def test_an_unknown_topic_is_a_mistake_of_the_caller(owner: Person):
    with pytest.raises(ValueError, match="weather"):
        await sending.tell_person(owner, "weather", NOW)


@pytest.mark.parametrize(("lang", "words"), [("ko", "확인번호"), ("en", "Your code")])
async def test_a_phone_is_proved_by_a_code_in_its_readers_language(ways: Ways, lang: str, words: str):
    proof = await proofs.begin("010-2345-6789", "phone", NIGHT, channel="sms", lang=lang)
    await sending.send_due(NIGHT)
    (delivery,) = ways.sms.delivered
    assert words in delivery.letter.short
    digits = "".join(one for one in delivery.letter.short.split() if one.isdecimal() and len(one) == 6)
    proved = await proofs.enter(proof.id, "phone", digits or _six(delivery.letter.short), NIGHT)
    assert proved.contact_hash == proofs.contact_hash("01023456789", "sms")


def _six(text: str) -> str:
    return next(
        part[:6] for part in text.replace(":", " ").split() if part[:6].isdecimal() and len(part) >= 6
    )


async def test_no_code_is_sent_to_a_phone_that_takes_no_texts(ways: Ways):
    with pytest.raises(proofs.NoMobile):
        await proofs.begin("051-400-0000", "phone", NOW, channel="sms")
    assert await ContactProof.all().count() == 0


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_a_mailed_code_is_written_in_its_readers_language(ways: Ways, lang: str):
    await proofs.begin("new@example.org", "email", NOW, lang=lang)
    await sending.send_due(NOW)
    (delivery,) = ways.mail.delivered
    assert ("확인번호" in delivery.letter.subject) == (lang == "ko")
    assert ("Code for your email" in delivery.letter.subject) == (lang == "en")
    assert delivery.stop == ""


async def test_what_did_not_reach_the_phone_is_written(
    ways: Ways, house: Cast, var: Settings, monkeypatch: Any
):
    case = await filed(petitioner=PHONE_ONLY)
    await accept(case, house)
    await sending.send_due(NOW + timedelta(hours=1))
    with listening("solapi", NOW) as server:
        monkeypatch.setattr(var, "sms_url", url_of("solapi", server.port))

        monkeypatch.setattr("portal.kernel.sms.sending.outcome.__kwdefaults__", {"read_clock": lambda: NOW})
        server.states = {"M1": "4000", "M2": "3058"}
        await sending.ask_arrivals(NOW + timedelta(hours=1))
        assert sorted(await rows(case, "accepted") + await rows(case, "filed")) == [
            ("sms", "sent"),
            ("sms", "sent"),
        ]
        await sending.ask_arrivals(NOW + timedelta(hours=2))
    states = sorted(await rows(case, "accepted") + await rows(case, "filed"))
    assert ("sms", "parked") in states
    assert ("sms", "sent") in states
    arrived = await Notice.get(gateway_id="M1")
    assert arrived.arrived_at == NOW + timedelta(hours=2)
    failed = await Notice.get(gateway_id="M2")
    assert failed.error == "undelivered: 3058"
    assert await Notice.filter(follows_id=failed.id, channel="paper").exists() is (failed.topic == "accepted")
