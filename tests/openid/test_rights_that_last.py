"""Rights that a group gave go with the group, by whatever way somebody comes in; those granted here stay."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel import people
from portal.kernel.models import AccessLog, Grant, Identity, Person
from portal.kernel.people.identities import NewIdentity
from tests.openid.conftest import post, signed_in
from tests.openid.forger import Forger
from tests.openid.test_second_factor_keys import client, key_of, question
from tests.openid.test_staff import CLERK, come_in, rights_of

__all__ = ["client", "come_in"]


@pytest.fixture
def clerk(client: Any, come_in: Any, run: Any) -> Person:
    """A clerk by a group, who was here once; the browser is a stranger's again."""
    come_in(client, ["clerk:construction"])
    client.cookies.clear()
    person: Person = run(Person.get(login="office:minsu.p"))
    return person


def by_key(client: Any, key: Any) -> Any:
    page = client.get("/sign-in/key?back=/desk")
    return post(client, "/sign-in/key?back=/desk", {"answer": key.get(question(page))})


def test_within_a_day_a_key_is_enough(client: Any, clerk: Person, run: Any, time: Any):
    key = run(key_of(clerk))
    time.passes(hours=23)
    assert by_key(client, key).headers["location"] == "/desk"


def test_after_a_day_the_provider_is_asked_again(
    client: Any, clerk: Person, come_in: Any, run: Any, time: Any
):
    key = run(key_of(clerk))
    time.passes(hours=25)
    answer = by_key(client, key)
    assert answer.status_code == 403
    assert "날마다 확인" in answer.text
    assert not signed_in(client)
    assert run(rights_of(clerk)) == set()
    assert run(AccessLog.filter(person_id=clerk.id, what="revoked").count()) == 1


def test_the_providers_word_brings_them_back(client: Any, clerk: Person, come_in: Any, run: Any, time: Any):
    key = run(key_of(clerk))
    time.passes(hours=25)
    by_key(client, key)
    run(people.grant(clerk, people.Right("auditor"), by="admin", now=time.now))
    assert by_key(client, key).headers["location"] == "/desk"
    assert run(rights_of(clerk)) == {"auditor"}  # granted here: no provider has to say it


def test_another_provider_keeps_nothing_alive(client: Any, clerk: Person, run: Any, sign_in: Any, time: Any):
    run(Grant.filter(person_id=clerk.id).update(granted_by="openid:former"))
    by_key(client, run(key_of(clerk)))
    assert run(rights_of(clerk)) == set()


def test_who_unlinks_the_provider_gives_its_rights_up(
    client: Any, officers: Forger, come_in: Any, run: Any, time: Any
):
    come_in(client, ["clerk:construction"])
    person = run(Person.get(login="office:minsu.p"))
    run(key_of(person))
    row = run(Identity.get(person_id=person.id))
    assert row.subject_hash == NewIdentity("office", officers.issuer, CLERK["sub"]).subject_hash
    post(client, "/desk/account", {"unlink": str(row.id)})
    assert run(rights_of(person)) == set()
    assert client.get("/desk").status_code == 303
