"""Kim Haneul in front of her account, signed in without the way in."""

from __future__ import annotations

import pytest

from portal.kernel.models import Case
from tests.cast import NOW, filed
from tests.rooms.account.people import HANEUL, account, profile_now, session_of


@pytest.fixture
def haneul(run, cast):
    """Kim Haneul's account, with her phone and address kept by consent."""
    return run(account(HANEUL, "contact"))


@pytest.fixture
def case(run, haneul):
    """A case of hers, in her account."""
    found = run(filed())
    run(Case.filter(id=found.id).update(person_id=haneul.id))
    return found


@pytest.fixture
def sign_in(run, client):
    """Sign this browser in as somebody, with a session that began at a time."""

    def enter(person, at=NOW):
        client.cookies.clear()
        client.cookies.set("session", run(session_of(person, at)))

    return enter


@pytest.fixture
def me(haneul, sign_in):
    """Kim Haneul, signed in just now."""
    sign_in(haneul)
    return haneul


@pytest.fixture
def profile(run, haneul):
    """What the account holds now."""
    return lambda: run(profile_now(haneul))
