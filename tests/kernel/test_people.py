"""Staff accounts, their rights, their second factor, and the log."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pyotp
import pytest

from portal.kernel import people, permissions
from portal.kernel.models import AccessLog, Grant, Identity, Person, SecurityKey, Session
from portal.kernel.people import identities
from portal.kernel.people.identities import NewIdentity
from tests.cast import NOW, filed


async def hired(login: str = "hana", *rights: str) -> people.Credentials:
    """A new account."""
    return await people.add(
        login,
        "이하나",
        "051-519-4562",
        [people.read_right(right) for right in rights or ("clerk:construction",)],
        by="operator",
        now=NOW,
    )


def code(made: people.Credentials, steps: int = 0) -> str:
    """The code that the officer's device shows `steps` times 30 seconds from now."""
    return pyotp.TOTP(made.seed).at(NOW + timedelta(seconds=30 * steps))


async def test_password_and_code_together_prove_a_member_of_staff(house):
    made = await hired()
    person = await people.check_sign_in("hana", made.password, code(made), NOW)
    assert person.id == made.person.id


async def test_neither_password_nor_seed_is_stored_in_the_clear(house):
    made = await hired()
    row = await Person.get(login="hana")
    assert made.password not in row.password_hash
    assert made.seed.encode() not in bytes(row.totp_sealed or b"")


@pytest.mark.parametrize("what", ["login", "password", "code", "empty code", "letters"])
async def test_whatever_is_wrong_the_answer_is_the_same(house, what):
    made = await hired()
    login = "hanna" if what == "login" else "hana"
    password = "wrong" if what == "password" else made.password
    typed = {"code": "000000", "empty code": "", "letters": "abcdef"}.get(what, code(made))
    with pytest.raises(people.WrongSignIn) as refused:
        await people.check_sign_in(login, password, typed, NOW)
    assert str(refused.value.message) == str(people.WrongSignIn(None).message)


@pytest.mark.parametrize("steps", [-1, 0, 1])
async def test_a_clock_may_be_one_step_off(house, steps):
    made = await hired()
    assert (await people.check_sign_in("hana", made.password, code(made, steps), NOW)).login == "hana"


@pytest.mark.parametrize("steps", [-2, 2])
async def test_a_clock_may_not_be_two_steps_off(house, steps):
    made = await hired()
    with pytest.raises(people.WrongSignIn):
        await people.check_sign_in("hana", made.password, code(made, steps), NOW)


async def test_a_code_and_those_before_it_are_good_once(house):
    made = await hired()
    await people.check_sign_in("hana", made.password, code(made), NOW)
    for steps in (0, -1):
        with pytest.raises(people.WrongSignIn):
            await people.check_sign_in("hana", made.password, code(made, steps), NOW)
    assert (await people.check_sign_in("hana", made.password, code(made, 1), NOW)).login == "hana"


async def test_of_two_who_use_one_code_at_once_one_comes_in(house):
    made = await hired()
    tries = [people.check_sign_in("hana", made.password, code(made), NOW) for _ in range(3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, Person) for result in results) == 1


async def test_a_wrong_password_does_not_use_up_the_code(house):
    made = await hired()
    with pytest.raises(people.WrongSignIn):
        await people.check_sign_in("hana", "wrong", code(made), NOW)
    assert (await people.check_sign_in("hana", made.password, code(made), NOW)).login == "hana"


async def test_a_closed_account_opens_nothing_and_its_sessions_end(house):
    made = await hired()
    await Session.create(
        id="x", person=made.person, kind="staff", created_at=NOW, seen_at=NOW, expires_at=NOW
    )
    await people.close("hana", by="operator", now=NOW)
    assert not await Session.exists(person_id=made.person.id)
    with pytest.raises(people.WrongSignIn):
        await people.check_sign_in("hana", made.password, code(made), NOW)


@pytest.mark.parametrize(("login", "stays"), [("hana", False), ("office:hana", True)])
async def test_a_reset_takes_away_what_somebody_may_have_added(house, login, stays):
    person = (await hired()).person
    await Person.filter(id=person.id).update(login=login)
    await identities.link(person, NewIdentity("office", "https://id.example", "u-1"), NOW)
    await SecurityKey.create(person=person, credential="c", public_key=b"k", name="열쇠", created_at=NOW)
    await people.reset(login, by="operator", now=NOW)
    assert not await SecurityKey.filter(person_id=person.id).exists()
    assert await Identity.filter(person_id=person.id).exists() is stays


async def test_a_reset_makes_both_factors_new(house):
    made = await hired()
    renewed = await people.reset("hana", by="operator", now=NOW)
    assert renewed.password != made.password
    with pytest.raises(people.WrongSignIn):
        await people.check_sign_in("hana", made.password, code(made), NOW)
    assert (await people.check_sign_in("hana", renewed.password, code(renewed), NOW)).login == "hana"


@pytest.mark.parametrize(
    ("login", "name", "phone"),
    [
        ("Hana", "이하나", "051-519-4562"),
        ("h", "이하나", "051-519-4562"),
        ("hana; drop", "이하나", "051-519-4562"),
        ("hana", "  ", "051-519-4562"),
        ("hana", "이하나", "전화"),
        ("minsu", "이하나", "051-519-4562"),
    ],
)
async def test_a_senseless_account_is_not_made(house, login, name, phone):
    before = await Person.all().count()
    with pytest.raises(people.BadAccount):
        await people.add(login, name, phone, by="operator", now=NOW)
    assert await Person.all().count() == before


@pytest.mark.parametrize("typed", ["boss", "clerk", "clerk:nowhere", "auditor:construction", ""])
def test_a_senseless_right_is_refused(house, typed):
    with pytest.raises(people.BadRight):
        people.read_right(typed)


async def test_a_right_counts_from_grant_to_revocation_and_stays_on_record(house):
    made = await hired("hana", "clerk:construction")
    right = people.read_right("clerk:cleaning")
    await people.grant(made.person, right, by="admin", now=NOW)
    assert "cleaning" in (await permissions.staff_actor(made.person)).departments
    await people.revoke(made.person, right, by="admin", now=NOW + timedelta(days=1))
    assert "cleaning" not in (await permissions.staff_actor(made.person)).departments
    assert await Grant.filter(person_id=made.person.id, department="cleaning").count() == 1
    log, _ = await people.looked(people.Looked(login="hana"))
    assert [look.what for look in log] == ["revoked", "granted", "granted", "account_added"]
    assert log[0].why == "clerk:cleaning (admin)"


async def test_a_right_given_twice_is_held_once(house):
    made = await hired("hana", "front_desk")
    await people.grant(made.person, people.Right("front_desk"), by="admin", now=NOW)
    assert len(await people.grants_of(made.person)) == 1


async def test_a_right_that_nobody_holds_cant_be_revoked(house):
    made = await hired("hana", "front_desk")
    with pytest.raises(people.UnknownGrant):
        await people.revoke(made.person, people.Right("auditor"), by="admin", now=NOW)


async def test_only_active_staff_of_the_department_are_its_officers(house):
    await hired("hana", "clerk:construction")
    await people.close("hana", by="operator", now=NOW)
    assert [person.login for person in await people.officers_of("construction")] == ["jeonghee", "minsu"]


async def test_the_log_says_who_when_which_case_and_why(house):
    case = await filed()
    minsu = await Person.get(login="minsu")
    await people.note_look(minsu, "contact_shown", now=NOW, case=case, why="call", address="192.0.2.1")
    (look,), total = await people.looked(people.Looked(login="minsu"))
    assert (look.name, look.receipt_no, look.why, look.at, total) == (
        "박민수",
        case.receipt_no,
        "call",
        NOW,
        1,
    )


async def test_the_log_is_filtered_by_day(house):
    minsu = await Person.get(login="minsu")
    for day in range(3):
        await people.note_look(minsu, "signed_in", now=NOW + timedelta(days=day))
    found, total = await people.looked(
        people.Looked(since=NOW + timedelta(hours=12), until=NOW + timedelta(days=1, hours=12))
    )
    assert [look.at for look in found] == [NOW + timedelta(days=1)]
    assert total == 1


async def test_only_known_kinds_of_looks_are_written(house):
    minsu = await Person.get(login="minsu")
    with pytest.raises(ValueError, match="unknown kind of look"):
        await people.note_look(minsu, "peeked", now=NOW)
    assert await AccessLog.all().count() == 0


@pytest.mark.parametrize("change", ["granted", "revoked"])
async def test_no_session_outlives_the_rights_it_was_begun_with(house, change):
    made = await hired()
    await Session.create(
        id="a" * 64,
        person=made.person,
        kind="staff",
        created_at=NOW,
        seen_at=NOW,
        expires_at=NOW + timedelta(hours=10),
    )
    if change == "granted":
        await people.grant(made.person, people.Right("auditor"), by="operator", now=NOW)
    else:
        await people.revoke(made.person, people.Right("clerk", "construction"), by="operator", now=NOW)
    assert not await Session.exists(person_id=made.person.id)


async def test_a_right_that_is_held_already_ends_no_session(house):
    made = await hired()
    await Session.create(
        id="a" * 64,
        person=made.person,
        kind="staff",
        created_at=NOW,
        seen_at=NOW,
        expires_at=NOW + timedelta(hours=10),
    )
    await people.grant(made.person, people.Right("clerk", "construction"), by="operator", now=NOW)
    assert await Session.exists(person_id=made.person.id)
