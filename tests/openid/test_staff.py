"""Groups give rights only at a provider for staff, only as long as they last, and only with a second factor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from portal.kernel import people
from portal.kernel.models import AccessLog, Grant, Person, Session
from portal.kernel.people import identities
from portal.kernel.people.identities import NewIdentity
from portal.kernel.people.signing_in import seal_seed
from tests.cast import NOW, Cast
from tests.openid.conftest import leave, post, signed_in
from tests.openid.forger import Forger

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CLERK = {"sub": "u-1", "preferred_username": "Minsu.P", "name": "박민수", "phone_number": "051-519-4561"}


def app_code(seed: str, time: Any, offset: int = 0) -> str:
    """What the authenticator app shows."""
    clock = pyotp.TOTP(seed.replace(" ", ""))
    return clock.generate_otp(clock.timecode(time.now) + offset)


async def rights_of(person: Person) -> set[str]:
    return {str(people.Right(one.role, one.department)) for one in await people.grants_of(person)}


@pytest.fixture
def come_in(sign_in: Callable[..., Any], officers: Forger, time: Any) -> Callable[..., Any]:
    """Sign in at the provider for staff and give the second factor; the seed of the app that was enrolled, if any."""

    def enter(browser: Any, groups: Any = ("clerk:construction",), seed: str = "", **claims: Any) -> str:
        answer = sign_in(browser, "office", officers, **{**CLERK, "groups": groups, **claims})
        assert answer.headers["location"] == "/sign-in/second", answer.text
        shown = re.search(r"<code>([A-Z2-7 ]+)</code>", browser.get("/sign-in/second").text)
        seed = shown[1] if shown else seed
        answer = post(browser, "/sign-in/second", {"code": app_code(seed, time)})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        return seed

    return enter


def test_groups_of_a_provider_that_is_not_for_staff_give_nothing(
    client: Any, haneul: Any, sign_in: Any, run: Any
):
    answer = sign_in(client, groups=["administrator", "clerk:construction"], roles=["administrator"])
    assert answer.headers["location"] == "/account"
    assert client.get("/desk").status_code == 303  # to the sign-in page
    assert client.get("/desk/account").status_code == 303
    assert not run(Grant.filter(person_id=haneul.id).exists())


def test_a_stranger_with_groups_there_is_no_member_of_staff_either(client: Any, sign_in: Any, run: Any):
    answer = sign_in(client, sub="mallory", groups=["administrator"])
    assert answer.headers["location"] == "/account/new"
    assert not run(Person.filter(kind="staff").exists())


def test_a_member_of_staff_does_not_come_in_by_a_provider_that_is_not_for_staff(
    client: Any, cast: Cast, forger: Forger, sign_in: Any, run: Any
):
    """Whatever stands in the database: the operator's mark decides."""
    minsu = run(Person.get(login="minsu"))
    run(identities.link(minsu, NewIdentity("own", forger.issuer, "minsu"), NOW))
    assert sign_in(client, sub="minsu").status_code == 403
    assert not signed_in(client)


def test_an_unknown_clerk_gets_an_account_with_the_rights_of_the_groups(client: Any, come_in: Any, run: Any):
    come_in(client, ["clerk:construction", "supervisor:cleaning", "everyone", "clerk:nowhere", "monitor"])
    assert client.get("/desk").status_code == 200
    person = run(Person.get(login="office:minsu.p"))
    assert (person.name, person.phone, person.kind) == ("박민수", "051-519-4561", "staff")
    assert run(rights_of(person)) == {"clerk:construction", "supervisor:cleaning"}
    assert {one.granted_by for one in run(people.grants_of(person))} == {"openid:office"}
    looks = run(AccessLog.filter(person_id=person.id).order_by("id").values_list("what", flat=True))
    assert looks == ["account_added", "granted", "granted", "factor_enrolled", "signed_in"]


def test_rights_go_with_the_groups_and_what_was_granted_here_stays(
    client: Any, other: Any, come_in: Any, run: Any, time: Any
):
    seed = come_in(client, ["clerk:construction", "clerk:cleaning"])
    person = run(Person.get(login="office:minsu.p"))
    run(people.grant(person, people.Right("auditor"), by="admin", now=NOW))
    time.passes(minutes=1)
    come_in(other, ["clerk:cleaning"], seed)
    assert run(rights_of(person)) == {"clerk:cleaning", "auditor"}
    assert not signed_in(client)  # what was open with the old rights is closed
    assert run(Session.filter(person_id=person.id).count()) == 1


def test_who_signs_in_again_after_a_change_of_rights_goes_on_with_the_new_ones(
    client: Any, come_in: Any, run: Any, time: Any
):
    seed = come_in(client, ["clerk:construction"])
    time.passes(minutes=1)
    come_in(client, ["auditor"], seed)
    assert client.get("/desk/log").status_code == 200
    person = run(Person.get(login="office:minsu.p"))
    assert run(Session.filter(person_id=person.id).count()) == 1


def test_without_any_right_left_nobody_comes_in(
    client: Any, other: Any, come_in: Any, sign_in: Any, officers: Forger
):
    come_in(client)
    answer = sign_in(other, "office", officers, **CLERK, groups=[])
    assert answer.status_code == 403
    assert "업무 권한이 없습니다" in answer.text
    assert not signed_in(other)
    assert not signed_in(client)


def test_a_stranger_without_rights_is_no_resident_by_a_provider_for_staff_alone(
    client: Any, sign_in: Any, officers: Forger, run: Any
):
    answer = sign_in(client, "office", officers, sub="nobody", groups=["everyone"])
    assert answer.status_code == 403
    assert 'href="/desk/sign-in"' in answer.text
    assert not run(Person.all().exists())


def test_before_the_second_factor_nothing_is_open(client: Any, sign_in: Any, officers: Forger):
    sign_in(client, "office", officers, **CLERK, groups=["clerk:construction"])
    assert client.get("/desk").status_code == 303
    assert not signed_in(client)


def test_a_wrong_code_is_refused_on_record_and_limited(
    client: Any, sign_in: Any, officers: Forger, run: Any, time: Any
):
    sign_in(client, "office", officers, **CLERK, groups=["clerk:construction"])
    for _ in range(10):
        answer = post(client, "/sign-in/second", {"code": "000000"})
        assert answer.status_code == 422
    assert post(client, "/sign-in/second", {"code": "000000"}).status_code == 429
    assert not signed_in(client)
    assert run(AccessLog.filter(what="sign_in_failed").count()) == 10


def test_a_code_is_good_once(
    client: Any, other: Any, come_in: Any, sign_in: Any, officers: Forger, time: Any
):
    seed = come_in(client)
    sign_in(other, "office", officers, **CLERK, groups=["clerk:construction"])
    assert post(other, "/sign-in/second", {"code": app_code(seed, time)}).status_code == 422
    assert not signed_in(other)


def test_an_app_that_is_there_is_never_replaced_by_signing_in(
    client: Any, other: Any, come_in: Any, sign_in: Any, officers: Forger, run: Any, time: Any
):
    """Two browsers wait with two pictures: the first to show a code decides, the other's app is worth nothing."""
    sign_in(client, "office", officers, **CLERK, groups=["clerk:construction"])
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/sign-in/second").text)
    come_in(other)
    time.passes(minutes=1)
    assert shown is not None
    assert post(client, "/sign-in/second", {"code": app_code(shown[1], time)}).status_code == 422
    assert not signed_in(client)


def test_who_waits_too_long_begins_anew(client: Any, sign_in: Any, officers: Forger, time: Any):
    sign_in(client, "office", officers, **CLERK, groups=["clerk:construction"])
    time.passes(minutes=11)
    assert client.get("/sign-in/second").headers["location"] == "/desk/sign-in"


def test_a_stranger_at_the_second_factor_is_sent_to_the_first(client: Any):
    assert client.get("/sign-in/second").headers["location"] == "/desk/sign-in"
    assert post(client, "/sign-in/second", {"code": "123456"}).headers["location"] == "/desk/sign-in"


def test_a_local_account_that_was_linked_keeps_its_app(
    client: Any, cast: Cast, sign_in: Any, officers: Forger, run: Any, time: Any
):
    minsu = run(Person.get(login="minsu"))
    run(Person.filter(id=minsu.id).update(totp_sealed=seal_seed(minsu, SEED)))
    run(identities.link(minsu, NewIdentity("office", officers.issuer, "u-1"), NOW))
    sign_in(client, "office", officers, sub="u-1")
    assert "<code>" not in client.get("/sign-in/second").text
    post(client, "/sign-in/second", {"code": app_code(SEED, time)})
    assert client.get("/desk").status_code == 200
    assert run(rights_of(minsu)) == {"clerk:construction", "clerk:cleaning"}


def test_staff_come_back_to_the_page_of_the_desk_that_they_wanted(client: Any, officers: Forger, time: Any):
    asked = leave(client, "office", back="/desk/delivery")
    token = officers.sign(officers.claims(time.now, nonce=asked["nonce"], groups=["front_desk"], **CLERK))
    client.get("/sign-in/back/office", params={"code": officers.code(asked, token), "state": asked["state"]})
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", client.get("/sign-in/second").text)
    assert shown is not None
    answer = post(client, "/sign-in/second", {"code": app_code(shown[1], time)})
    assert answer.headers["location"] == "/desk/delivery"


class TestWhereTheProviderAsks:
    """SECOND_FACTOR=provider, and groups under names of its own."""

    @pytest.fixture
    def named(self, named: Any) -> Any:
        office = {
            "SECOND_FACTOR": "provider",
            "GROUPS": '{"건설과": "clerk:construction"}',
            "GROUPS_CLAIM": "dept",
        }
        return {**named, "OFFICE": {**named["OFFICE"], **office}}

    def test_its_word_on_a_second_factor_is_enough(
        self, client: Any, sign_in: Any, officers: Forger, run: Any
    ):
        answer = sign_in(client, "office", officers, **CLERK, dept="건설과", amr=["pwd", "otp"])
        assert answer.headers["location"] == "/desk"
        assert run(rights_of(run(Person.get(login="office:minsu.p")))) == {"clerk:construction"}

    @pytest.mark.parametrize("amr", [None, [], ["pwd"]], ids=str)
    def test_without_its_word_nobody_comes_in(self, client: Any, sign_in: Any, officers: Forger, amr: Any):
        answer = sign_in(client, "office", officers, **CLERK, dept=["건설과"], amr=amr)
        assert answer.status_code == 403
        assert "2단계 인증" in answer.text
        assert not signed_in(client)
