"""Is nobody woken at night, nobody cut off from what must be told, and each wish kept?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.models import NoticeWish, Person
from portal.kernel.notices import wishes
from portal.kernel.notices.wishes import SEOUL, TOPICS, quiet_end
from portal.kernel.sending.account_letters import LETTERS
from portal.rooms.petitions.letters import SUBJECTS
from tests.cast import NOW, Cast

HOURS = st.integers(0, 23)
SECONDS = 3 * 365 * 24 * 3600
MOMENTS = st.integers(0, SECONDS * 1_000_000).map(lambda micros: NOW + timedelta(microseconds=micros))


def is_quiet(at: datetime, start: int, end: int) -> bool:
    """Written another way than the code: walk the quiet hours from their beginning."""
    hours = [(start + step) % 24 for step in range((end - start) % 24)]
    return at.astimezone(SEOUL).hour in hours


@given(MOMENTS, HOURS, HOURS)
def test_what_rings_goes_at_once_or_at_the_very_end_of_the_quiet_hours(now: datetime, start: int, end: int):
    goes = quiet_end(now, start, end)
    if not is_quiet(now, start, end):
        assert goes == now
        return
    assert now < goes <= now + timedelta(hours=24)
    assert not is_quiet(goes, start, end)
    assert is_quiet(goes - timedelta(microseconds=1), start, end)
    local = goes.astimezone(SEOUL)
    assert (local.hour, local.minute, local.second, local.microsecond) == (end, 0, 0, 0)
    assert quiet_end(goes, start, end) == goes


@given(MOMENTS, HOURS)
def test_equal_hours_are_never_quiet(now: datetime, hour: int):
    assert quiet_end(now, hour, hour) == now


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-03-10T20:59", "2026-03-10T20:59"),
        ("2026-03-10T21:00", "2026-03-11T08:00"),
        ("2026-03-10T23:59", "2026-03-11T08:00"),
        ("2026-03-11T00:00", "2026-03-11T08:00"),
        ("2026-03-11T07:59", "2026-03-11T08:00"),
        ("2026-03-11T08:00", "2026-03-11T08:00"),
        ("2026-12-31T22:00", "2027-01-01T08:00"),
    ],
)
def test_from_nine_in_the_evening_to_eight_crosses_midnight(at: str, goes: str):
    now = datetime.fromisoformat(at).replace(tzinfo=SEOUL)
    assert quiet_end(now, 21, 8) == datetime.fromisoformat(goes).replace(tzinfo=SEOUL)


def test_whatever_a_letter_says_belongs_to_a_topic():
    # The day's root goes to the auditor's office, which chooses nothing.
    to_people = (told for told in (*SUBJECTS, *LETTERS) if told != "ledger_root")
    assert [told for told in to_people if not wishes.name_of(told)] == []


@pytest.fixture
async def resident(house: Cast) -> Person:
    return await Person.create(kind="resident", login="resident:1", name="", created_at=NOW)


async def test_without_a_word_everything_comes_by_mail(resident: Person):
    wished = await wishes.of(resident)
    assert {wished.channels(topic) for topic in TOPICS} == {("mail",)}
    assert (wished.quiet_from, wished.quiet_until) == (21, 8)


async def test_wishes_are_kept_and_what_is_not_named_stays(resident: Person):
    await wishes.save(
        resident, {("result", "sms"): True, ("progress", "mail"): False}, quiet_from=22, quiet_until=7
    )
    await wishes.save(resident, {("result", "mail"): False}, quiet_from=22, quiet_until=7)
    wished = await wishes.of(await Person.get(id=resident.id))
    assert wished.channels("result") == ("sms",)
    assert wished.channels("progress") == ()
    assert wished.channels("accepted") == ("mail",)
    assert (wished.quiet_from, wished.quiet_until) == (22, 7)


@pytest.mark.parametrize("topic", [name for name, topic in TOPICS.items() if not topic.optional])
async def test_what_the_law_wants_told_keeps_one_way(resident: Person, topic: str):
    with pytest.raises(wishes.NoWayLeft) as refused:
        await wishes.save(resident, {(topic, "mail"): False}, quiet_from=21, quiet_until=8)
    assert set(refused.value.fields) == {f"topic-{topic}"}
    assert await NoticeWish.all().count() == 0
    await wishes.save(
        resident, {(topic, "mail"): False, (topic, "paper"): True}, quiet_from=21, quiet_until=8
    )


async def test_hours_and_names_that_are_none_are_refused(resident: Person):
    with pytest.raises(wishes.WrongHours):
        await wishes.save(resident, {}, quiet_from=24, quiet_until=8)
    with pytest.raises(KeyError):
        await wishes.save(resident, {("result", "pigeon"): True}, quiet_from=21, quiet_until=8)
    with pytest.raises(KeyError):
        await wishes.save(resident, {("weather", "mail"): True}, quiet_from=21, quiet_until=8)
