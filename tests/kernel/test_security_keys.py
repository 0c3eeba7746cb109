"""Is a security key believed only when it answers our question, at our address, for its owner, and once?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from portal.kernel.models import AccessLog, Person, SecurityKey
from portal.kernel.people import relying_party, residents, security_keys
from portal.kernel.people.identities import LastWayIn
from portal.kernel.people.security_keys import BadKeyName, KeyCopied, KeyRefused, UnknownKey
from portal.settings import settings
from tests.cast import NOW, Cast
from tests.soft_key import SoftKey

ORIGIN = "https://portal.geumjeong.example"


@pytest.fixture(autouse=True)
def at_our_address(house: Cast, monkeypatch):
    monkeypatch.setattr(settings(), "base_url", ORIGIN)


async def resident(name: str = "김하늘") -> Person:
    return await residents.create(residents.Profile(name=name), now=NOW, lang="ko", consents=())


async def with_key(person: Person, key: SoftKey, name: str = "내 휴대전화") -> SecurityKey:
    asked = await security_keys.ask_to_add(person, shown_as="김하늘", now=NOW)
    return await security_keys.add(person, asked.kept, key.create(asked.options), name=name, now=NOW)


async def signed_in(key: SoftKey, **lies) -> Person:
    asked = await security_keys.ask(NOW, verified=False)
    return await security_keys.check(asked.kept, key.get(asked.options, **lies), NOW)


async def test_a_key_that_was_added_signs_its_owner_in():
    person, key = await resident(), SoftKey(ORIGIN)
    row = await with_key(person, key)
    assert row.name == "내 휴대전화"
    assert await signed_in(key) == person
    await row.refresh_from_db()
    assert (row.sign_count, row.used_at) == (1, NOW)


async def test_the_device_is_asked_for_a_key_that_needs_no_login_name():
    options = json.loads(
        (await security_keys.ask_to_add(await resident(), shown_as="김하늘", now=NOW)).options
    )
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"]["id"] == "portal.geumjeong.example"
    assert json.loads((await security_keys.ask(NOW, verified=False)).options)["allowCredentials"] == []


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://portal.geumjeong.example.evil.example"},
        {"origin": "http://portal.geumjeong.example"},
        {"rp": "evil.example"},
        {"challenge": "b3RoZXI"},
        {"type": "webauthn.create"},
        {"signature": b"no signature"},
        {"user": b"somebody else 16"},
    ],
)
async def test_an_answer_to_another_question_address_or_person_is_refused(lies):
    key = SoftKey(ORIGIN)
    await with_key(await resident(), key)
    with pytest.raises(KeyRefused):
        await signed_in(key, **lies)


async def test_a_key_that_nobody_added_is_refused():
    await with_key(await resident(), SoftKey(ORIGIN))
    stranger = SoftKey(ORIGIN, user=b"x" * 16)
    with pytest.raises(KeyRefused):
        await signed_in(stranger)


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": 3}', "x" * 20_000, '{"id":"a","rawId":"b"}']
)
async def test_an_answer_that_is_none_is_refused(answer):
    person = await resident()
    asked = await security_keys.ask(NOW, verified=False)
    with pytest.raises(KeyRefused):
        await security_keys.check(asked.kept, answer, NOW)
    adding = await security_keys.ask_to_add(person, shown_as="김하늘", now=NOW)
    with pytest.raises(KeyRefused):
        await security_keys.add(person, adding.kept, answer, name="열쇠", now=NOW)


async def test_a_question_is_good_for_minutes_and_for_its_own_purpose():
    person, key = await resident(), SoftKey(ORIGIN)
    await with_key(person, key)
    asked = await security_keys.ask(NOW, verified=False)
    with pytest.raises(KeyRefused):
        await security_keys.check(asked.kept, key.get(asked.options), NOW + security_keys.LIVES)
    adding = await security_keys.ask_to_add(person, shown_as="김하늘", now=NOW)
    with pytest.raises(KeyRefused):
        await security_keys.check(adding.kept, key.get(asked.options), NOW)
    nothings: list[object] = [None, {}, "kept"]
    for nothing in nothings:
        with pytest.raises(KeyRefused):
            await security_keys.check(nothing, key.get(asked.options), NOW)


async def test_a_counter_that_does_not_go_on_betrays_a_copy_and_is_put_on_record():
    person, key = await resident(), SoftKey(ORIGIN)
    await with_key(person, key)
    copy = SoftKey(ORIGIN, credential=key.credential, user=key.user, _private=key._private)
    await signed_in(key)
    await signed_in(key)
    with pytest.raises(KeyCopied):
        await signed_in(copy)
    assert await AccessLog.filter(person_id=person.id, what="key_refused").count() == 1
    assert await signed_in(key) == person


async def test_the_same_answer_again_is_refused_by_the_counter_alone():
    key = SoftKey(ORIGIN)
    await with_key(await resident(), key)
    asked = await security_keys.ask(NOW, verified=False)
    answer = key.get(asked.options)
    await security_keys.check(asked.kept, answer, NOW)
    with pytest.raises(KeyCopied):
        await security_keys.check(asked.kept, answer, NOW)


async def test_a_device_without_a_counter_may_be_used_again_but_never_fall_back_to_none():
    person, key = await resident(), SoftKey(ORIGIN, counts=False)
    await with_key(person, key)
    assert await signed_in(key) == await signed_in(key) == person
    key.counts, key.count = True, 7
    await signed_in(key)
    key.counts, key.count = False, 0
    with pytest.raises(KeyCopied):
        await signed_in(key)


async def test_staff_must_have_shown_their_device_who_they_are():
    minsu = await Person.get(login="minsu")
    careless = SoftKey(ORIGIN, verifies=False)
    with pytest.raises(KeyRefused):
        await with_key(minsu, careless)
    key = SoftKey(ORIGIN)
    await with_key(minsu, key)
    assert await signed_in(key) == minsu
    key.verifies = False
    with pytest.raises(KeyRefused):
        await signed_in(key)


async def test_a_second_factor_is_a_key_of_the_same_person():
    minsu, jeonghee = await Person.get(login="minsu"), await Person.get(login="jeonghee")
    hers = SoftKey(ORIGIN)
    await with_key(jeonghee, hers)
    with pytest.raises(UnknownKey):
        await security_keys.ask(NOW, verified=True, person=minsu)
    his = SoftKey(ORIGIN)
    await with_key(minsu, his)
    asked = await security_keys.ask(NOW, verified=True, person=minsu)
    with pytest.raises(KeyRefused):
        await security_keys.check(asked.kept, hers.get(asked.options), NOW)
    assert await security_keys.check(asked.kept, his.get(asked.options), NOW) == minsu


async def test_a_key_of_a_closed_account_opens_nothing():
    minsu, key = await Person.get(login="minsu"), SoftKey(ORIGIN)
    await with_key(minsu, key)
    await Person.filter(id=minsu.id).update(active=False)
    with pytest.raises(KeyRefused):
        await signed_in(key)


async def test_a_key_is_added_once_and_for_the_one_who_was_asked():
    haneul, seojun, key = await resident(), await resident("박서준"), SoftKey(ORIGIN)
    await with_key(haneul, key)
    with pytest.raises(KeyRefused):
        await with_key(seojun, key)
    asked = await security_keys.ask_to_add(haneul, shown_as="김하늘", now=NOW)
    with pytest.raises(KeyRefused):
        await security_keys.add(
            seojun, asked.kept, SoftKey(ORIGIN).create(asked.options), name="열쇠", now=NOW
        )
    assert await SecurityKey.all().count() == 1


async def test_a_key_has_a_name_and_there_are_not_too_many():
    person = await resident()
    for name in ("", "  ", "x" * 65):
        with pytest.raises(BadKeyName):
            await with_key(person, SoftKey(ORIGIN), name)
    for number in range(security_keys.MOST):
        await with_key(person, SoftKey(ORIGIN), f"열쇠 {number}")
    with pytest.raises(BadKeyName):
        await with_key(person, SoftKey(ORIGIN))


async def test_the_last_way_in_stays_and_nobody_takes_a_neighbours_key():
    haneul, seojun = await resident(), await resident("박서준")
    first, theirs = await with_key(haneul, SoftKey(ORIGIN)), await with_key(seojun, SoftKey(ORIGIN))
    with pytest.raises(LastWayIn):
        await security_keys.remove(haneul, first.id, NOW)
    with pytest.raises(UnknownKey):
        await security_keys.remove(haneul, theirs.id, NOW)
    second = await with_key(haneul, SoftKey(ORIGIN), "다른 열쇠")
    await security_keys.remove(haneul, first.id, NOW)
    assert [row.id for row in await security_keys.keys_of(haneul)] == [second.id]


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("https://portal.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]:8000", False),
        ("http://portal.example", False),
    ],
)
async def test_keys_are_offered_where_browsers_have_them(address, usable, monkeypatch):
    monkeypatch.setattr(settings(), "base_url", address)
    assert relying_party.usable() is usable
    if not usable:
        with pytest.raises(relying_party.NoKeysHere):
            await security_keys.ask(NOW + timedelta(0), verified=False)
