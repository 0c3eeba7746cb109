"""Who follows a public case hears what anybody may read, once each time, and nothing once they have stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal.kernel import cases, destruction, sending
from portal.kernel.models import Case, Follow, Notice, NoticeStop, PlaceMark
from portal.kernel.moves import SYSTEM
from portal.kernel.notices import stops, wishes
from portal.kernel.people import residents
from portal.kernel.people.residents import Profile
from portal.kernel.public import following
from tests.cast import NOW, filed
from tests.kernel.ways import Ways, replaced

LATER = NOW + timedelta(hours=1)
GUEST = "seojun@example.org"
PROFILE = Profile(name="박서준", email=GUEST, email_proved=True)


@pytest.fixture
def ways(house) -> Iterator[Ways]:
    with replaced() as made:
        yield made


@pytest.fixture
async def case(house):
    made = await filed()
    await Notice.all().delete()
    return made


async def accept(case: Case, house) -> None:
    await cases.move(case.id, "accept", actor=house.minsu, now=NOW)
    await Notice.all().delete()


async def told(ways: Ways) -> list:
    while await following.tell_followers(LATER):
        pass
    for _ in range(2):
        await sending.send_due(LATER)
    return ways.mail.delivered


async def test_a_guest_is_told_the_public_row_and_how_to_stop(ways, house, case):
    row = await following.follow_by_mail(GUEST, case, "ko", NOW)
    await accept(case, house)
    letters = await told(ways)
    assert [each.address for each in letters] == [GUEST]
    words = letters[0].letter.text
    for said in (case.receipt_no, "접수", f"/status/{case.receipt_no}"):
        assert said in words
    for secret in ("김하늘", "haneul", "꺼져", "/cases/", "박민수"):
        assert secret not in words + letters[0].letter.subject
    assert letters[0].stop.endswith(f"/unsubscribe/follow/{following.stop_token(row)}")
    assert letters[0].stop in words


async def test_each_public_event_is_told_once(ways, house, case):
    await following.follow_by_mail(GUEST, case, "ko", NOW)
    await accept(case, house)
    assert len(await told(ways)) == 1
    assert len(await told(ways)) == 1
    await cases.move(case.id, "note", actor=house.minsu, now=NOW, data={"note": "우리끼리"})
    assert len(await told(ways)) == 1


async def test_what_was_public_before_is_no_news(ways, house, case):
    await accept(case, house)
    await following.follow_by_mail(GUEST, case, "ko", NOW)
    assert await told(ways) == []


async def test_an_account_is_told_by_its_own_wishes(ways, house, case):
    person = await residents.create(PROFILE, now=NOW, lang="ko", consents=("terms", "account"))
    await following.follow_as(person, case, NOW)
    await accept(case, house)
    assert [each.address for each in await told(ways)] == [GUEST]
    await wishes.save(person, {("followed", "mail"): False}, quiet_from=21, quiet_until=8)
    await cases.move(case.id, "review", actor=house.minsu, now=NOW)
    await Notice.filter(follow_id=None).delete()
    assert len(await told(ways)) == 1


async def test_one_follows_a_case_once_as_guest_and_with_an_account(house, case):
    for _ in range(2):
        await following.follow_by_mail(GUEST, case, "ko", NOW)
    person = await residents.create(PROFILE, now=NOW, lang="ko", consents=("terms", "account"))
    for _ in range(2):
        await following.follow_as(person, case, NOW)
    await following.follow_by_mail(GUEST, case, "ko", NOW)
    assert [row.person_id for row in await Follow.all()] == [person.id]
    assert [each.id for each in await following.of_person(person)] == [case.id]


async def test_who_stops_is_forgotten_and_told_nothing_more(ways, house, case):
    row = await following.follow_by_mail(GUEST, case, "ko", NOW)
    await accept(case, house)
    await following.tell_followers(LATER)
    await following.end(following.read_stop(following.stop_token(row)))
    assert await told(ways) == []
    assert await Follow.all().count() == await Notice.filter(channel="mail").count() == 0


async def test_a_mail_stop_from_before_does_not_silence_a_later_wish(ways, house, case):
    contact = stops.contact_of("mail", GUEST)
    await stops.stop(contact, NOW - timedelta(days=1))
    await following.follow_by_mail(GUEST, case, "ko", NOW)
    await accept(case, house)
    assert len(await told(ways)) == 1
    await NoticeStop.all().update(at=LATER)
    await cases.move(case.id, "review", actor=house.minsu, now=NOW)
    await Notice.filter(follow_id=None).delete()
    assert len(await told(ways)) == 1


@pytest.mark.parametrize("token", ["", "x", "가", "AAAA" * 10, "=" * 40])
def test_a_link_that_was_not_made_here_stops_nothing(house, token):
    with pytest.raises(following.WrongStop):
        following.read_stop(token)


async def test_a_destroyed_case_is_followed_no_more(ways, house, case):
    await following.follow_by_mail(GUEST, case, "ko", NOW)
    await destruction.destroy(case.id, actor=SYSTEM, now=NOW)
    assert await told(ways) == []
    assert await Follow.all().count() == await PlaceMark.all().count() == 0


async def test_a_case_that_is_public_no_more_is_followed_no_more(ways, house, case):
    await following.follow_by_mail(GUEST, case, "ko", NOW)
    await accept(case, house)
    await Case.filter(id=case.id).update(public=False)
    assert await told(ways) == []
    assert await Follow.all().count() == 0


async def test_few_followers_are_not_counted_aloud(house, case):
    for number in range(following.SHOWN_FROM):
        assert await following.shown_count(case) == 0
        await following.follow_by_mail(f"n{number}@example.org", case, "ko", NOW)
    assert await following.shown_count(case) == following.SHOWN_FROM


async def test_an_address_stands_nowhere_in_the_clear(house, case):
    row = await following.follow_by_mail(GUEST, case, "ko", NOW)
    assert b"seojun" not in (row.contact_sealed or b"")
    assert following.address_of(await Follow.get(id=row.id)) == GUEST


async def test_closing_an_account_ends_what_it_follows(house, case):
    person = await residents.create(PROFILE, now=NOW, lang="ko", consents=("terms", "account"))
    await following.follow_as(person, case, NOW)
    await residents.close(person, NOW)
    assert await Follow.all().count() == 0
