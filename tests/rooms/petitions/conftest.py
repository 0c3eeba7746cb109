"""A petitioner in front of their own case, and the clerk who works on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases
from portal.kernel.models import Case
from tests.cast import NOW, filed

HOUR = timedelta(hours=1)
REQUEST = {"request": "배치도 1장을 더 내 주세요.", "days": "14"}
ANSWER = {"outcome": "answered", "answer": "전구를 바꾸었습니다."}


@pytest.fixture
def case(run):
    """A case of Kim Haneul, filed at NOW."""
    return run(filed())


@pytest.fixture
def mine(client, case):
    """The address of the case, opened in this browser by its secret link."""
    client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)})
    return f"/cases/{case.receipt_no}"


@pytest.fixture
def act(run, cast, case):
    """Make moves of the clerk on the case: `act("accept")`, `act("note", note="…")`; at NOW unless told."""

    def make(name, *, at=NOW, **data):
        return run(cases.move(case.id, name, actor=cast.minsu, now=at, data=data))

    return make


@pytest.fixture
def post(client):
    """Send a form as this browser would."""

    def send(path, data, **more):
        token = client.get("/token").json()["csrf"]
        return client.post(path, data={"csrf": token, **data}, **more)

    return send


@pytest.fixture
def now_of(run, case):
    """The case as it stands in the database."""
    return lambda: run(Case.get(id=case.id))
