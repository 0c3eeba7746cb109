"""Residents' accounts: sealed under a key of their own, found by what was proved, gone when they are closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.kernel import cases, keys, people
from portal.kernel.models import Case, DataKey, Draft, Person, Session
from portal.kernel.people import consents, residents
from portal.kernel.people.residents import Profile
from portal.kernel.permissions import MONITOR
from tests.cast import NOW, filed

HANEUL = Profile("김하늘", "010-2345-6789", "haneul@example.org", True, "부산광역시 금정구 중앙대로 1777")


async def made(profile: Profile = HANEUL) -> Person:
    return await residents.create(profile, now=NOW, lang="ko", consents=("terms", "account"))


async def test_what_a_resident_told_comes_back_and_stands_nowhere_in_the_clear(house):
    person = await Person.get(id=(await made()).id)
    assert await residents.profile_of(person) == HANEUL
    assert (person.name, person.phone) == ("", "")
    assert person.login == f"resident:{person.id}"
    for told in (HANEUL.name, HANEUL.email, HANEUL.phone):
        assert told.encode() not in bytes(person.profile_ct or b"")
    assert set(await consents.given(person)) == {"terms", "account"}


async def test_an_account_is_found_by_a_proved_address_only(house):
    person = await made()
    assert await residents.by_email("Haneul@example.org") == person
    await residents.save_profile(person, replace(HANEUL, email_proved=False))
    assert await residents.by_email("haneul@example.org") is None
    assert await residents.by_email("") is None


async def test_two_accounts_never_share_a_proved_address(house):
    await made()
    with pytest.raises(residents.EmailTaken):
        await made()
    other = await made(Profile("박서준"))
    with pytest.raises(residents.EmailTaken):
        await residents.save_profile(other, HANEUL)
    assert (await residents.profile_of(await Person.get(id=other.id))).email == ""


async def test_closing_destroys_what_was_told_and_keeps_the_cases(house):
    person, case = await made(), await filed()
    await cases.claim(case, person, NOW)
    await Session.create(
        id="a" * 64, person=person, kind="resident", created_at=NOW, seen_at=NOW, expires_at=NOW
    )
    await residents.close(person, NOW)
    row = await Person.get(id=person.id)
    assert (row.active, row.closed_at, row.profile_ct, row.email_hash) == (False, NOW, None, "")
    key = await DataKey.get(id=row.key_id)
    assert (key.wrapped, key.destroyed_at) == (None, NOW)
    with pytest.raises(keys.KeyDestroyed):
        keys.unwrap(key)
    assert not await Session.exists(person_id=person.id)
    kept = await Case.get(id=case.id)
    assert kept.person_id is None
    assert cases.petitioner_of(kept, await cases.key_of(kept)).name == "김하늘"
    assert await residents.by_email(HANEUL.email) is None
    await made()  # the address is free again


async def test_closing_ends_consents_and_rights_on_record(house):
    person = await made()
    await people.grant(person, people.Right(MONITOR), by="tests", now=NOW)
    await residents.close(person, NOW)
    assert not await consents.given(person)
    assert {row.withdrawn_at for row in await consents.history(person)} == {NOW}
    assert not await people.grants_of(person)


async def test_a_guests_drafts_become_the_residents_and_nobody_elses(house):
    person = await made()
    for owner in ("guest", "somebody else"):
        row, _ = keys.new_data_key(NOW)
        await row.save(force_create=True)
        await Draft.create(
            session_id=owner,
            service_code="x",
            service_version=1,
            idempotency_key=owner,
            key_id=row.id,
            saved_at=NOW,
            expires_at=NOW,
        )
    await residents.take_drafts(person, "guest")
    await residents.take_drafts(person, "")
    held = await Draft.filter(session_id=residents.drafts_of(person))
    assert [draft.idempotency_key for draft in held] == ["guest"]
