"""Is an account told by its own wishes, of its cases and of itself, and a contact proved in its reader's language?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal.kernel import cases, proofs, sending
from portal.kernel.models import Case, ContactProof, Notice, Person
from portal.kernel.notices import wishes
from portal.kernel.people import consents, residents
from portal.kernel.people.residents import Profile
from tests.cast import HANEUL, NOW, Cast, filed
from tests.kernel.ways import (
    NIGHT,
    PAUSE,
    Ways,
    accept,
    park,
    replaced,
    rows,
)


@pytest.fixture
def ways(house: Cast) -> Iterator[Ways]:
    """The channels of the opened house, replaced."""
    with replaced() as made:
        yield made


@pytest.fixture
async def owner(house: Cast) -> Person:
    profile = Profile(name="김하늘", phone="010-9999-8888", email="new@example.org", email_proved=True)
    return await residents.create(profile, now=NOW, lang="en", consents=("sms",))


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


@pytest.mark.parametrize("proved", [True, False])
async def test_after_the_consent_was_taken_back_no_message_goes_whatever_wish_is_left(
    ways: Ways, house: Cast, owner: Person, proved: bool
):
    """Also where the account has no other address, and its case was filed with messages to the form's number."""
    profile = await residents.profile_of(owner)
    await residents.save_profile(owner, replace(profile, email_proved=proved))
    case = await owned(owner, petitioner=replace(HANEUL, sms=True, email_proved=proved))
    await wishes.save(
        owner, {("accepted", "sms"): True, ("account", "sms"): True}, quiet_from=0, quiet_until=0
    )
    await consents.withdraw(owner, "sms", now=NOW)
    await sending.tell_person(owner, "new_device", NOW)
    await accept(case, house)
    for _ in range(2):
        await sending.send_due(NOW + timedelta(hours=1))
    assert ways.sms.delivered == []
    assert len(ways.mail.delivered) == (2 if proved else 0)


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
